"""The settings page: what it shows, keeps and asks; no pixels, no server."""

import asyncio
from pathlib import Path

import pytest

from desktop_app.audio.devices import Devices
from desktop_app.backend.rest import BackendError
from desktop_app.preferences import Preferences, PreferencesFile
from desktop_app.presenters.settings import SettingsPresenter
from server.protocol.errors import ErrorCode, ErrorDetail
from server.protocol.models import (
    Voice,
)

REFUSED = BackendError(ErrorDetail(code=ErrorCode.INTERNAL, message="The tutor does not answer."))


class OfferedVoices:
    """English has two voices, Spanish one; `failure` is raised instead, `gate` is awaited."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failure: BackendError | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, language: str) -> list[Voice]:
        self.asked.append(language)
        if self.failure:
            raise self.failure
        ids = ("heart", "basic") if language == "en" else ("basic",)
        if language == "en":
            await self.gate.wait()
        return [Voice(id=one, label=one.title(), kind="basic") for one in ids]


def settings(
    folder: Path, devices: Devices | None = None, voices: OfferedVoices | None = None
) -> SettingsPresenter:
    looked: list[bool] = []

    def look(refresh: bool) -> Devices:
        looked.append(refresh)
        return devices or Devices()

    presenter = SettingsPresenter(
        PreferencesFile(folder), Preferences(), look, voices or OfferedVoices(), "/data", "1.2.3"
    )
    presenter.looked = looked  # type: ignore[attr-defined]
    return presenter


def test_each_choice_is_kept_at_once_and_told(tmp_path: Path) -> None:
    presenter = settings(tmp_path)
    told: list[Preferences] = []
    presenter.preferences_changed.connect(told.append)
    presenter.choose_theme("contrast")
    presenter.choose_text_percent(126)
    presenter.choose_microphone("Headset")
    presenter.choose_speaker("Monitor")
    presenter.choose_latency("robust")
    wanted = Preferences(
        theme="contrast",
        text_percent=130,
        microphone="Headset",
        speaker="Monitor",
        latency="robust",
    )
    assert PreferencesFile(tmp_path).load() == (wanted, None)
    assert told[-1] == wanted
    assert len(told) == 5
    assert (presenter.state.theme, presenter.state.text_percent) == ("contrast", 130)


@pytest.mark.parametrize(("asked", "kept"), [(50, 100), (100, 100), (999, 200)])
def test_text_size_stays_between_100_and_200(tmp_path: Path, asked: int, kept: int) -> None:
    presenter = settings(tmp_path)
    presenter.choose_text_percent(asked)
    assert presenter.preferences.text_percent == kept


def test_a_choice_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    presenter = settings(tmp_path)
    presenter.choose_theme("system")
    assert not (tmp_path / "preferences.json").exists()


async def test_devices_are_looked_up_in_a_worker_and_again_on_request(tmp_path: Path) -> None:
    presenter = settings(tmp_path, Devices(("Mic",), ("Out",), None))
    presenter.load_devices()
    await presenter.settled()
    presenter.rescan_devices()
    await presenter.settled()
    assert presenter.state.microphones == ("Mic",)
    assert presenter.looked == [False, True]  # type: ignore[attr-defined]


async def test_a_sound_problem_is_shown_in_its_words(tmp_path: Path) -> None:
    presenter = settings(tmp_path, Devices(problem="Sound needs the package libportaudio2."))
    presenter.load_devices()
    await presenter.settled()
    assert presenter.state.sound_problem == "Sound needs the package libportaudio2."


def test_a_folder_that_cannot_be_written_is_said_and_the_choice_holds(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    presenter = settings(blocked / "config")
    presenter.choose_theme("dark")
    assert presenter.state.theme == "dark"
    assert presenter.state.sound_problem is not None
    assert "could not be kept" in presenter.state.sound_problem


async def test_a_voice_is_chosen_for_the_language_to_learn_and_kept(tmp_path: Path) -> None:
    presenter = settings(tmp_path)
    presenter.learn("en")
    await presenter.settled()
    assert (presenter.state.voice, presenter.voice_for("en")) == ("heart", None)
    presenter.choose_voice("basic")
    assert (presenter.state.voice, presenter.voice_for("en")) == ("basic", "basic")
    presenter.learn("es")
    await presenter.settled()
    assert [voice.id for voice in presenter.state.voices] == ["basic"]
    assert (presenter.voice_for("es"), presenter.voice_for("en")) == (None, None)
    presenter.learn("en")
    await presenter.settled()
    assert presenter.voice_for("en") == "basic"
    kept, _ = PreferencesFile(tmp_path).load()
    assert kept.voices == {"en": "basic"}


async def test_a_voice_that_is_not_offered_any_more_is_not_asked_for(tmp_path: Path) -> None:
    presenter = settings(tmp_path)
    presenter.keep(Preferences(voices={"en": "emma"}))
    presenter.learn("en")
    await presenter.settled()
    assert presenter.voice_for("en") is None
    assert presenter.state.voice == "heart"


async def test_voices_are_asked_once_a_language_and_again_after_a_failure(tmp_path: Path) -> None:
    voices = OfferedVoices()
    voices.failure = REFUSED
    presenter = settings(tmp_path, voices=voices)
    presenter.learn("en")
    await presenter.settled()
    assert presenter.state.voices == ()
    voices.failure = None
    for _ in range(3):
        presenter.learn("en")
        await presenter.settled()
    assert voices.asked == ["en", "en"]
    assert presenter.state.voices


async def test_a_late_answer_for_another_language_is_dropped(tmp_path: Path) -> None:
    voices = OfferedVoices()
    voices.gate.clear()
    presenter = settings(tmp_path, voices=voices)
    presenter.learn("en")
    await asyncio.sleep(0)
    presenter.learn("es")
    await presenter.settled()
    voices.gate.set()
    await asyncio.sleep(0)
    assert [voice.id for voice in presenter.state.voices] == ["basic"]
    presenter.learn("fr")
    presenter.stop_asking()
    await presenter.settled()
    assert presenter.state.voices == ()
