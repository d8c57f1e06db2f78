"""Presenters that keep what was asked of them; a test sets the state that the view then shows."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.presenters.states import (
    ConversationState,
    LessonChoice,
    NotesState,
    SettingsState,
    StartState,
)
from server.protocol.messages import Help
from server.protocol.models import Level


class Asked(QObject):
    """Records intents as (name, arguments)."""

    state_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Any, ...]] = []

    def note(self, *intent: Any) -> None:
        self.asked.append(intent)


class FakeConversation(Asked):
    levels_changed = Signal(float, float)

    def __init__(self, state: ConversationState | None = None) -> None:
        super().__init__()
        self._state = state or ConversationState()

    @property
    def state(self) -> ConversationState:
        return self._state

    def become(self, state: ConversationState) -> None:
        self._state = state
        self.state_changed.emit(state)

    def begin(self, choice: LessonChoice) -> None:
        self.note("begin", choice)

    def toggle(self) -> None:
        self.note("toggle")

    def hold(self) -> None:
        self.note("hold")

    def end(self) -> None:
        self.note("end")

    def mute(self) -> None:
        self.note("mute")

    def hint(self) -> None:
        self.note("hint")

    def ask(self, what: Help) -> None:
        self.note("ask", what)

    def keep_draft(self, text: str) -> None:
        self._state = replace(self._state, draft=text)

    def type_text(self, text: str) -> None:
        self.note("type_text", text)

    def set_text_mode(self, on: bool) -> None:
        self.note("set_text_mode", on)

    def close_result(self) -> None:
        self.note("close_result")

    def act_on_notice(self, action_id: str) -> None:
        self.note("act_on_notice", action_id)

    def dismiss_notice(self) -> None:
        self.note("dismiss_notice")


class FakeStart(Asked):
    def __init__(self, state: StartState | None = None) -> None:
        super().__init__()
        self._state = state or StartState()

    @property
    def state(self) -> StartState:
        return self._state

    def become(self, state: StartState) -> None:
        self._state = state
        self.state_changed.emit(state)

    def load(self) -> None:
        self.note("load")

    def choose_language(self, code: str) -> None:
        self.note("choose_language", code)

    def choose_mother_language(self, code: str) -> None:
        self.note("choose_mother_language", code)

    def choose_mode(self, code: str) -> None:
        self.note("choose_mode", code)

    def choose_level(self, level: Level) -> None:
        self.note("choose_level", level)

    def choose_scenario(self, slug: str | None) -> None:
        self.note("choose_scenario", slug)

    def start(self) -> None:
        self.note("start")

    def act_on_notice(self, action_id: str) -> None:
        self.note("act_on_notice", action_id)


class FakeNotes(Asked):
    def __init__(self, state: NotesState | None = None) -> None:
        super().__init__()
        self._state = state or NotesState()

    @property
    def state(self) -> NotesState:
        return self._state

    def become(self, state: NotesState) -> None:
        self._state = state
        self.state_changed.emit(state)

    def load(self) -> None:
        self.note("load")

    def search(self, text: str) -> None:
        self.note("search", text)

    def open(self, session_id: str) -> None:
        self.note("open", session_id)


class FakeSettings(Asked):
    def __init__(self, state: SettingsState | None = None) -> None:
        super().__init__()
        self._state = state or SettingsState()

    @property
    def state(self) -> SettingsState:
        return self._state

    def become(self, state: SettingsState) -> None:
        self._state = state
        self.state_changed.emit(state)

    def choose_theme(self, name: str) -> None:
        self.note("choose_theme", name)

    def choose_text_percent(self, percent: int) -> None:
        self.note("choose_text_percent", percent)

    def choose_microphone(self, name: str) -> None:
        self.note("choose_microphone", name)

    def choose_speaker(self, name: str) -> None:
        self.note("choose_speaker", name)

    def choose_latency(self, name: str) -> None:
        self.note("choose_latency", name)

    def choose_voice(self, voice: str) -> None:
        self.note("choose_voice", voice)

    def rescan_devices(self) -> None:
        self.note("rescan_devices")
