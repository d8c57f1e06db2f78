"""The window's composition root: builds backend, sound, presenters, views; ends them in order."""

import asyncio
import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

os.environ.setdefault("QT_API", "pyside6")

import PySide6
import qasync
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from desktop_app import theme
from desktop_app.audio.devices import SoundProblem, list_devices
from desktop_app.audio.ears import Ears
from desktop_app.audio.echo import EchoReference, HalfDuplexGate, make_canceller
from desktop_app.audio.files import FileSpeaker, RecordedMicrophone, read_recording
from desktop_app.audio.microphone import SoundMicrophone
from desktop_app.audio.speaker import SoundSpeaker
from desktop_app.backend.address import ServerFailed, ServerStatus
from desktop_app.backend.connect import connect
from desktop_app.backend.rest import RestClient
from desktop_app.backend.voice import VoiceClient
from desktop_app.preferences import Preferences, PreferencesFile, config_folder, data_folder
from desktop_app.presenters.conversation import ConversationPresenter
from desktop_app.presenters.lesson import Lesson
from desktop_app.presenters.lesson_events import LessonEvent
from desktop_app.presenters.notes import NotesPresenter
from desktop_app.presenters.recorded_learner import RecordedLearner
from desktop_app.presenters.settings import SettingsPresenter
from desktop_app.presenters.start import StartPresenter
from desktop_app.presenters.states import ConversationState, LessonChoice, Phase, StartState
from desktop_app.views.main_window import MainWindow
from server.listening.listener import Listener
from server.listening.vad import SileroVad
from server.protocol.messages import TurnTaking

log = logging.getLogger("eloquio")

LOG_BYTES = 1_000_000
Tell = Callable[[LessonEvent], None]


def refusal(python: tuple[int, ...], pyside: str) -> str | None:
    """Why this pair of Python and PySide6 must not start: 6.12 on 3.11 loses a reference of None at
    each void call and aborts within seconds (desktop.md 1).
    """
    if python[:2] <= (3, 11) and pyside.startswith("6.12."):
        return "PySide6 6.12 breaks on Python 3.11; install PySide6-Essentials below 6.12."
    return None


class App:
    """Everything of one window. `recordings` replace the devices."""

    def __init__(self, qt: QApplication, recordings: Sequence[bytes] = (), *, fast: bool = False):
        qt.setQuitOnLastWindowClosed(False)  # or the loop stops before everything has ended
        self.closing = asyncio.Event()
        self._qt = qt
        self._recordings = tuple(recordings)
        self._fast = fast
        self._learner_tasks: set[asyncio.Task[None]] = set()
        file = PreferencesFile(config_folder())
        preferences, self._notice = file.load()
        self.server = connect(preferences, data_folder(), self._server_changed)
        self.rest = RestClient(lambda: self.server.backend)
        choice = _choice(preferences)
        self.start = StartPresenter(self.rest, choice)
        self.conversation = ConversationPresenter(self._open_lesson)
        self.notes = NotesPresenter(self.rest)
        self.settings = SettingsPresenter(
            file,
            preferences,
            lambda refresh: list_devices(refresh=refresh),
            self.rest.list_voices,
            str(data_folder()),
            version("eloquio"),
        )
        self._show_preferences(preferences)
        self.window = MainWindow(self.start, self.conversation, self.notes, self.settings)
        self._connect()

    async def run(self) -> None:
        """Shows the window first, then starts everything else; returns when all has ended."""
        began = time.monotonic()
        self.window.show()
        log.info("window_shown after_ms=%d", (time.monotonic() - began) * 1000)
        if self._notice:
            log.warning("preferences_set_aside reason=%s", self._notice)
        self.settings.load_devices()
        starting = asyncio.create_task(self._start_server())
        await self.closing.wait()
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
        self.settings.stop_asking()
        await self.conversation.aclose()
        await asyncio.gather(self.start.settled(), self.notes.settled(), self.settings.settled())
        await self.rest.aclose()
        await self.server.aclose()
        self.window.close()

    async def _start_server(self) -> None:
        with suppress(ServerFailed):  # the start page has been told
            await self.server.start()

    def _connect(self) -> None:
        self.window.closing.connect(self.closing.set)
        self.start.start_requested.connect(self._begin)
        self.start.state_changed.connect(self._start_changed)
        self.start.log_requested.connect(self._show_log)
        self.settings.preferences_changed.connect(self._show_preferences)
        self.conversation.state_changed.connect(self._talk_changed)
        self._qt.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _follow_system(self) -> None:
        if self.settings.preferences.theme == "system":
            self._show_preferences(self.settings.preferences)

    def _server_changed(self, status: ServerStatus, reason: str) -> None:
        self.start.server_changed(status, reason)

    def _begin(self, choice: LessonChoice) -> None:
        self.settings.keep(
            replace(
                self.settings.preferences,
                language=choice.language,
                mother_language=choice.mother_language,
                mode=choice.mode,
                level=choice.level,
                scenario=choice.scenario,
            )
        )
        self.conversation.begin(replace(choice, voice=self.settings.voice_for(choice.language)))

    def _start_changed(self, state: StartState) -> None:
        if state.server == "ready":
            self.settings.learn(state.choice.language)

    def _talk_changed(self, state: ConversationState) -> None:
        if state.phase is Phase.ENDED:
            self.start.load()
        if state.session_id is not None:
            self.settings.show_engine(state.tutor_name)

    def _show_preferences(self, preferences: Preferences) -> None:
        theme.apply(self._qt, preferences.theme, preferences.text_percent)

    def _show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_folder() / "server.log")))

    async def _open_lesson(self, tell: Tell) -> Lesson:
        backend = self.server.backend
        if backend is None:
            raise ServerFailed("The tutor is not running yet.")
        voice = await VoiceClient.open(backend)
        return self._recorded(voice, tell) if self._recordings else self._live(voice, tell)

    def _live(self, voice: VoiceClient, tell: Tell) -> Lesson:
        preferences = self.settings.preferences
        reference = EchoReference(lambda: speaker.latency_ms)
        speaker = SoundSpeaker(
            preferences.speaker, preferences.latency, reference.played, reference.clear
        )
        canceller = make_canceller(reference) or HalfDuplexGate()

        def make_ears(turn_taking: TurnTaking) -> Ears:
            return Ears(Listener(turn_taking, SileroVad()), canceller, threaded=True)

        return Lesson(voice, SoundMicrophone(preferences.microphone), speaker, make_ears, tell)

    def _recorded(self, voice: VoiceClient, tell: Tell) -> Lesson:
        microphone = RecordedMicrophone(fast=self._fast)
        learner = RecordedLearner(microphone, self._recordings)

        def tell_both(event: LessonEvent) -> None:
            learner.notice(event)
            tell(event)

        def make_ears(turn_taking: TurnTaking) -> Ears:
            return Ears(Listener(turn_taking, SileroVad()), None, threaded=False)

        lesson = Lesson(voice, microphone, FileSpeaker(fast=self._fast), make_ears, tell_both)
        task = asyncio.get_running_loop().create_task(learner.run(lesson))
        self._learner_tasks.add(task)
        task.add_done_callback(self._learner_tasks.discard)
        return lesson


def run(microphone: Sequence[Path] = (), *, fast: bool = False) -> int:
    """Shows the window until it is closed; the exit status."""
    problem = refusal(sys.version_info[:2], PySide6.__version__)
    try:
        recordings = [read_recording(path) for path in microphone]
    except SoundProblem as unreadable:
        problem = str(unreadable)
        recordings = []
    if problem:
        sys.stderr.write(f"eloquio: {problem}\n")
        return 2
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Eloquio")
    _keep_log(data_folder())
    if sys.version_info >= (3, 12):
        asyncio.run(_main(qt, recordings, fast), loop_factory=qasync.QEventLoop)
    else:
        qasync.run(_main(qt, recordings, fast))
    return 0


async def _main(qt: QApplication, recordings: Sequence[bytes], fast: bool) -> None:
    await App(qt, recordings, fast=fast).run()


def _keep_log(folder: Path) -> None:
    """What nobody caught goes into `app.log`, a native crash into `crash.log`; the window stays."""
    folder.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(folder / "app.log", maxBytes=LOG_BYTES, backupCount=1)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(file)
    log.setLevel(logging.INFO)
    faulthandler.enable((folder / "crash.log").open("w"))
    sys.excepthook = _report
    threading.excepthook = lambda given: _report(
        given.exc_type, given.exc_value or given.exc_type(), given.exc_traceback
    )


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("uncaught", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def _choice(preferences: Preferences) -> LessonChoice:
    return LessonChoice(
        language=preferences.language,
        mother_language=preferences.mother_language,
        mode=preferences.mode,
        level=preferences.level,
        scenario=preferences.scenario,
    )
