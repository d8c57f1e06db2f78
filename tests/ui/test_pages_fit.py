"""A walk over every page: nothing is cut, nothing is nameless."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)

from desktop_app.views.drawer import Drawer
from desktop_app.views.keys_sheet import KeysSheet
from desktop_app.views.main_window import MainWindow
from desktop_app.widgets.buttons import Button
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import SafeLabel
from desktop_app.widgets.waveform import Waveform
from tests.screens import MAIN, PAGES, State

NAMED = (QAbstractButton, QLineEdit, QComboBox, QProgressBar, Waveform)


def visible(window: MainWindow) -> list[QWidget]:
    return [
        w
        for w in window.findChildren(QWidget)
        if w.isVisible() and not isinstance(w.parent(), QComboBox | QLineEdit | QScrollBar)
    ]


def named(widget: QWidget) -> str:
    words = getattr(widget, "text", None)
    said = words() if callable(words) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or said!r} {widget.geometry()}"


def clipped(widget: QWidget) -> bool:
    if isinstance(widget, Paragraph):
        return bool(widget.text()) and (
            widget.heightForWidth(widget.width()) > widget.height()
            or widget.minimumSizeHint().width() > widget.width() + 1
        )
    if isinstance(widget, SafeLabel) and not widget.property("elides") and widget.text():
        metrics = QFontMetrics(widget.font())
        return metrics.horizontalAdvance(widget.text()) > widget.width() + 1 or (
            metrics.height() > widget.height() + 1
        )
    if isinstance(widget, Button) and widget.text():
        return widget.sizeHint().width() > widget.width() + 1
    return False


def outside(widget: QWidget) -> bool:
    """Beyond its parent; the content of a scrolling page may be higher than its place."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow():
        return False
    scrolls = isinstance(parent.parentWidget(), QAbstractScrollArea)
    place, room = widget.geometry(), parent.rect()
    wide = place.left() < room.left() or place.right() > room.right()
    tall = not scrolls and (place.top() < room.top() or place.bottom() > room.bottom())
    return (wide or tall) and not place.isEmpty()


def covered(widget: QWidget) -> list[QWidget]:
    """Siblings drawn in the same place; what lies over a page by intention is left out."""
    parent = widget.parentWidget()
    if parent is None or parent.layout() is None or isinstance(widget, Drawer | KeysSheet):
        return []
    return [
        other
        for other in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if other is not widget
        and other.isVisible()
        and not isinstance(other, Drawer | KeysSheet)
        and other.geometry().intersects(widget.geometry())
    ]


class Flashes(QObject):
    """Keeps what is shown as a window before it has found its place in one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if shown and watched.isWindow() and not isinstance(watched, MainWindow):
            self.seen.append(named(watched))
        return False


def faults(window: MainWindow) -> list[str]:
    found = []
    for widget in visible(window):
        if isinstance(widget, NAMED) and not widget.accessibleName():
            found.append(f"no name: {named(widget)}")
        if clipped(widget):
            found.append(f"clipped: {named(widget)}")
        found += [f"over one another: {named(widget)}, {named(w)}" for w in covered(widget)]
        if outside(widget):
            found.append(f"outside: {named(widget)} in {widget.parentWidget()}")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_is_cut_or_nameless(open_window, name: str) -> None:
    assert faults(open_window(PAGES[name])) == []


@pytest.mark.parametrize("name", MAIN)
def test_a_page_holds_at_twice_the_text_size(open_window, name: str) -> None:
    window = open_window(PAGES[name], percent=200)
    assert faults(window) == []
    assert window.size().width() == 1100


@pytest.mark.parametrize("name", MAIN)
def test_a_page_holds_in_the_smallest_window_at_twice_the_text_size(open_window, name) -> None:
    window = open_window(PAGES[name], "dark", 200, size=(900, 600))
    assert faults(window) == []
    assert (window.size().width(), window.size().height()) == (900, 600)


@pytest.mark.parametrize("name", MAIN)
def test_a_mirrored_page_holds_and_its_rail_is_right(open_window, name: str) -> None:
    window = open_window(PAGES[name], "dark", mirrored=True)
    assert faults(window) == []
    assert window.rail.geometry().center().x() > window.width() / 2


def test_the_walker_sees_a_cut_label_and_a_nameless_button(open_window) -> None:
    window = open_window(PAGES["notes"])
    window.notes.search.setAccessibleName("")
    label = SafeLabel("Words that need much more room than this")
    label.setParent(window)
    label.setGeometry(0, 0, 20, 10)
    label.show()
    found = faults(window)
    assert any(fault.startswith("no name") for fault in found)
    assert any(fault.startswith("clipped") for fault in found)


def test_at_most_one_button_of_a_page_is_filled(open_window) -> None:
    for name, state in PAGES.items():
        window = open_window(state)
        filled = [b for b in visible(window) if b.property("kind") in ("main", "hero")]
        assert len(filled) <= 1, name


def test_no_part_of_a_page_is_shown_as_a_window_of_its_own(qapp, open_window) -> None:
    for name in MAIN:
        flashes = Flashes()
        qapp.installEventFilter(flashes)
        open_window(PAGES[name])
        qapp.removeEventFilter(flashes)
        assert flashes.seen == [], name


def test_pages_are_of_the_kinds_that_presenters_make() -> None:
    assert all(isinstance(state, State) for state in PAGES.values())
