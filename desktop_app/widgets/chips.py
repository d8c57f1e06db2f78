"""Round choices in rows: one of them is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from desktop_app.widgets.buttons import Button
from desktop_app.widgets.flow import FlowLayout
from desktop_app.widgets.safe_text import SafeLabel, set_tooltip


class Pill(SafeLabel):
    """A small round label, as for the language and level of a lesson."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, "caption", "accent")
        self.setProperty("pill", True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class ChipGroup(QWidget):
    """Chips of which one is chosen; emits the code of the one that the learner chooses."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("ground", "none")
        self._flow = FlowLayout(8)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = QButtonGroup(self)
        self._chips: dict[str, Button] = {}
        self._offered: tuple[tuple[str, str, str], ...] = ()

    def offer(self, choices: Sequence[tuple[str, str, str]], current: str) -> None:
        """Shows choices as (code, words, explanation) and which one holds."""
        if tuple(choices) != self._offered:
            self._rebuild(choices)
        for code, chip in self._chips.items():
            chip.setChecked(code == current)

    def chip(self, code: str) -> Button:
        """The chip of a code."""
        return self._chips[code]

    def _rebuild(self, choices: Sequence[tuple[str, str, str]]) -> None:
        self._offered = tuple(choices)
        for old in self._chips.values():
            self._group.removeButton(old)
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips = {}
        for code, words, explanation in choices:
            chip = Button(words, "chip")
            chip.setCheckable(True)
            chip.setAccessibleDescription(explanation)
            set_tooltip(chip, explanation)
            chip.clicked.connect(lambda _checked=False, code=code: self.chosen.emit(code))
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self._chips[code] = chip
        self.updateGeometry()
