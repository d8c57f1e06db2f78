"""Boxes that hold other widgets: cards, columns, rows, a page that scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import SPACE

Item = QWidget | QLayout | None


def fill(box: QBoxLayout, items: tuple[Item, ...]) -> None:
    """Adds widgets and layouts in order; None is a stretch."""
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)


def row(*items: Item, gap: int = SPACE["s"]) -> QHBoxLayout:
    """Items side by side."""
    box = QHBoxLayout()
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    fill(box, items)
    return box


def column(*items: Item, gap: int = SPACE["s"]) -> QVBoxLayout:
    """Items below one another."""
    box = QVBoxLayout()
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    fill(box, items)
    return box


class Pane(QFrame):
    """A plain box with a vertical layout."""

    def __init__(self, *items: Item, margin: int = 0, gap: int = SPACE["s"]) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(margin, margin, margin, margin)
        self.box.setSpacing(gap)
        fill(self.box, items)


class Card(Pane):
    """A surface with a thin border, radius 12, padding 16."""

    def __init__(self, *items: Item, gap: int = SPACE["m"], kind: str = "true") -> None:
        super().__init__(*items, margin=SPACE["l"], gap=gap)
        self.setProperty("ground", None)
        self.setProperty("card", kind)


class Rule(QFrame):
    """A thin line between parts."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "rule")
        self.setFixedHeight(1)


class Scroll(QScrollArea):
    """Content that scrolls down only and is as wide as its place."""

    def __init__(self, content: QWidget, *, ground: str = "none") -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setProperty("ground", ground)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
