"""F1: the keys of the app, over the page; Esc closes it."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from desktop_app.theme import SPACE
from desktop_app.widgets.buttons import button
from desktop_app.widgets.panes import Card, row
from desktop_app.widgets.safe_text import safe_label

KEYS: Final = (
    ("Space", "begin, done, interrupt, go on"),
    ("W", "wait, I'm thinking"),
    ("H", "hint"),
    ("R", "repeat"),
    ("S", "slower"),
    ("Ctrl+T", "type or talk"),
    ("Ctrl+M", "microphone on or off"),
    ("Ctrl+D", "scores and goals"),
    ("Ctrl+Enter", "end the talk"),
    ("Ctrl+1 to 3", "Talk, Notes, Settings"),
    ("Ctrl+F", "search the notes"),
    ("Ctrl + and -", "text size"),
)


class KeysSheet(Card):
    """A panel in the middle of the window, not a dialog: the talk goes on behind it."""

    def __init__(self, over: QWidget) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE["xl"])
        grid.setVerticalSpacing(SPACE["xs"])
        for number, (keys, meaning) in enumerate(KEYS):
            line, side = number % 6, 2 * (number // 6)
            grid.addWidget(safe_label(keys, "label"), line, side)
            grid.addWidget(safe_label(meaning, "body", "muted"), line, side + 1)
        close = button("Close", "icon", self.hide, "x")
        super().__init__(row(safe_label("Keys", "section"), None, close), grid, kind="raised")
        self._over = over
        self.setParent(over)
        self.setAccessibleName("Keys")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def toggle(self) -> None:
        """Shows the sheet in the middle of its window, or hides it."""
        if not self.isHidden():
            self.hide()
            return
        self.adjustSize()
        room = self._over.rect().size() - self.size()
        self.move(max(0, room.width() // 2), max(0, room.height() // 2))
        self.show()
        self.raise_()
        self.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
