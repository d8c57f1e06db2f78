"""A look for every test of pixels: applied, and back to light, 100 %, left-to-right afterwards."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app import theme
from desktop_app.views.main_window import MainWindow
from tests.screens import Shot, State, drop, take

Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(qapp: QApplication) -> Iterator[Open]:
    """Opens a window on a state in a look; the one before it, and the last, are freed."""
    opened: list[MainWindow] = []

    def open_(
        state: State,
        name: Literal["light", "dark", "contrast"] = "light",
        percent: int = 100,
        *,
        mirrored: bool = False,
        size: tuple[int, int] = (1100, 720),
    ) -> MainWindow:
        while opened:
            drop(qapp, opened.pop())
        opened.append(take(qapp, Shot("test", state, name, percent, mirrored, size)))
        return opened[-1]

    yield open_
    for window in opened:
        drop(qapp, window)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    """The plain look, so that no test depends on the one before it."""
    if theme.look() != theme.Look("light", theme.LIGHT, 100) or not qapp.styleSheet():
        theme.apply(qapp, "light", 100)
