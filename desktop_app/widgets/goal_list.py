"""The checklist of a scenario."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.theme import SPACE
from desktop_app.widgets.icons import IconLabel
from desktop_app.widgets.panes import Pane
from desktop_app.widgets.paragraph import Paragraph


class GoalList(Pane):
    """Goals with a tick or an open circle; the sign is said in words to screen readers."""

    def __init__(self) -> None:
        super().__init__(gap=SPACE["s"])
        self._shown: tuple[tuple[str, bool], ...] = ()
        self._rows: list[QWidget] = []
        self.setAccessibleName("Goals")

    def show_goals(self, goals: Sequence[tuple[str, bool]]) -> None:
        """Goals as (words, reached)."""
        if tuple(goals) == self._shown:
            return
        self._shown = tuple(goals)
        for old in self._rows:
            self.box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [self._row(words, reached) for words, reached in goals]
        for made in self._rows:
            self.box.addWidget(made)

    def _row(self, words: str, reached: bool) -> QWidget:
        made = QWidget()
        box = QHBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE["s"])
        picture = IconLabel("circle-check" if reached else "circle", "good" if reached else "muted")
        said = Paragraph(words[:1].upper() + words[1:], "body", "text" if reached else "muted")
        said.setAccessibleName(f"{words}, {'reached' if reached else 'not yet'}")
        box.addWidget(picture)
        box.addWidget(said, 1)
        return made
