"""Four scores with their bands, the total, and why."""

from typing import Final

from desktop_app.presenters.states import Scores
from desktop_app.theme import SPACE
from desktop_app.widgets.buttons import button
from desktop_app.widgets.panes import Pane, row
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.score_bar import ScoreRow
from server.protocol.models import Metric

NAMES: Final = {
    Metric.FLUENCY: "Fluency",
    Metric.VOCABULARY: "Vocabulary",
    Metric.GRAMMAR: "Grammar",
    Metric.PRONUNCIATION: "Pronunciation",
}
NOT_ENOUGH: Final = "Say a little more: there was not enough to judge this."


def total_words(scores: Scores) -> str:
    """The total with its range, or why there is none."""
    if scores.total is None:
        return "No total yet: not enough speech."
    words = f"Total {round(scores.total)}"
    if scores.total_low is None or scores.total_high is None:
        return words
    return f"{words} · {round(scores.total_low)}–{round(scores.total_high)}"  # noqa: RUF001  # a range


class ScorePanel(Pane):
    """One row a skill in the founding order; "Why?" opens the evidence of all."""

    def __init__(self, *, with_total: bool = True) -> None:
        super().__init__(gap=SPACE["m"])
        self.rows = {metric: ScoreRow(name, metric.value) for metric, name in NAMES.items()}
        for made in self.rows.values():
            self.box.addWidget(made)
        self.total = Paragraph("", "caption", "muted")
        self.why = button("Why?", "link", self._toggle)
        self.box.addLayout(row(self.total, self.why, None, gap=SPACE["xs"]))
        self.total.setVisible(with_total)
        self._opened = False

    def render_scores(self, scores: Scores) -> None:
        """Shows each skill's value and band, or the reason why it has none."""
        for skill in scores.skills:
            shown = self.rows[skill.metric]
            if skill.value is None:
                shown.show_reason(skill.reason or NOT_ENOUGH, skill.evidence)
            else:
                shown.show_score(skill.value, skill.low, skill.high, skill.evidence)
        self.total.setText(total_words(scores))
        self.why.setVisible(any(skill.evidence for skill in scores.skills))

    def _toggle(self) -> None:
        self._opened = not self._opened
        self.why.say("Less" if self._opened else "Why?")
        for shown in self.rows.values():
            shown.open(opened=self._opened)
