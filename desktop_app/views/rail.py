"""The places of the app, one under another; Settings stays at the foot."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout
from typing_extensions import override

from desktop_app import theme
from desktop_app.theme import SPACE
from desktop_app.widgets.buttons import RailButton
from desktop_app.widgets.safe_text import restyle

PLACES: Final = (
    ("Talk", "message-circle"),
    ("Notes", "notebook-text"),
    ("Settings", "settings"),
)


class Rail(QFrame):
    """Emits the number of the chosen place."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "rail")
        self.setAccessibleName("Places")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(SPACE["s"], SPACE["l"], SPACE["s"], SPACE["l"])
        self._box.setSpacing(SPACE["s"])
        self._group = QButtonGroup(self)
        self.buttons: list[RailButton] = []
        for number, (words, picture) in enumerate(PLACES):
            made = RailButton(words, picture)
            if number == len(PLACES) - 1:
                self._box.addStretch(1)
            self._group.addButton(made, number)
            self._box.addWidget(made)
            self.buttons.append(made)
        self._group.idClicked.connect(self.chosen.emit)
        self._fit()

    def select(self, place: int) -> None:
        """Shows which place is open."""
        self.buttons[place].setChecked(True)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.setProperty("part", "rail-right" if mirrored else "rail")
            restyle(self)

    def _fit(self) -> None:
        grown = theme.look().percent / 100
        self.setFixedWidth(round(88 + (grown - 1) * 56) + 1)
