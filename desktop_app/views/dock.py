"""Under the transcript: the orb between two voices, its words, or the field to type in."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from desktop_app.presenters.states import ConversationState, Phase
from desktop_app.theme import SPACE
from desktop_app.views.phase_words import PHASES
from desktop_app.widgets.buttons import button
from desktop_app.widgets.orb import Orb
from desktop_app.widgets.panes import Pane, row
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.waveform import Waveform

LATE_MS = 3_000


class Dock(Pane):
    """Emits `pressed` for the orb, `typed` for a line of text."""

    pressed = Signal()
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__(gap=SPACE["xs"])
        self.box.setContentsMargins(SPACE["xl"], SPACE["s"], SPACE["xl"], SPACE["l"])
        self.orb = Orb()
        self.words = Paragraph("", "section")
        self.hint = Paragraph("", "caption", "muted")
        self.field = QLineEdit()
        self.field.setProperty("big", True)
        self.field.setAccessibleName("Your answer")
        self._mine = Waveform("Your voice", "accent", "end")
        self._theirs = Waveform("The tutor's voice", "tutor", "start")
        self._late_words = ""
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._come_late)
        for centred in (self.words, self.hint):
            centred.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._voice = Pane()
        self._voice.box.addLayout(row(self._mine, self.orb, self._theirs, gap=SPACE["xl"]))
        send = button("Send", "outline", self._send, "send")
        self._text = Pane()
        self._text.box.setContentsMargins(0, 0, 0, SPACE["s"])
        self._text.box.addLayout(row(self.field, send, gap=SPACE["m"]))
        for part in (self._voice, self._text, self.words, self.hint):
            self.box.addWidget(part)
        self.orb.clicked.connect(lambda _checked=False: self.pressed.emit())
        self.field.returnPressed.connect(self._send)
        self._phase: Phase | None = None

    def render_state(self, state: ConversationState) -> None:
        """Words, look and hint of the phase; the field in text mode."""
        row_of = PHASES[state.phase]
        self.orb.show_state(row_of.orb, row_of.words)
        typing = state.text_mode
        self.words.setText(_typing_words(state) if typing else row_of.words)
        if state.phase is not self._phase:
            self._phase = state.phase
            self._late.stop()
            self._late_words = row_of.late_hint
            if row_of.late_hint:
                self._late.start(LATE_MS)
        self._say_hint("Enter to send · Ctrl+T to talk" if typing else self._hint_of(state.phase))
        language = state.language.label if state.language else "your language"
        self.field.setPlaceholderText(f"Type in {language}…")
        if self.field.text() != state.draft:
            self.field.setText(state.draft)
        self._voice.setVisible(not typing)
        self._text.setVisible(typing)

    def set_levels(self, microphone: float, tutor: float) -> None:
        """Loudness of both voices, 0 to 1."""
        self.orb.set_levels(microphone, tutor)
        self._mine.push(microphone)
        self._theirs.push(tutor)

    def _hint_of(self, phase: Phase) -> str:
        late = self._late_words and not self._late.isActive()
        return PHASES[phase].late_hint if late else PHASES[phase].hint

    def _say_hint(self, words: str) -> None:
        self.hint.setText(words.replace(" · ", "  ·  "))

    def _come_late(self) -> None:
        self._say_hint(self._late_words)

    def _send(self) -> None:
        text = self.field.text().strip()
        if text:
            self.field.clear()
            self.typed.emit(text)


def _typing_words(state: ConversationState) -> str:
    quiet = state.phase in (Phase.READY, Phase.LISTENING, Phase.PATIENT, Phase.MUTED, Phase.HELD)
    return "Your turn" if quiet else PHASES[state.phase].words
