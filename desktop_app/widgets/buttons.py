"""Push buttons: main, outline, text, icon, rail; all reached by keyboard, none taken by a click."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton
from typing_extensions import override

from desktop_app import theme
from desktop_app.widgets.icons import icon
from desktop_app.widgets.safe_text import set_button_text, set_tooltip

Kind = Literal["main", "hero", "outline", "text", "link", "icon", "chip"]
_INK = {"main": "on_accent", "hero": "on_accent", "text": "accent"}


class Button(QPushButton):
    """A button of one kind; a mouse click leaves the focus where it is, so that Space stays the
    learner's key for the talk.
    """

    def __init__(self, words: str, kind: Kind = "outline", picture: str | None = None) -> None:
        super().__init__()
        self._kind, self._picture = kind, picture
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say(words)
        self._draw()

    def say(self, words: str) -> None:
        """Other words; an icon button shows them as its tooltip and to screen readers."""
        self.setAccessibleName(words)
        if self._kind == "icon":
            set_tooltip(self, words)
        else:
            set_button_text(self, words)

    def show_icon(self, picture: str) -> None:
        """Another picture."""
        if picture != self._picture:
            self._picture = picture
            self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        if self._picture is None:
            return
        side = theme.look().px(20)
        self.setIcon(icon(self._picture, _INK.get(self._kind, "text"), "accent"))
        self.setIconSize(QSize(side, side))


def button(
    words: str, kind: Kind, clicked: Callable[[], object], picture: str | None = None
) -> Button:
    """A button that calls `clicked` without arguments."""
    made = Button(words, kind, picture)
    made.clicked.connect(lambda _checked=False: clicked())
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


class RailButton(QToolButton):
    """A place of the rail: an icon over a caption, selected or not."""

    def __init__(self, words: str, picture: str) -> None:
        super().__init__()
        self._picture = picture
        self.setProperty("kind", "rail")
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        side = theme.look().px(20)
        self.setIcon(icon(self._picture, "muted", "accent"))
        self.setIconSize(QSize(side, side))
        self.setMinimumSize(72, theme.look().px(56))
