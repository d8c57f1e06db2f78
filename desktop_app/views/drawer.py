"""Beside the talk: the last turn's scores, the goals, and help when asked for."""

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.presenters.states import ConversationState
from desktop_app.theme import SPACE
from desktop_app.views.score_panel import ScorePanel
from desktop_app.widgets.buttons import button
from desktop_app.widgets.flow import FlowLayout
from desktop_app.widgets.goal_list import GoalList
from desktop_app.widgets.panes import Pane, Scroll
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import safe_label
from server.protocol.messages import HelpGiven

HELP = (("hint", "Hint · H"), ("slower", "Slower · S"), ("repeat", "Repeat · R"))
HELP_TITLES = {
    "hint": "Hint",
    "repeat": "Again",
    "slower": "Slower",
    "easier": "In easier words",
    "translate": "In your language",
    "explain": "Why",
    "replies": "You could say",
}


class Drawer(QFrame):
    """300 px; emits what help the learner asked for."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "drawer")
        self.scores = ScorePanel()
        self.goals = GoalList()
        self._empty = Paragraph("Your scores appear here after your first answer.", "body", "muted")
        self._goals_title = safe_label("Goals", "section")
        self._help_title = safe_label("", "label")
        self._help_words = Paragraph("", "body")
        self._replies = Paragraph("", "speech")
        buttons = QWidget()
        buttons.setProperty("ground", "none")
        flow = FlowLayout(SPACE["s"])
        buttons.setLayout(flow)
        for what, words in HELP:
            flow.addWidget(button(words, "chip", partial(self.asked.emit, what)))
        content = Pane(
            safe_label("Your last turn", "section"),
            self.scores,
            self._empty,
            self._goals_title,
            self.goals,
            safe_label("Help", "section"),
            buttons,
            self._help_title,
            self._help_words,
            self._replies,
            None,
            margin=SPACE["l"] + SPACE["xs"],
            gap=SPACE["m"],
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self._scroll = Scroll(content)
        self._given: HelpGiven | None = None
        box.addWidget(self._scroll)

    def render_state(self, state: ConversationState) -> None:
        """Scores of the last turn, goals so far, and the help that was given."""
        self.scores.setVisible(state.scores is not None)
        self._empty.setVisible(state.scores is None)
        if state.scores is not None:
            self.scores.render_scores(state.scores)
        self._goals_title.setVisible(bool(state.goals))
        self.goals.setVisible(bool(state.goals))
        self.goals.show_goals([(goal.text, goal.reached) for goal in state.goals])
        self._render_help(state.help)

    def _render_help(self, given: HelpGiven | None) -> None:
        replies = "\n".join(f"“{reply}”" for reply in given.replies) if given else ""
        self._help_title.setText(HELP_TITLES[given.what] if given else "")
        self._help_words.setText(given.text if given else "")
        self._replies.setText(replies)
        self._help_title.setVisible(given is not None)
        self._help_words.setVisible(given is not None and bool(given.text))
        self._replies.setVisible(bool(replies))
        if given is not None and given != self._given:
            QTimer.singleShot(0, self._show_help)  # once the layout has made room for it
        self._given = given

    def _show_help(self) -> None:
        last = self._replies if self._replies.isVisible() else self._help_words
        self._scroll.ensureWidgetVisible(last, 0, SPACE["xl"])
