"""The settings page: each choice is kept at once, no OK button."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop_app.audio.devices import Devices
from desktop_app.backend.rest import BackendError
from desktop_app.preferences import Latency, Preferences, PreferencesFile, Theme
from desktop_app.presenters.states import SettingsState
from server.protocol.models import Voice

_THEMES: dict[str, Theme] = {
    "system": "system",
    "light": "light",
    "dark": "dark",
    "contrast": "contrast",
}
_LATENCIES: dict[str, Latency] = {"low": "low", "normal": "normal", "robust": "robust"}
SMALLEST, LARGEST, STEP = 100, 200, 10


ListVoices = Callable[[str], Awaitable[list[Voice]]]


class SettingsPresenter(QObject):
    """Owns the preferences while the app runs. `list_devices(refresh=...)` blocks and is called in
    a worker; `list_voices(language)` asks the server and may raise BackendError.
    """

    state_changed = Signal(object)
    preferences_changed = Signal(object)

    def __init__(
        self,
        file: PreferencesFile,
        preferences: Preferences,
        list_devices: Callable[[bool], Devices],
        list_voices: ListVoices,
        data_folder: str,
        version: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._preferences = preferences
        self._list_devices = list_devices
        self._list_voices = list_voices
        self._voices_of = ""
        self._asking: asyncio.Task[None] | None = None
        self._scan: asyncio.Task[None] | None = None
        self._state = _with(SettingsState(data_folder=data_folder, version=version), preferences)

    @property
    def state(self) -> SettingsState:
        """What the page shows."""
        return self._state

    @property
    def preferences(self) -> Preferences:
        """The choices now."""
        return self._preferences

    def choose_theme(self, name: str) -> None:
        """Colours: system, light, dark or contrast."""
        self.keep(replace(self._preferences, theme=_THEMES[name]))

    def choose_text_percent(self, percent: int) -> None:
        """Size of all text, 100 to 200 in steps of 10."""
        stepped = round(percent / STEP) * STEP
        self.keep(replace(self._preferences, text_percent=min(LARGEST, max(SMALLEST, stepped))))

    def choose_microphone(self, name: str) -> None:
        """A device by name; empty is the system's choice."""
        self.keep(replace(self._preferences, microphone=name))

    def choose_speaker(self, name: str) -> None:
        """A device by name; empty is the system's choice."""
        self.keep(replace(self._preferences, speaker=name))

    def choose_latency(self, name: str) -> None:
        """How much sound waits in the output: low, normal or robust."""
        self.keep(replace(self._preferences, latency=_LATENCIES[name]))

    def choose_voice(self, voice: str) -> None:
        """Who speaks in the language to learn, from the next talk on."""
        voices = self._preferences.voices | {self._voices_of: voice}
        self.keep(replace(self._preferences, voices=voices))

    def learn(self, language: str) -> None:
        """The language to learn is this: its voices are offered."""
        if language == self._voices_of:
            return
        if self._asking is not None:
            self._asking.cancel()
        self._voices_of = language
        self._show(_with(replace(self._state, voices=()), self._preferences, language))
        self._asking = asyncio.get_running_loop().create_task(self._ask_voices(language))

    def voice_for(self, language: str) -> str | None:
        """The learner's choice, where the server still offers it."""
        chosen = self._preferences.voices.get(language)
        offered = {voice.id for voice in self._state.voices}
        return chosen if language == self._voices_of and chosen in offered else None

    def rescan_devices(self) -> None:
        """Looks for devices again; an open talk would lose its sound, so not during one."""
        self._look(refresh=True)

    def load_devices(self) -> None:
        """The first look."""
        self._look(refresh=False)

    def show_engine(self, engine: str) -> None:
        """Which tutor answers."""
        self._show(replace(self._state, engine=engine))

    def keep(self, preferences: Preferences) -> None:
        """Stores the choices and tells everybody; a folder that cannot be written is said."""
        if preferences == self._preferences:
            return
        self._preferences = preferences
        problem = self._state.sound_problem
        try:
            self._file.save(preferences)
        except OSError as error:
            problem = f"Your settings could not be kept ({error.strerror})."
        state = replace(self._state, sound_problem=problem)
        self._show(_with(state, preferences, self._voices_of))
        self.preferences_changed.emit(preferences)

    def stop_asking(self) -> None:
        """The app closes: nobody needs the list of voices any more."""
        if self._asking is not None:
            self._asking.cancel()

    async def settled(self) -> None:
        """Waits for the last look and the last answer."""
        waited = [task for task in (self._scan, self._asking) if task is not None]
        await asyncio.gather(*waited, return_exceptions=True)

    def _look(self, *, refresh: bool) -> None:
        if self._scan is None or self._scan.done():
            self._scan = asyncio.get_running_loop().create_task(self._find(refresh))

    async def _find(self, refresh: bool) -> None:
        devices = await asyncio.get_running_loop().run_in_executor(
            None, self._list_devices, refresh
        )
        self._show(
            replace(
                self._state,
                microphones=devices.microphones,
                speakers=devices.speakers,
                sound_problem=devices.problem,
            )
        )

    async def _ask_voices(self, language: str) -> None:
        try:
            voices = await self._list_voices(language)
        except BackendError:
            self._voices_of = ""  # asked again at the next change; the tutor's own voice speaks
            return
        self._show(_with(replace(self._state, voices=tuple(voices)), self._preferences, language))

    def _show(self, state: SettingsState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _with(state: SettingsState, preferences: Preferences, language: str = "") -> SettingsState:
    offered = [voice.id for voice in state.voices]
    chosen = preferences.voices.get(language, "")
    return replace(
        state,
        theme=preferences.theme,
        text_percent=preferences.text_percent,
        microphone=preferences.microphone,
        speaker=preferences.speaker,
        latency=preferences.latency,
        voice=chosen if chosen in offered else next(iter(offered), ""),
    )
