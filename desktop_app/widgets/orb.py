"""The one big round button of the talk, which says by shape, icon and ink whose turn it is."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from desktop_app import theme
from desktop_app.widgets.icons import draw_icon

BREATH_MS = 2_000
DISC, RINGS = 36.0, (10.0, 20.0)
"""Radius of the disc, and how far the two rings reach beyond it at full level, in pixels."""


@dataclass(frozen=True, slots=True)
class OrbLook:
    """How the orb is drawn.

    Attributes:
        ink: a token; filled: a disc with its icon cut out, otherwise an outline.
        rings: whose sound moves the rings; None for still rings.
        breath: one slow swelling in two seconds, without end.
    """

    ink: Literal["accent", "tutor", "check", "muted"]
    filled: bool
    icon: str | None
    rings: Literal["microphone", "tutor"] | None = None
    dashed: bool = False
    breath: bool = False


class Orb(QAbstractButton):
    """120 px, painted; its accessible name is the state in words."""

    def __init__(self) -> None:
        super().__init__()
        self._look = OrbLook("accent", filled=False, icon="mic")
        self._level = 0.0
        self._swelling = 0.0
        self._breath = QVariantAnimation(self)
        self._breath.setStartValue(0.0)
        self._breath.setKeyValueAt(0.5, 1.0)
        self._breath.setEndValue(0.0)
        self._breath.setDuration(BREATH_MS)
        self._breath.setLoopCount(-1)
        self._breath.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._breath.valueChanged.connect(self._swell)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> OrbLook:
        """What is drawn now."""
        return self._look

    def show_state(self, look: OrbLook, words: str) -> None:
        """Draws a state and tells it to screen readers."""
        self.setAccessibleName(words)
        if look == self._look:
            return
        self._look = look
        self._level = 0.0
        if look.breath:
            self._breath.start()
        else:
            self._breath.stop()
            self._swelling = 0.0
        self.update()

    def set_levels(self, microphone: float, tutor: float) -> None:
        """Loudness of both voices, 0 to 1; the rings follow the one that the state names."""
        wanted = {"microphone": microphone, "tutor": tutor}.get(self._look.rings or "", 0.0)
        level = min(1.0, max(0.0, wanted))
        if abs(level - self._level) > 0.01:
            self._level = level
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, 120)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, colours = self._look, theme.look()
        centre = QPointF(self.width() / 2, self.height() / 2)
        ink = colours.colour(look.ink)
        painter.setPen(Qt.PenStyle.NoPen)
        if look.filled:
            reach = 0.35 + 0.65 * max(self._level, self._swelling)
            for ring, alpha in ((RINGS[1], 28), (RINGS[0], 52)):
                painter.setBrush(colours.colour(look.ink, alpha))
                painter.drawEllipse(centre, DISC + ring * reach, DISC + ring * reach)
            painter.setBrush(ink)
            painter.drawEllipse(centre, DISC, DISC)
        else:
            style = Qt.PenStyle.DashLine if look.dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(ink, 3, style))
            painter.setBrush(colours.colour("surface"))
            painter.drawEllipse(centre, DISC, DISC)
        if look.icon is not None:
            drawn = colours.colour("on_accent") if look.filled else ink
            draw_icon(painter, look.icon, drawn, QRectF(centre.x() - 17, centre.y() - 17, 34, 34))
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("info"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, DISC + 22, DISC + 22)

    def _swell(self, value: object) -> None:
        self._swelling = float(value) if isinstance(value, float) else 0.0
        self.update()
