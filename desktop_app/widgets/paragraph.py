"""Running text that wraps, with exact line heights, and marks under the learner's words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from desktop_app import theme
from desktop_app.theme import Role
from desktop_app.widgets.safe_text import SafeLabel, reads_right_to_left

MarkKind = Literal["good", "check", "unsure"]
SIGNS: Final[dict[MarkKind, str]] = {"good": "✓", "check": "?", "unsure": "…"}
_INKS: Final[dict[MarkKind, str]] = {"good": "good", "check": "check", "unsure": "muted"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text, in characters, that is said well, worth checking, or unsure."""

    start: int
    length: int
    kind: MarkKind


def _x(line: QTextLine, position: int) -> float:
    """Pixels from the line's left to a character; the binding answers a number or (x, position)."""
    answer: object = line.cursorToX(position)
    first = answer[0] if isinstance(answer, tuple) else answer
    return float(first) if isinstance(first, int | float) else 0.0


class Paragraph(SafeLabel):
    """Wrapped plain text; never higher or narrower than its words.

    QLabel guesses a width of a few words for wrapped text: here the wanted width is the text's own
    advance up to `limit` pixels.
    """

    def __init__(
        self, text: str = "", role: Role = "body", ink: str = "text", limit: int | None = None
    ) -> None:
        self._role: Role = role
        self._limit = limit
        self._marks: tuple[Mark, ...] = ()
        super().__init__(text, role, ink)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setProperty("paragraph", True)

    def set_limit(self, limit: int | None) -> None:
        """The widest the paragraph asks to be, in pixels."""
        if limit != self._limit:
            self._limit = limit
            self.updateGeometry()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Underlines spans of the text, each with its sign before it."""
        self._marks = tuple(sorted(marks, key=lambda mark: mark.start))
        self.updateGeometry()
        self.update()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The spans as they are drawn, first to last."""
        return self._marks

    def shown_text(self) -> str:
        """The words with a sign before each marked span, as painted."""
        return self._signed()[0]

    @override
    def setText(self, text: str) -> None:
        self._marks = ()
        super().setText(text)
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return math.ceil(self._laid_out(width)[1])

    @override
    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetricsF(self.font())
        lines = self.shown_text().split("\n")
        wanted = math.ceil(max(metrics.horizontalAdvance(line) for line in lines)) + 2
        wanted = max(wanted, self.minimumSizeHint().width())
        width = wanted if self._limit is None else min(self._limit, wanted)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetricsF(self.font())
        words = self.shown_text().split() or [""]
        longest = math.ceil(max(metrics.horizontalAdvance(word) for word in words)) + 2
        if self._limit is not None:
            longest = min(longest, self._limit)
        return QSize(min(longest, theme.look().px(240)), theme.look().line(self._role))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        layout, height = self._laid_out(self.width())
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            painter.translate(0, max(0.0, (self.height() - height) / 2))
        layout.draw(painter, QPointF(0, 0))
        self._underline(painter, layout)

    def _signed(self) -> tuple[str, list[tuple[int, int, MarkKind]]]:
        """The text with signs, and the spans moved to where they are in it."""
        text, spans, moved = self.text(), [], 0
        for mark in self._marks:
            start = mark.start + moved
            sign = SIGNS[mark.kind] + "\u00a0"
            text = text[:start] + sign + text[start:]
            spans.append((start + len(sign), mark.length, mark.kind))
            moved += len(sign)
        return text, spans

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        self.ensurePolished()
        text, spans = self._signed()
        layout = QTextLayout(text.replace("\n", "\u2028"), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft
            if reads_right_to_left(self.text())
            else Qt.LayoutDirection.LeftToRight
        )
        option.setAlignment(self._side())
        layout.setTextOption(option)
        layout.setFormats([self._ink(start, length, kind) for start, length, kind in spans])
        step = theme.look().line(self._role)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            tall = max(float(step), line.height())
            line.setPosition(QPointF(0, height + (tall - line.height()) / 2))
            height += tall
        layout.endLayout()
        return layout, max(height, float(step))

    def _side(self) -> Qt.AlignmentFlag:
        """Words of a right-to-left script, and all words of a mirrored interface, sit right."""
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            return Qt.AlignmentFlag.AlignHCenter
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        right = mirrored or reads_right_to_left(self.text())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute

    def _ink(self, start: int, length: int, kind: MarkKind) -> QTextLayout.FormatRange:
        span = QTextLayout.FormatRange()
        span.start, span.length = start - 2, length + 2
        inked = QTextCharFormat()
        inked.setForeground(theme.look().colour(_INKS[kind]))
        span.format = inked
        return span

    def _underline(self, painter: QPainter, layout: QTextLayout) -> None:
        for start, length, kind in self._signed()[1]:
            dotted = Qt.PenStyle.DotLine if kind == "unsure" else Qt.PenStyle.SolidLine
            painter.setPen(QPen(theme.look().colour(_INKS[kind]), 1.5, dotted))
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                first = max(start, line.textStart())
                last = min(start + length, line.textStart() + line.textLength())
                if first < last:
                    y = line.y() + line.ascent() + 3
                    left, right = _x(line, first), _x(line, last)
                    painter.drawLine(QPointF(left, y), QPointF(right, y))
