"""One plain sentence under the header, with at most one action."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from desktop_app import theme
from desktop_app.theme import SPACE
from desktop_app.widgets.buttons import button
from desktop_app.widgets.icons import IconLabel
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import restyle


class NoticeBar(QFrame):
    """44 px high where the sentence fits on a line; hidden while there is nothing to say."""

    acted = Signal()
    dismissed = Signal()

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__()
        self._picture = IconLabel("triangle-alert", "check")
        self._words = Paragraph("", "body")
        self._action = button("", "outline", self.acted.emit)
        self._close = button("Dismiss this message", "icon", self.dismissed.emit, "x")
        box = QHBoxLayout(self)
        box.setContentsMargins(SPACE["xl"], SPACE["xs"], SPACE["l"], SPACE["xs"])
        box.setSpacing(SPACE["m"])
        box.addWidget(self._picture)
        box.addWidget(self._words, 1)
        box.addWidget(self._action)
        box.addWidget(self._close)
        self._close.setVisible(closable)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumHeight(theme.look().px(44))
        self.hide()

    def tell(self, text: str, action: str | None, severity: Literal["check", "bad"]) -> None:
        """Shows a sentence and the words of its action."""
        self.setProperty("notice", severity)
        restyle(self)
        self._picture.show_icon(
            "octagon-alert" if severity == "bad" else "triangle-alert", severity
        )
        self._words.setText(text)
        self._action.setVisible(action is not None)
        self._action.say(action or "")
        self.setAccessibleName(text)
        self.show()
