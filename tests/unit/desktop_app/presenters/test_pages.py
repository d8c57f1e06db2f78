"""Start, notes and settings: what they ask, show and keep; no pixels, no server."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from desktop_app.backend.address import ServerStatus
from desktop_app.backend.rest import BackendError
from desktop_app.presenters.notes import NotesPresenter
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
