"""The line over a page: what it is, and what can be done with it."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from desktop_app import theme
from desktop_app.theme import SPACE
from desktop_app.widgets.chips import Pill
from desktop_app.widgets.panes import row
from desktop_app.widgets.safe_text import ElidedLabel


class Header(QFrame):
    """56 px: title, pill, and the page's own parts at the far side."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("ground", "none")
        self.title = ElidedLabel(title, "title", "text")
        self.pill = Pill()
        self.pill.hide()
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(SPACE["xl"], 0, SPACE["l"], 0)
        self._box.setSpacing(SPACE["m"])
        self._box.addWidget(self.title)
        self._box.addWidget(self.pill)
        self._box.addStretch(1)
        self._parts: tuple[QWidget, ...] = ()
        self._fit()

    def add(self, *parts: QWidget) -> None:
        """Adds parts at the far side; the first gives way when there is no room for all."""
        self._parts = parts
        self._box.addLayout(row(*parts, gap=SPACE["xs"]))

    def say(self, title: str, pill: str = "") -> None:
        """Other words."""
        self.title.setText(title)
        self.pill.setText(pill)
        self._give_way()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    @override
    def minimumSizeHint(self) -> QSize:
        """Never asks for the parts that give way, or the window would grow for them again."""
        return QSize(0, theme.look().px(56))

    def _give_way(self) -> None:
        """Hides the pill, then the first part, where buttons would be cut otherwise."""
        optional = [self.pill, *self._parts[:1]]
        kept = [self.title.minimumSizeHint().width() + 2 * SPACE["xl"]]
        kept += [part.sizeHint().width() + SPACE["xs"] for part in self._parts[1:]]
        room = self.width() - sum(kept)
        for part in reversed(optional):
            room -= part.sizeHint().width() + SPACE["m"]
            part.setVisible(room >= 0 and (part is not self.pill or bool(self.pill.text())))

    def _fit(self) -> None:
        self.setFixedHeight(theme.look().px(56))
