"""The situations to practise in, one row each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy
from typing_extensions import override

from desktop_app.theme import SPACE
from desktop_app.widgets.panes import Pane, Scroll, row
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import restyle, safe_label
from server.protocol.models import Scenario


class ScenarioRow(QFrame):
    """Title, level and goal; chosen by a click, Space or Enter."""

    picked = Signal()

    def __init__(self, title: str, level: str, goal: str) -> None:
        super().__init__()
        self.setProperty("row", "true")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._name = ", ".join(part for part in (title, level, goal) if part)
        self.setAccessibleName(self._name)
        box = QHBoxLayout(self)
        box.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        words = Pane(Paragraph(title, "label"), gap=0)
        if goal:
            words.box.addWidget(Paragraph(goal, "caption", "muted"))
        box.addLayout(row(words, gap=SPACE["m"]), 1)
        if level:
            box.addWidget(safe_label(level, "caption", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)

    def choose(self, *, chosen: bool) -> None:
        """Draws the row as the chosen one or not."""
        wanted = "chosen" if chosen else "true"
        if self.property("row") != wanted:
            self.setProperty("row", wanted)
            restyle(self)
        self.setAccessibleDescription("chosen" if chosen else "")

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.picked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        else:
            super().keyPressEvent(event)


class ScenarioList(Scroll):
    """Emits the slug of the row that the learner picks, "" for a free talk."""

    picked = Signal(str)

    def __init__(self) -> None:
        self._page = Pane(None, gap=SPACE["xs"])
        super().__init__(self._page)
        self.setAccessibleName("Situations")
        self._offered: tuple[Scenario, ...] | None = None
        self._rows: dict[str, ScenarioRow] = {}

    @property
    def rows(self) -> dict[str, ScenarioRow]:
        """Rows by slug; "" is the free talk."""
        return self._rows

    def offer(self, scenarios: tuple[Scenario, ...], current: str | None) -> None:
        """Shows scenarios in the given order, after the free talk."""
        if scenarios != self._offered:
            self._offered = scenarios
            self._rebuild(scenarios)
        for slug, made in self._rows.items():
            made.choose(chosen=slug == (current or ""))

    def _rebuild(self, scenarios: tuple[Scenario, ...]) -> None:
        for old in self._rows.values():
            self._page.box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = {"": ScenarioRow("Free talk", "", "You choose what to talk about.")}
        for scenario in scenarios:
            level, goal = (str(scenario.metadata.get(key) or "") for key in ("level", "goal"))
            self._rows[scenario.slug] = ScenarioRow(scenario.title, level, goal)
        for number, (slug, made) in enumerate(self._rows.items()):
            made.picked.connect(lambda slug=slug: self.picked.emit(slug))
            self._page.box.insertWidget(number, made)
