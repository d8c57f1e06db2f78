"""The window: places in a rail, one page at a time, a status strip. Navigation only."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.presenters.states import ConversationState, Phase
from desktop_app.views.intents import (
    ConversationIntents,
    NotesIntents,
    SettingsIntents,
    StartIntents,
)
from desktop_app.views.keys_sheet import KeysSheet
from desktop_app.views.notes import NotesView
from desktop_app.views.rail import Rail
from desktop_app.views.settings import STEP, SettingsView
from desktop_app.views.status_strip import StatusStrip
from desktop_app.views.talk import TalkView
from desktop_app.widgets.safe_text import clean

TALK, NOTES, SETTINGS = 0, 1, 2
WIDTH, HEIGHT, LEAST_WIDTH, LEAST_HEIGHT = 1100, 720, 900, 600


class MainWindow(QMainWindow):
    """Emits `closing` once when the learner closes the window."""

    closing = Signal()

    def __init__(
        self,
        start: StartIntents,
        conversation: ConversationIntents,
        notes: NotesIntents,
        settings: SettingsIntents,
    ) -> None:
        super().__init__()
        self._notes = notes
        self.rail = Rail()
        self.talk = TalkView(start, conversation)
        self.notes = NotesView(notes)
        self.settings = SettingsView(settings)
        self.strip = StatusStrip()
        self.places = QStackedWidget()
        for page in (self.talk, self.notes, self.settings):
            self.places.addWidget(page)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.places, 1)
        right.addWidget(self.strip)
        room = QWidget()
        room.setProperty("ground", "bg")
        whole = QHBoxLayout(room)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self.setCentralWidget(room)
        self.keys = KeysSheet(room)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.resize(WIDTH, HEIGHT)
        self.rail.chosen.connect(self.go)
        self.talk.notes_wanted.connect(self.read_notes)
        self.notes.hello_wanted.connect(lambda: self.go(TALK))
        conversation.state_changed.connect(self.render_state)
        settings.state_changed.connect(self.strip.render_devices)
        self._bind()
        self.go(TALK)
        self.render_state(conversation.state)
        self.strip.render_devices(settings.state)

    def _bind(self) -> None:
        for keys, action in (
            ("Ctrl+1", lambda: self.go(TALK)),
            ("Ctrl+2", lambda: self.go(NOTES)),
            ("Ctrl+3", lambda: self.go(SETTINGS)),
            ("Ctrl+,", lambda: self.go(SETTINGS)),
            ("Ctrl+F", self._search),
            ("Ctrl++", lambda: self.settings.step_text(STEP)),
            ("Ctrl+=", lambda: self.settings.step_text(STEP)),
            ("Ctrl+-", lambda: self.settings.step_text(-STEP)),
            ("Ctrl+0", lambda: self.settings.step_text(0)),
            ("F1", self.keys.toggle),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    def go(self, place: int) -> None:
        """Opens a place; the notes are read again each time."""
        self.rail.select(place)
        self.places.setCurrentIndex(place)
        (self.talk, self.notes, self.settings)[place].setFocus()
        if place == NOTES:
            self._notes.load()

    def read_notes(self, session_id: str) -> None:
        """Opens the notes of one talk."""
        self.go(NOTES)
        self._notes.open(session_id)

    def render_state(self, state: ConversationState) -> None:
        """The strip and the window's title follow the talk."""
        self.strip.render_state(state)
        talking = state.title and state.phase is not Phase.IDLE
        self.setWindowTitle(clean(f"Eloquio: {state.title}") if talking else "Eloquio")

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def _search(self) -> None:
        self.go(NOTES)
        self.notes.focus_search()
