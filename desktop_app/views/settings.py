"""Settings that apply at once: sound, appearance, data, about."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.presenters.states import SettingsState
from desktop_app.theme import SPACE
from desktop_app.views.header import Header
from desktop_app.views.intents import SettingsIntents
from desktop_app.widgets.buttons import button
from desktop_app.widgets.chips import ChipGroup
from desktop_app.widgets.choice import Choice
from desktop_app.widgets.panes import Card, Item, Pane, Scroll, column, row
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import safe_label

THEMES = (
    ("system", "Same as the system", ""),
    ("light", "Light", ""),
    ("dark", "Dark", ""),
    ("contrast", "High contrast", ""),
)
LATENCIES = (
    ("low", "Low", "Quick answers; needs a quiet computer."),
    ("normal", "Normal", "Right for most computers."),
    ("robust", "Robust", "For a busy computer; answers come a little later."),
)
BASIC_VOICE = "A basic voice is understandable, but no model of pronunciation."
STEP, SMALLEST, LARGEST = 10, 100, 200
LICENCES = (
    "Eloquio is free software under the Apache License 2.0. Qt is used under the LGPL. "
    "Inter and Noto Sans are under the SIL Open Font License, the Lucide icons under the ISC "
    "licence. Scores are estimates and not an official certificate."
)


def stepped(percent: int, step: int) -> int:
    """A text size of 100 to 200 percent, one step further."""
    return min(LARGEST, max(SMALLEST, percent + step))


class SettingsView(QWidget):
    """Renders the choices and forwards them; there is no OK button."""

    def __init__(self, presenter: SettingsIntents) -> None:
        super().__init__()
        self.setAccessibleName("Settings")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._presenter = presenter
        self.microphone = Choice("Microphone")
        self.speaker = Choice("Speaker")
        self.latency = ChipGroup("Sound delay")
        self.latency_words = Paragraph("", "caption", "muted")
        self.voice = Choice("Tutor's voice")
        self.voice_words = Paragraph(BASIC_VOICE, "caption", "muted")
        self.problem = Paragraph("", "body", "check")
        self.rescan = button("Rescan devices", "outline", presenter.rescan_devices)
        self.themes = ChipGroup("Theme")
        self.percent = safe_label("", "label")
        self.smaller = button("Smaller text", "outline", lambda: self.step_text(-STEP))
        self.larger = button("Larger text", "outline", lambda: self.step_text(STEP))
        self.folder = Paragraph("", "body")
        self.engine = Paragraph("", "body")
        self.version = Paragraph("", "body")
        content = Pane(self._sound(), self._appearance(), self._data(), self._about(), None, gap=16)
        content.box.setContentsMargins(SPACE["xl"], SPACE["s"], SPACE["xl"], SPACE["xl"])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(Header("Settings"))
        page.addWidget(Scroll(content), 1)
        presenter.state_changed.connect(self.render_state)
        self.microphone.chosen.connect(presenter.choose_microphone)
        self.speaker.chosen.connect(presenter.choose_speaker)
        self.voice.chosen.connect(presenter.choose_voice)
        self.latency.chosen.connect(presenter.choose_latency)
        self.themes.chosen.connect(presenter.choose_theme)
        self.render_state(presenter.state)

    def _sound(self) -> Card:
        devices = column(self.microphone, self.speaker, gap=SPACE["m"])
        delay = _named("Sound delay", self.latency, self.latency_words)
        voice = column(self.voice, self.voice_words, gap=SPACE["xs"])
        return _section("Sound", self.problem, devices, voice, delay, row(self.rescan, None))

    def _appearance(self) -> Card:
        stepper = row(self.smaller, self.percent, self.larger, None, gap=SPACE["m"])
        return _section("Appearance", _named("Theme", self.themes), _named("Text size", stepper))

    def _data(self) -> Card:
        said = Paragraph("Your talks and notes stay on this computer, in this folder:", "body")
        return _section("Data", said, self.folder)

    def _about(self) -> Card:
        return _section("About", self.version, self.engine, Paragraph(LICENCES, "caption", "muted"))

    def render_state(self, state: SettingsState) -> None:
        """Shows what holds now."""
        self.microphone.offer([(name, name) for name in state.microphones], state.microphone)
        self.speaker.offer([(name, name) for name in state.speakers], state.speaker)
        self.voice.offer([(voice.id, voice.label) for voice in state.voices], state.voice)
        self.voice.setVisible(bool(state.voices))
        kinds = {voice.id: voice.kind for voice in state.voices}
        self.voice_words.setVisible(kinds.get(state.voice) == "basic")
        self.latency.offer(LATENCIES, state.latency)
        self.latency_words.setText(
            next(words for code, _, words in LATENCIES if code == state.latency)
        )
        self.problem.setText(state.sound_problem or "")
        self.problem.setVisible(state.sound_problem is not None)
        self.themes.offer(THEMES, state.theme)
        self.percent.setText(f"{state.text_percent} %")
        self.smaller.setEnabled(state.text_percent > SMALLEST)
        self.larger.setEnabled(state.text_percent < LARGEST)
        self.folder.setText(state.data_folder)
        self.engine.setText(f"Tutor: {state.engine}" if state.engine else "")
        self.engine.setVisible(bool(state.engine))
        self.version.setText(f"Eloquio {state.version}".strip())

    def step_text(self, step: int) -> None:
        """Larger or smaller text; 0 goes back to 100 %."""
        now = self._presenter.state.text_percent
        self._presenter.choose_text_percent(stepped(now, step) if step else SMALLEST)


def _section(title: str, *items: Item) -> Card:
    made = Card(safe_label(title, "section"), *items)
    made.setMaximumWidth(920)
    made.setAccessibleName(title)
    return made


def _named(name: str, *items: Item) -> Pane:
    return Pane(safe_label(name, "caption", "muted"), *items, gap=SPACE["xs"])
