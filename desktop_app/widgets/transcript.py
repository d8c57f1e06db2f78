"""The talk so far: bottom-aligned, newest fully visible."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.theme import SPACE
from desktop_app.widgets.bubble import Bubble, Said
from desktop_app.widgets.buttons import button
from desktop_app.widgets.panes import Scroll

NEAR = 24
"""Pixels from the end within which the reader still follows the talk."""


class Transcript(Scroll):
    """A list of bubbles, 16 px apart. Scrolling up stops following and shows "Latest"."""

    def __init__(self) -> None:
        self._page = QWidget()
        self._page.setProperty("ground", "none")
        super().__init__(self._page)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(SPACE["xl"], SPACE["s"], SPACE["xl"], SPACE["s"])
        self._column.setSpacing(SPACE["l"])
        self._column.addStretch(1)
        self._bubbles: dict[str, Bubble] = {}
        self._following = True
        self._latest = button("Latest", "outline", self.follow, "arrow-down")
        self._latest.setParent(self)
        self._latest.hide()
        self.setAccessibleName("Transcript")
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._grown)
        bar.valueChanged.connect(self._scrolled)

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        """The bubbles from the first to the newest."""
        return tuple(self._bubbles.values())

    def show_lines(self, lines: Sequence[Said]) -> None:
        """Shows lines in order, changing only what differs."""
        wanted = [line.key for line in lines]
        if list(self._bubbles) != wanted[: len(self._bubbles)]:
            self._clear()
        for line in lines:
            bubble = self._bubbles.get(line.key)
            if bubble is None:
                bubble = Bubble(line)
                bubble.set_room(self._room())
                self._bubbles[line.key] = bubble
                self._column.addWidget(bubble)
            elif bubble.said != line:
                bubble.show_line(line)
                bubble.set_room(self._room())

    def follow(self) -> None:
        """Goes to the newest line and stays there."""
        self._following = True
        self._latest.hide()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_latest"):
            self._fit()

    def _fit(self) -> None:
        for bubble in self._bubbles.values():
            bubble.set_room(self._room())
        self._latest.adjustSize()
        x = (self.width() - self._latest.width()) // 2
        self._latest.move(x, self.height() - self._latest.height() - SPACE["s"])

    def _room(self) -> int:
        return max(160, self.viewport().width() - 2 * SPACE["xl"])

    def _grown(self, _least: int, most: int) -> None:
        if self._following:
            self.verticalScrollBar().setValue(most)

    def _scrolled(self, value: int) -> None:
        away = self.verticalScrollBar().maximum() - value
        self._following = away <= NEAR
        self._latest.setVisible(not self._following)
        self._latest.raise_()

    def _clear(self) -> None:
        for bubble in self._bubbles.values():
            self._column.removeWidget(bubble)
            bubble.hide()
            bubble.deleteLater()
        self._bubbles = {}
