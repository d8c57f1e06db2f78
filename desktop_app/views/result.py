"""After the talk: how it went, what was good, what to change, and the notes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app import theme
from desktop_app.presenters.states import ConversationState, Scores
from desktop_app.theme import SPACE
from desktop_app.views.dates import length_words
from desktop_app.views.header import Header
from desktop_app.views.intents import ConversationIntents
from desktop_app.views.score_panel import ScorePanel
from desktop_app.widgets.buttons import button
from desktop_app.widgets.notice_bar import NoticeBar
from desktop_app.widgets.panes import Card, Pane, Scroll, row
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import ElidedLabel, safe_label
from server.protocol.models import Remark, Role, Summary

FIXES = 3
STACKED = 820
"""Width of the page, at 100 %, below which the two columns stand below one another."""


class ResultView(QWidget):
    """Emits `notes_wanted` with the session's id when the learner wants to read all the notes."""

    notes_wanted = Signal(str)

    def __init__(self, presenter: ConversationIntents) -> None:
        super().__init__()
        self.setAccessibleName("Result")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._presenter = presenter
        self._summary: Summary | None = None
        self.header = Header("Your talk")
        self.notice = NoticeBar()
        self.total = safe_label("", "display")
        self.band = Paragraph("", "body", "muted")
        self.facts = Paragraph("", "body", "muted")
        self.scores = ScorePanel(with_total=False)
        self.short = Paragraph("", "speech")
        self.best = Paragraph("", "speech")
        self.fixes = Pane(gap=SPACE["m"])
        self.preview = Pane(gap=SPACE["s"])
        self.read = button("Read all", "text", self._read)
        self.again = button("New talk", "main", presenter.close_result)
        self.best_card = Card(safe_label("Best moment", "section", "good"), self.best)
        self.fixes_card = Card(safe_label("To change", "section"), self.fixes)
        self.notes_card = Card(
            row(safe_label("Your notes", "section"), None, self.read), self.preview
        )
        head = row(self.total, self.band, None, gap=SPACE["m"])
        head.setAlignment(self.total, Qt.AlignmentFlag.AlignVCenter)
        self._left = Card(self.short, self.scores, self.facts, gap=SPACE["l"])
        self._left.box.insertLayout(0, head)
        left = Pane(self._left, self.best_card, None, gap=SPACE["l"])
        right = Pane(self.fixes_card, self.notes_card, None, gap=SPACE["l"])
        content = Pane()
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE["l"])
        self._columns.addWidget(left, 21)
        self._columns.addWidget(right, 25)
        content.box.setContentsMargins(SPACE["xl"], SPACE["s"], SPACE["xl"], SPACE["s"])
        content.box.addLayout(self._columns)
        content.box.addStretch(1)
        foot = row(None, self.again)
        foot.setContentsMargins(SPACE["xl"], SPACE["s"], SPACE["xl"], SPACE["l"])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        for part in (self.header, self.notice, Scroll(content)):
            page.addWidget(part)
        page.addLayout(foot)
        presenter.state_changed.connect(self.render_state)
        self.notice.dismissed.connect(presenter.dismiss_notice)
        self.notice.acted.connect(self._act)
        self.render_state(presenter.state)

    def render_state(self, state: ConversationState) -> None:
        """Shows the talk that has ended; without numbers where there was too little speech."""
        self.header.say(state.title or "Your talk", state.pill)
        scores = state.scores if state.scores and state.scores.total is not None else None
        for shown in (self.total, self.band, self.scores):
            shown.setVisible(scores is not None)
        self.short.setVisible(scores is None)
        self.short.setText(short_words(state.spoken_s))
        if scores is not None:
            self.total.setText(str(round(scores.total or 0)))
            self.total.setAccessibleName(f"Total {round(scores.total or 0)} of 100")
            self.band.setText(band_words(scores))
            self.scores.render_scores(scores)
        self.facts.setText(fact_words(state, scored=scores is not None))
        self.facts.setVisible(scores is not None)
        remarks = [r for line in state.lines if line.role is Role.USER for r in line.remarks]
        self._render_best(remarks)
        self._render_fixes(remarks)
        self._render_notes(state.summary)
        if state.notice is None:
            self.notice.hide()
        else:
            self.notice.tell(state.notice.text, state.notice.action, state.notice.severity)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.look().px(STACKED)
        side = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(side)

    def _render_best(self, remarks: list[Remark]) -> None:
        best = next((r for r in remarks if r.kind == "good"), None)
        self.best_card.setVisible(best is not None)
        if best is not None:
            self.best.setText(f"“{best.quote}”\n{best.text}" if best.quote else best.text)

    def _render_fixes(self, remarks: list[Remark]) -> None:
        fixes = [r for r in remarks if r.kind == "fix" and r.better][:FIXES]
        self.fixes_card.setVisible(bool(fixes))
        _empty(self.fixes)
        for fix in fixes:
            words = Paragraph(f"“{fix.quote}” → “{fix.better}”", "speech")
            self.fixes.box.addWidget(Pane(words, Paragraph(fix.text, "caption", "muted"), gap=2))

    def _render_notes(self, summary: Summary | None) -> None:
        self._summary = summary
        _empty(self.preview)
        ready = summary is not None and summary.status == "ok"
        self.read.setVisible(ready)
        if summary is None:
            self.preview.box.addWidget(Paragraph("Writing your notes…", "body", "muted"))
            return
        if not ready:
            self.preview.box.addWidget(Paragraph("Too short for notes.", "body", "muted"))
            return
        for section in summary.notes.subtitle.values():
            first = next(iter(section.points.values()), None)
            if first is not None:
                self.preview.box.addWidget(
                    Pane(
                        safe_label(section.heading, "label"),
                        ElidedLabel(first, "body", "muted"),
                        gap=2,
                    )
                )

    def _read(self) -> None:
        if self._summary is not None:
            self.notes_wanted.emit(str(self._summary.session_id))

    def _act(self) -> None:
        notice = self._presenter.state.notice
        if notice is not None and notice.action_id is not None:
            self._presenter.act_on_notice(notice.action_id)


def short_words(spoken_s: float) -> str:
    """Why there is no number, with how long the learner spoke."""
    if spoken_s < 60:
        return f"You spoke {length_words(spoken_s)}. About a minute gives a fair picture."
    return "There was not enough to judge this time. A few whole sentences give a fair picture."


def band_words(scores: Scores) -> str:
    """ "of 100, between 58 and 70"."""
    if scores.total_low is None or scores.total_high is None:
        return "of 100"
    return f"of 100, between {round(scores.total_low)} and {round(scores.total_high)}"


def fact_words(state: ConversationState, *, scored: bool) -> str:
    """How long the talk was and the learner's part in it; empty for a talk without scores."""
    if not scored:
        return ""
    facts = length_words(state.elapsed_s)
    return facts if state.share is None else f"{facts} · you spoke {round(state.share * 100)} %"


def _empty(pane: Pane) -> None:
    while (held := pane.box.takeAt(0)) is not None:
        if (widget := held.widget()) is not None:
            widget.hide()
            widget.deleteLater()
