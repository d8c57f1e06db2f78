"""A strip of the last seconds of one voice."""

from collections import deque
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_app import theme

BAR, PITCH, TALLEST = 3.0, 6.0, 36.0
QUIET = 0.02
"""Levels below this are drawn as dots."""


class Waveform(QWidget):
    """Bars 3 px wide, 6 px apart, newest beside the orb; dots where the voice was quiet."""

    def __init__(self, name: str, ink: Literal["accent", "tutor"], newest: Literal["start", "end"]):
        super().__init__()
        self._ink, self._newest = ink, newest
        self._levels: deque[float] = deque(maxlen=400)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def push(self, level: float) -> None:
        """One more level, 0 to 1."""
        quiet = not self._levels or max(self._levels) < QUIET
        self._levels.append(min(1.0, max(0.0, level)))
        if not (quiet and level < QUIET):
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, 44)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        at_right = (self._newest == "end") != mirrored
        loud, dim = theme.look().colour(self._ink), theme.look().colour(self._ink, 90)
        recent = list(reversed(self._levels))
        for number in range(int(self.width() / PITCH)):
            level = recent[number] if number < len(recent) else 0.0
            tall = BAR if level < QUIET else 6 + (TALLEST - 6) * level
            x = self.width() - BAR - number * PITCH if at_right else number * PITCH
            painter.setBrush(dim if level < QUIET else loud)
            painter.drawRoundedRect(
                QRectF(x, (self.height() - tall) / 2, BAR, tall), BAR / 2, BAR / 2
            )
