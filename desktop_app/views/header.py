"""The line over a page: what it is, and what can be done with it."""

from PySide6.QtCore import QEvent
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
        self._fit()

    def add(self, *parts: QWidget) -> None:
        """Adds parts at the far side."""
        self._box.addLayout(row(*parts, gap=SPACE["xs"]))

    def say(self, title: str, pill: str = "") -> None:
        """Other words."""
        self.title.setText(title)
        self.pill.setText(pill)
        self.pill.setVisible(bool(pill))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(theme.look().px(56))
