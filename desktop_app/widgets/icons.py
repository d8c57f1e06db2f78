"""Lucide outline icons, drawn in an ink of the theme."""

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_app import theme
from desktop_app.widgets.safe_text import SafeLabel


@cache
def _drawing(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")


def draw_icon(painter: QPainter, name: str, colour: QColor, place: QRectF) -> None:
    """Draws an icon of `resources/icons` into a rectangle."""
    tinted = _drawing(name).replace("currentColor", colour.name())
    QSvgRenderer(QByteArray(tinted.encode())).render(painter, place)


def icon_pixmap(name: str, ink: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon of `size` logical pixels for a screen of the given pixel ratio."""
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_icon(painter, name, theme.look().colour(ink), QRectF(0, 0, size, size))
    painter.end()
    return picture


def icon(name: str, ink: str = "text", ink_on: str | None = None, size: int = 20) -> QIcon:
    """An icon for a button; `ink_on` is its ink while checked."""
    made = QIcon()
    pixels = theme.look().px(size)
    made.addPixmap(icon_pixmap(name, ink, pixels, 2.0), QIcon.Mode.Normal, QIcon.State.Off)
    on = icon_pixmap(name, ink_on or ink, pixels, 2.0)
    made.addPixmap(on, QIcon.Mode.Normal, QIcon.State.On)
    made.addPixmap(icon_pixmap(name, "muted", pixels, 2.0), QIcon.Mode.Disabled)
    return made


class IconLabel(SafeLabel):
    """A picture beside words that say the same; it is silent to a screen reader."""

    def __init__(self, name: str, ink: str, size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__()
        if parent is not None:
            self.setParent(parent)
        self._name, self._ink, self._size = name, ink, size
        self.setProperty("decoration", True)
        self._draw()

    def show_icon(self, name: str, ink: str) -> None:
        """Another picture, or another ink."""
        self._name, self._ink = name, ink
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        pixels = theme.look().px(self._size)
        self.setPixmap(icon_pixmap(self._name, self._ink, pixels, 2.0))
        self.setFixedSize(pixels, pixels)
