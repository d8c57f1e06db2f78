"""Start, notes and settings: what they ask, show and keep; no pixels, no server."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from desktop_app.audio.devices import Devices
from desktop_app.backend.address import ServerStatus
from desktop_app.backend.rest import BackendError
from desktop_app.preferences import Preferences, PreferencesFile
from desktop_app.presenters.notes import NotesPresenter
from desktop_app.presenters.settings import SettingsPresenter
from desktop_app.presenters.start import LOAD_AGAIN, SHOW_LOG, StartPresenter, nearest_first
from desktop_app.presenters.states import LessonChoice
from server.protocol.errors import ErrorCode, ErrorDetail
from server.protocol.models import (
    Language,
    Level,
    NotesSection,
    Scenario,
    StudyNotes,
    Summary,
    TeachingMode,
    Voice,
)
from server.protocol.requests import Page
from tests.fakes.wire import CONVERSATION, ENGLISH, SPANISH

REFUSED = BackendError(ErrorDetail(code=ErrorCode.INTERNAL, message="The tutor does not answer."))


def scenario(slug: str, level: str | None) -> Scenario:
    return Scenario(
        id=uuid4(),
        slug=slug,
        mode_code="conversation",
        title=slug.title(),
        prompt="",
        metadata={"level": level} if level else {},
    )


def summary(title: str, number: int = 0) -> Summary:
    points = {"0": f"Say: {title} again"}
    sections = {
        str(n): NotesSection(heading=f"Part {n}", points=points if n == 0 else {}) for n in range(4)
    }
    return Summary(
        session_id=UUID(int=number + 1),
        mode_code="conversation",
        language_code="es",
        created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number),
        notes=StudyNotes(title=title, subtitle=sections),
        status="ok",
    )


class ScriptedRest:
    """Answers from lists; `failure` is raised instead."""

    def __init__(self, *summaries: Summary) -> None:
        self.failure: BackendError | None = None
        self.scenarios = {
            ("conversation", "en"): [scenario("hotel", "B2"), scenario("restaurant", "A2")],
            ("debate", "en"): [scenario("cars", "B2")],
        }
        self.summaries = list(summaries)
        self.gate: Callable[[], Any] | None = None

    async def list_languages(self) -> list[Language]:
        if self.failure:
            raise self.failure
        return [ENGLISH, SPANISH]

    async def list_modes(self) -> list[TeachingMode]:
        return [CONVERSATION]

    async def list_scenarios(
        self, mode: str | None = None, language: str | None = None
    ) -> list[Scenario]:
        if self.gate is not None:
            await self.gate()
        if self.failure:
            raise self.failure
        return self.scenarios.get((str(mode), str(language)), [])

    async def list_summaries(self, page: int = 1, page_size: int = 50) -> Page[Summary]:
        if self.failure:
            raise self.failure
        start = (page - 1) * page_size
        return Page(
            items=self.summaries[start : start + page_size],
            page=page,
            page_size=page_size,
            total=len(self.summaries),
        )


# --- start ------------------------------------------------------------------------------------


async def ready(rest: ScriptedRest) -> StartPresenter:
    presenter = StartPresenter(rest, LessonChoice())
    presenter.server_changed(ServerStatus.READY, "")
    await presenter.settled()
    return presenter


async def test_a_ready_server_fills_the_page() -> None:
    presenter = await ready(ScriptedRest(summary("Tapas")))
    state = presenter.state
    assert state.server == "ready"
    assert state.languages == (ENGLISH, SPANISH)
    assert [one.slug for one in state.scenarios] == ["restaurant", "hotel"]
    assert state.choice.scenario == "restaurant"
    assert state.latest is not None


async def test_another_mode_brings_its_scenarios_and_a_choice_among_them() -> None:
    presenter = await ready(ScriptedRest())
    presenter.choose_mode("debate")
    await presenter.settled()
    assert presenter.state.choice.scenario == "cars"
    presenter.choose_language("es")
    await presenter.settled()
    assert presenter.state.scenarios == ()
    assert presenter.state.choice.scenario is None


async def test_a_late_answer_for_an_earlier_mode_is_dropped() -> None:
    rest = ScriptedRest()
    presenter = await ready(rest)
    first, second = asyncio.Event(), asyncio.Event()
    gates = iter([first.wait, second.wait])
    rest.gate = lambda: next(gates)()  # noqa: PLW0108 - another gate at each call
    presenter.choose_mode("debate")
    await asyncio.sleep(0)
    presenter.choose_mode("conversation")
    await asyncio.sleep(0)
    second.set()
    await asyncio.sleep(0)
    first.set()
    await presenter.settled()
    assert [one.slug for one in presenter.state.scenarios] == ["restaurant", "hotel"]


def test_scenarios_come_nearest_to_the_level_first_easier_before_harder() -> None:
    given = [scenario(level or "none", level) for level in ("C1", None, "B2", "A2", "B1", "D7")]
    assert [one.slug for one in nearest_first(given, Level.B1)] == [
        "B1",
        "A2",
        "B2",
        "C1",
        "none",
        "D7",
    ]


async def test_start_waits_for_the_server_and_carries_the_choice() -> None:
    asked: list[LessonChoice] = []
    presenter = StartPresenter(ScriptedRest(), LessonChoice(language="en"))
    presenter.start_requested.connect(asked.append)
    presenter.start()
    assert asked == []
    presenter.load()
    await presenter.settled()
    presenter.choose_level(Level.B2)
    presenter.choose_mother_language("de")
    presenter.choose_scenario("hotel")
    presenter.start()
    assert asked == [LessonChoice("en", "de", "conversation", Level.B2, "hotel")]


async def test_a_failed_server_offers_its_log_and_a_refused_list_another_try() -> None:
    rest = ScriptedRest()
    presenter = StartPresenter(rest, LessonChoice())
    wanted: list[bool] = []
    presenter.log_requested.connect(lambda: wanted.append(True))
    presenter.server_changed(ServerStatus.FAILED, "The tutor stopped.")
    assert presenter.state.server == "failed"
    assert presenter.state.notice is not None
    assert presenter.state.notice.action_id == SHOW_LOG
    presenter.act_on_notice(SHOW_LOG)
    assert wanted == [True]
    rest.failure = REFUSED
    presenter.server_changed(ServerStatus.READY, "")
    await presenter.settled()
    assert presenter.state.notice.action_id == LOAD_AGAIN
    rest.failure = None
    presenter.act_on_notice(LOAD_AGAIN)
    await presenter.settled()
    assert presenter.state.notice is None
    assert presenter.state.server == "ready"


def test_a_restart_is_told_and_a_first_start_is_not_a_problem() -> None:
    presenter = StartPresenter(ScriptedRest(), LessonChoice())
    presenter.server_changed(ServerStatus.STARTING, "")
    assert presenter.state.notice is None
    presenter.server_changed(ServerStatus.STARTING, "It died.")
    assert presenter.state.notice is not None
    assert "starting again" in presenter.state.notice.text


# --- notes ------------------------------------------------------------------------------------


async def loaded(rest: ScriptedRest) -> NotesPresenter:
    presenter = NotesPresenter(rest)
    presenter.load()
    await presenter.settled()
    return presenter


async def test_all_pages_of_notes_are_loaded() -> None:
    many = [summary(f"Talk {n}", n) for n in range(230)]
    presenter = await loaded(ScriptedRest(*many))
    assert presenter.state.total == 230
    assert presenter.state.rows == tuple(many)
    assert not presenter.state.loading


@pytest.mark.parametrize("query", ["café", "CAFE", "cafe again", "part 2 cafe", "es"])
async def test_search_folds_accents_and_case_and_wants_every_word(query: str) -> None:
    presenter = await loaded(ScriptedRest(summary("Café", 1), summary("Hotel", 2)))
    presenter.search(query)
    assert presenter.state.rows[0].notes.title == "Café"
    presenter.search(f"{query} gustar")
    assert presenter.state.rows == ()
    assert presenter.state.total == 2


async def test_a_note_asked_for_while_loading_opens_when_it_is_there() -> None:
    rest = ScriptedRest(summary("Café", 1))
    presenter = NotesPresenter(rest)
    presenter.load()
    presenter.open(str(UUID(int=2)))
    assert presenter.state.opened is None
    await presenter.settled()
    assert presenter.state.opened == rest.summaries[0]


async def test_notes_that_cannot_be_loaded_keep_what_was_there() -> None:
    rest = ScriptedRest(summary("Café"))
    presenter = await loaded(rest)
    rest.failure = REFUSED
    presenter.load()
    await presenter.settled()
    assert presenter.state.rows
    assert presenter.state.notice is not None
    rest.failure = None
    presenter.act_on_notice("load_again")
    await presenter.settled()
    assert presenter.state.notice is None


# --- settings ---------------------------------------------------------------------------------


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
