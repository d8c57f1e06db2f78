"""A named drop-down list."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy
from typing_extensions import override

from desktop_app import theme
from desktop_app.widgets.icons import draw_icon
from desktop_app.widgets.panes import Pane
from desktop_app.widgets.safe_text import SafeLabel, clean


class DropDown(QComboBox):
    """A combo box with our own arrow."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = theme.look().px(16)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = 12 if mirrored else self.width() - side - 12
        place = QRectF(left, (self.height() - side) / 2, side, side)
        draw_icon(QPainter(self), "chevron-down", theme.look().colour("muted"), place)


class Choice(Pane):
    """A caption over a drop-down; emits the code that the learner chooses."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        self._caption = SafeLabel(name, "caption", "muted")
        self._list = DropDown()
        self._list.setAccessibleName(name)
        self._caption.setBuddy(self._list)
        super().__init__(self._caption, self._list, gap=4)
        self._offered: tuple[tuple[str, str], ...] = ()
        self._list.activated.connect(self._tell)

    @property
    def drop_down(self) -> QComboBox:
        """The list itself, for focus and keys."""
        return self._list

    def offer(self, choices: Sequence[tuple[str, str]], current: str) -> None:
        """Choices as (code, words) and the one that holds; a lone current code is shown as is."""
        if tuple(choices) != self._offered:
            self._offered = tuple(choices)
            self._list.clear()
            for code, words in choices:
                self._list.addItem(clean(words), code)
        self._list.setEnabled(bool(choices))
        self._list.setCurrentIndex(self._list.findData(current))

    def _tell(self, index: int) -> None:
        self.chosen.emit(str(self._list.itemData(index)))
