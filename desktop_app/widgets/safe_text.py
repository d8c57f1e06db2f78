"""The one door for words that others wrote: learner, tutor, scenario, device.

A bare QLabel or tooltip guesses whether its text is HTML and then loads images from any file that
the text names (measured on PySide6 6.11). Everything here is plain text.
"""

import html
import re
import unicodedata
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop_app.theme import Role

LONGEST: Final = 8_000
"""Characters laid out at most; a longer text is cut with an ellipsis before layout."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Without control and direction-changing characters, and not longer than `LONGEST`."""
    kept = _CONTROL.sub("", text)
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def reads_right_to_left(text: str) -> bool:
    """By its first letter with a direction (UAX 9, rule P2)."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def reading_direction(text: str) -> Qt.LayoutDirection:
    """The direction in which a text is laid out, whatever the interface's own."""
    right = reads_right_to_left(text)
    return Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight


class SafeLabel(QLabel):
    """A label that shows its text as it is, in a type role and an ink of the theme."""

    def __init__(self, text: str = "", role: Role = "body", ink: str = "text") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("ink", ink)
        self.setText(text)
        self._lean()

    @override
    def setText(self, text: str) -> None:
        super().setText(clean(text))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lean()

    def _lean(self) -> None:
        """Words start at the reading side of the interface, whatever their own script."""
        kept = self.alignment() & (
            Qt.AlignmentFlag.AlignVertical_Mask | Qt.AlignmentFlag.AlignHCenter
        )
        if kept & Qt.AlignmentFlag.AlignHCenter:
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(kept | side | Qt.AlignmentFlag.AlignAbsolute)

    def set_ink(self, ink: str) -> None:
        """Changes the colour of the words."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            restyle(self)


class ElidedLabel(SafeLabel):
    """One line that ends in "…" where there is no room; the whole text is its accessible name."""

    def __init__(self, text: str = "", role: Role = "caption", ink: str = "muted") -> None:
        super().__init__(text, role, ink)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setProperty("elides", True)

    @override
    def setText(self, text: str) -> None:
        super().setText(" ".join(text.split()))
        self.setAccessibleName(self.text())

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        hint.setWidth(min(hint.width(), self.fontMetrics().horizontalAdvance("MMM…")))
        return hint

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.setLayoutDirection(reading_direction(self.text()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(self.alignment()), shown)


def safe_label(text: str = "", role: Role = "body", ink: str = "text") -> SafeLabel:
    """A plain text label of one line."""
    return SafeLabel(text, role, ink)


def set_tooltip(widget: QWidget, text: str) -> None:
    """A tooltip that cannot carry markup."""
    widget.setToolTip(html.escape(clean(text)))


def set_button_text(button: QPushButton, text: str) -> None:
    """Words of a button; an ampersand stays an ampersand."""
    button.setText(clean(text).replace("&", "&&"))


def restyle(widget: QWidget) -> None:
    """Reads the style sheet again after a property that it asks for has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
