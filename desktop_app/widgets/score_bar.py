"""A value with its band of uncertainty, as a bar and as a row with words."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy
from typing_extensions import override

from desktop_app import theme
from desktop_app.widgets.panes import Pane, row
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import SafeLabel

TENTHS = 10
FULL = 5.0
"""The rubric's scale, 0 to 5 (founding document)."""


def halves(value: float) -> str:
    """A score as a learner reads it: rounded to halves, one decimal."""
    return f"{round(value * 2) / 2:.1f}"


class ScoreBar(QProgressBar):
    """Track 4 px, band 12 px translucent, dot 10 px; a progress bar to screen readers."""

    def __init__(self, ink: str) -> None:
        super().__init__()
        self._ink = ink
        self._value, self._low, self._high = 0.0, 0.0, 0.0
        self.setRange(0, int(FULL * TENTHS))
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_score(self, value: float, low: float, high: float) -> None:
        """A value and its band, each 0 to 5."""
        self._value, self._low, self._high = value, low, high
        self.setValue(round(value * TENTHS))
        self.update()

    @override
    def text(self) -> str:
        return f"{halves(self._value)} of 5, between {self._low:.1f} and {self._high:.1f}"

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, 16)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, 16)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        look = theme.look()
        middle = self.height() / 2
        scale = (self.width() - 12) / FULL
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("border"))
        painter.drawRoundedRect(QRectF(6, middle - 2, self.width() - 12, 4), 2, 2)
        painter.setBrush(look.colour(self._ink))
        painter.drawRoundedRect(QRectF(6, middle - 2, self._value * scale, 4), 2, 2)
        painter.setBrush(look.colour(self._ink, 80))
        band = max((self._high - self._low) * scale, 12)
        left = min(max(6 + self._low * scale, 0), self.width() - band)
        painter.drawRoundedRect(QRectF(left, middle - 6, band, 12), 6, 6)
        painter.setBrush(look.colour("surface"))
        painter.setPen(QPen(look.colour(self._ink), 2))
        painter.drawEllipse(QPointF(6 + self._value * scale, middle), 5, 5)


class ScoreRow(Pane):
    """Name, value, ± band and bar; or the reason why there is no number. `Why?` opens evidence."""

    def __init__(self, name: str, ink: str) -> None:
        self.name = SafeLabel(name, "label")
        self.value = SafeLabel("", "section", ink)
        self.band = SafeLabel("", "caption", "muted")
        self.bar = ScoreBar(ink)
        self.bar.setAccessibleName(name)
        self.reason = Paragraph("", "caption", "muted")
        self.evidence = Paragraph("", "caption", "muted")
        super().__init__(
            row(self.name, None, self.value, self.band), self.bar, self.reason, self.evidence, gap=2
        )
        self._lines: tuple[str, ...] = ()
        self._open = False
        self.setAccessibleName(name)

    def show_score(
        self, value: float, low: float | None, high: float | None, lines: tuple[str, ...]
    ) -> None:
        """A value of 0 to 5 with its band and the evidence in words."""
        low, high = (value if low is None else low), (value if high is None else high)
        self.value.setText(halves(value))
        self.band.setText(f"± {max(value - low, high - value):.1f}")
        self.bar.show_score(value, low, high)
        self.setAccessibleDescription(self.bar.text())
        self._lines = lines
        self._show(scored=True)

    def show_reason(self, reason: str, lines: tuple[str, ...]) -> None:
        """No number: a sentence says what is missing."""
        self.reason.setText(reason)
        self.setAccessibleDescription(reason)
        self._lines = lines
        self._show(scored=False)

    def open(self, *, opened: bool) -> None:
        """Shows or hides the evidence."""
        self._open = opened
        self._show(scored=not self.bar.isHidden())

    def _show(self, *, scored: bool) -> None:
        self.value.setVisible(scored)
        self.band.setVisible(scored)
        self.bar.setVisible(scored)
        self.reason.setVisible(not scored)
        self.evidence.setText("\n".join(self._lines))
        self.evidence.setVisible(self._open and bool(self._lines))
