"""The page before a talk: a first hello, or the choice of what to talk about."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app import theme
from desktop_app.presenters.states import StartState
from desktop_app.theme import SPACE
from desktop_app.views.dates import day_words
from desktop_app.views.header import Header
from desktop_app.views.intents import StartIntents
from desktop_app.views.scenario_list import ScenarioList
from desktop_app.widgets.buttons import button
from desktop_app.widgets.chips import ChipGroup
from desktop_app.widgets.choice import Choice
from desktop_app.widgets.notice_bar import NoticeBar
from desktop_app.widgets.panes import Card, Pane, Scroll, row
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import safe_label
from server.protocol.models import Level, Summary

STACKED = 820
"""Width of the page, at 100 %, below which the cards stand below one another."""
SERVER_WORDS = {
    "starting": "Getting your tutor ready…",
    "ready": "",
    "failed": "Your tutor did not start. Your notes are still here.",
}


class StartView(QWidget):
    """Emits `notes_wanted` with a session's id when the learner opens the last talk's notes."""

    notes_wanted = Signal(str)

    def __init__(self, presenter: StartIntents) -> None:
        super().__init__()
        self.setAccessibleName("Start")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._presenter = presenter
        self._latest: Summary | None = None
        self._choosing = False
        self.header = Header("Talk")
        self.notice = NoticeBar(closable=False)
        self.hello = button("Say hello", "hero", presenter.start)
        self.hello_words = Paragraph("", "body", "muted")
        self.more = button("Choose what to talk about", "text", self._choose)
        self.modes = ChipGroup("How to practise")
        self.mode_words = Paragraph("", "caption", "muted")
        self.scenarios = ScenarioList()
        self.start = button("Start", "main", presenter.start)
        self.start_words = Paragraph("", "caption", "muted")
        self.language = Choice("I learn")
        self.mother = Choice("I speak")
        self.levels = ChipGroup("My level")
        self._last_title = Paragraph("", "label")
        self._last_words = Paragraph("", "caption", "muted")
        self._last = Card(
            safe_label("Last time", "section"),
            self._last_title,
            self._last_words,
            row(button("Read the notes", "outline", self._read), None),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hello_page())
        self._pages.addWidget(self._choice_page())
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        for part in (self.header, self.notice):
            page.addWidget(part)
        page.addWidget(self._pages, 1)
        self._connect(presenter)
        self.render_state(presenter.state)

    def _hello_page(self) -> QWidget:
        self.hello_words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        content = Pane(
            None,
            row(None, self.hello, None),
            self.hello_words,
            row(None, self.more, None),
            None,
            gap=SPACE["l"],
        )
        content.box.setContentsMargins(SPACE["xl"], 0, SPACE["xl"], SPACE["xxl"])
        return Scroll(content)

    def _choice_page(self) -> QWidget:
        talk = Card(
            safe_label("New talk", "section"),
            self.modes,
            self.mode_words,
            self.scenarios,
            row(self.start_words, self.start, gap=SPACE["m"]),
        )
        talk.box.setStretchFactor(self.scenarios, 1)
        level = Pane(safe_label("My level", "caption", "muted"), self.levels, gap=SPACE["xs"])
        who = Card(safe_label("You", "section"), self.language, self.mother, level)
        side = Pane(who, self._last, None, gap=SPACE["l"])
        content = Pane()
        content.box.setContentsMargins(SPACE["xl"], SPACE["s"], SPACE["xl"], SPACE["l"])
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE["l"])
        self._columns.addWidget(talk, 17)
        self._columns.addWidget(side, 9)
        content.box.addLayout(self._columns)
        return Scroll(content)

    def _connect(self, presenter: StartIntents) -> None:
        presenter.state_changed.connect(self.render_state)
        self.language.chosen.connect(presenter.choose_language)
        self.mother.chosen.connect(presenter.choose_mother_language)
        self.modes.chosen.connect(presenter.choose_mode)
        self.levels.chosen.connect(lambda level: presenter.choose_level(Level(level)))
        self.scenarios.picked.connect(lambda slug: presenter.choose_scenario(slug or None))
        self.notice.acted.connect(self._act)

    def render_state(self, state: StartState) -> None:
        """Shows the choices; the one big button alone while there is no history."""
        choice, self._latest = state.choice, state.latest
        languages = [(language.code, language.label) for language in state.languages]
        self.language.offer(languages, choice.language)
        self.mother.offer(languages, choice.mother_language)
        self.levels.offer([(level, level.value, "") for level in Level], choice.level)
        self.modes.offer([(m.code, m.name, m.description) for m in state.modes], choice.mode)
        mode = next((mode for mode in state.modes if mode.code == choice.mode), None)
        self.mode_words.setText(mode.description if mode else "")
        self.mode_words.setVisible(bool(mode and mode.description))
        self.scenarios.offer(state.scenarios, choice.scenario)
        self._render_server(state)
        self._last.setVisible(state.latest is not None)
        if state.latest is not None:
            self._last_title.setText(state.latest.about or state.latest.notes.title)
            self._last_words.setText(last_words(state.latest))
        first = state.latest is None and not self._choosing
        self._pages.setCurrentIndex(0 if first else 1)
        label = next((words for code, words in languages if code == choice.language), "")
        self.header.say("Talk", f"{label} · {choice.level}" if label else "")
        if state.notice is None:
            self.notice.hide()
        else:
            self.notice.tell(state.notice.text, state.notice.action, state.notice.severity)

    def _render_server(self, state: StartState) -> None:
        ready = state.server == "ready"
        for control in (self.start, self.hello):
            control.setEnabled(ready)
        words = SERVER_WORDS[state.server]
        self.start_words.setText(words)
        self.hello_words.setText(words or "No account, no key. Everything stays on this computer.")
        self.more.setVisible(ready)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.look().px(STACKED)
        side = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(side)
        self.scenarios.setMinimumHeight(theme.look().px(120 if wide else 260))

    def _choose(self) -> None:
        self._choosing = True
        self.render_state(self._presenter.state)

    def _read(self) -> None:
        if self._latest is not None:
            self.notes_wanted.emit(str(self._latest.session_id))

    def _act(self) -> None:
        notice = self._presenter.state.notice
        if notice is not None and notice.action_id is not None:
            self._presenter.act_on_notice(notice.action_id)


def last_words(summary: Summary) -> str:
    """ "Tuesday, 24 November 2026 · total 64", without a total where none was given."""
    day = day_words(summary.created_at)
    return day if summary.total is None else f"{day} · total {round(summary.total)}"
