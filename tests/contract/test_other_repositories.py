"""The law of notes, jobs, accounts and the catalogue, over every backend."""

import asyncio
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid4

import pytest

from server.domain.errors import Conflict, InvalidRequest, NotFound
from server.protocol.models import (
    Language,
    Level,
    NotesEvidence,
    NotesSection,
    Role,
    Rubric,
    Scenario,
    StudyNotes,
    Summary,
    TeachingMode,
    TurnDetails,
    Weights,
)
from server.storage.builtin_catalog import load_builtin_catalog
from tests.contract.backends import Repositories

EVEN = Rubric(weights=Weights(fluency=0.25, vocabulary=0.25, grammar=0.25, pronunciation=0.25))


def summary(session_id: UUID, source: Literal["local", "llm"], point: str) -> Summary:
    return Summary(
        session_id=session_id,
        mode_code="conversation",
        language_code="en",
        about="Conversation Practice",
        created_at=datetime(2026, 11, 25, 10, tzinfo=UTC),
        notes=StudyNotes(
            title="Session x Study Notes — English (Conversation)",
            subtitle={
                str(n): NotesSection(heading=f"Heading {n}", points={"0": point}) for n in range(4)
            },
        ),
        status="ok",
        source=source,
        evidence={"0.0": NotesEvidence(turns=(uuid4(),), quote=point)},
        total=71.5,
    )


async def test_a_local_summary_never_replaces_an_llms(repositories: Repositories) -> None:
    anna = await repositories.learner()
    session_id = await repositories.session(anna)
    for source, point, kept, stays in (
        ("local", "first", True, "first"),
        ("local", "second", True, "second"),
        ("llm", "third", True, "third"),
        ("local", "fourth", False, "third"),
        ("llm", "fifth", True, "fifth"),
    ):
        new = summary(session_id, source, point)
        assert await repositories.notes.save_summary(anna, new) is kept
        stored = await repositories.notes.get_summary(anna, session_id)
        assert stored.notes.subtitle["0"].points["0"] == stays
        if kept:
            assert stored == new
    assert len(await repositories.notes.list_summaries(anna)) == 1


async def test_notes_belong_to_the_sessions_owner(repositories: Repositories) -> None:
    anna, ben = await repositories.learner("anna"), await repositories.learner("ben")
    session_id = await repositories.session(anna)
    with pytest.raises(NotFound):
        await repositories.notes.save_summary(ben, summary(session_id, "llm", "mine now"))
    with pytest.raises(NotFound):
        await repositories.notes.get_summary(anna, session_id)
    await repositories.notes.save_summary(anna, summary(session_id, "local", "hers"))
    assert await repositories.notes.list_summaries(ben) == []
    counts = [await repositories.notes.count_summaries(user) for user in (anna, ben)]
    assert counts == [1, 0]


async def test_a_stored_summary_needs_no_job(repositories: Repositories) -> None:
    anna = await repositories.learner()
    written, missing = await repositories.session(anna), await repositories.session(anna)
    for session_id in (written, missing):
        await repositories.sessions.close_session(anna, session_id)
    await repositories.notes.save_summary(anna, summary(written, "local", "done"))
    repositories.clock.pass_seconds(31)
    jobs = await repositories.jobs.claim_jobs("worker", 10, 60)
    assert [job.payload["session_id"] for job in jobs] == [str(missing)]


async def score_jobs(repositories: Repositories, count: int) -> None:
    """Stores turns whose score job is due."""
    anna = await repositories.learner()
    session_id = await repositories.session(anna)
    for _ in range(count):
        await repositories.sessions.add_turn(
            anna, session_id, uuid4(), Role.USER, "hi", TurnDetails(), job="score"
        )
    repositories.clock.pass_seconds(31)


async def test_a_live_process_has_the_first_go_at_its_own_job(repositories: Repositories) -> None:
    anna = await repositories.learner()
    session_id = await repositories.session(anna)
    await repositories.sessions.add_turn(
        anna, session_id, uuid4(), Role.USER, "hi", TurnDetails(), job="score"
    )
    assert await repositories.jobs.claim_jobs("worker", 1, 60) == []
    repositories.clock.pass_seconds(31)
    (job,) = await repositories.jobs.claim_jobs("worker", 1, 60)
    assert (job.kind, job.attempt) == ("score", 1)
    assert set(job.payload) == {"session_id", "turn_id", "user_id"}


async def test_three_workers_never_hold_the_same_job(repositories: Repositories) -> None:
    await score_jobs(repositories, 22)
    claims = await asyncio.gather(
        *(repositories.jobs.claim_jobs(worker, 11, 60) for worker in ("a", "b", "c"))
    )
    held = [job.id for jobs in claims for job in jobs]
    assert len(held) == len(set(held)) == 22


async def test_a_worker_whose_lease_lapsed_cannot_finish(repositories: Repositories) -> None:
    await score_jobs(repositories, 1)
    (old,) = await repositories.jobs.claim_jobs("a", 1, 10)
    repositories.clock.pass_seconds(11)
    (new,) = await repositories.jobs.claim_jobs("b", 1, 10)
    assert (new.id, new.attempt) == (old.id, 2)
    await repositories.jobs.finish_job(old.id, "a", old.attempt)
    repositories.clock.pass_seconds(11)
    (again,) = await repositories.jobs.claim_jobs("b", 1, 10)
    await repositories.jobs.finish_job(again.id, "b", again.attempt)
    repositories.clock.pass_seconds(1000)
    assert await repositories.jobs.claim_jobs("b", 1, 10) == []


async def test_a_failing_job_backs_off_and_is_given_up_after_eight(
    repositories: Repositories,
) -> None:
    await score_jobs(repositories, 1)
    for attempt in range(1, 9):
        (job,) = await repositories.jobs.claim_jobs("a", 1, 60)
        assert job.attempt == attempt
        await repositories.jobs.finish_job(job.id, "a", job.attempt, "the assessor timed out")
        wait = 2.0 ** (attempt - 1)
        repositories.clock.pass_seconds(wait * 0.99)
        assert await repositories.jobs.claim_jobs("early", 1, 60) == []
        repositories.clock.pass_seconds(wait * 0.22)
    repositories.clock.pass_seconds(100_000)
    assert await repositories.jobs.claim_jobs("a", 1, 60) == []


async def test_a_job_that_kills_its_worker_is_given_up_too(repositories: Repositories) -> None:
    await score_jobs(repositories, 1)
    attempts = []
    for _ in range(12):
        attempts += [job.attempt for job in await repositories.jobs.claim_jobs("a", 1, 1)]
        repositories.clock.pass_seconds(2)
    assert attempts == list(range(1, 9))


async def test_a_user_is_made_once(repositories: Repositories) -> None:
    ids = await asyncio.gather(*(repositories.accounts.ensure_user("anna") for _ in range(10)))
    assert len(set(ids)) == 1
    assert await repositories.accounts.ensure_user("anna", "Anna") == ids[0]
    assert await repositories.accounts.ensure_user("Anna") != ids[0]
    for wrong in ("", "x" * 201):
        with pytest.raises(InvalidRequest):
            await repositories.accounts.ensure_user(wrong)


async def test_the_catalogue_comes_back_as_it_was_seeded(repositories: Repositories) -> None:
    builtin, catalog = load_builtin_catalog(), repositories.catalog
    await catalog.seed(builtin.modes, builtin.languages, builtin.scenarios)
    assert await catalog.list_modes() == builtin.modes
    assert await catalog.list_languages() == builtin.languages
    assert await catalog.list_scenarios() == builtin.scenarios


async def test_seeding_again_leaves_rows_as_they_are(repositories: Repositories) -> None:
    builtin, catalog = load_builtin_catalog(), repositories.catalog
    renamed = [mode.model_copy(update={"name": "Other"}) for mode in builtin.modes]
    await catalog.seed(renamed, builtin.languages, builtin.scenarios)
    assert await catalog.list_modes() == builtin.modes


async def test_a_mode_code_is_one_in_either_case(repositories: Repositories) -> None:
    guided = TeachingMode(code="BEGINNER_GUIDED", name="Beginner (Guided)", rubric=EVEN)
    assert await repositories.catalog.create_mode(guided) == guided
    assert await repositories.catalog.get_mode("beginner_guided") == guided
    assert (await repositories.catalog.get_mode("GRAMMAR")).code == "grammar"
    assert (await repositories.catalog.list_modes())[-1] == guided
    with pytest.raises(Conflict):
        await repositories.catalog.create_mode(guided.model_copy(update={"code": "Conversation"}))
    with pytest.raises(NotFound):
        await repositories.catalog.get_mode("nope")


async def test_a_language_is_added_once(repositories: Repositories) -> None:
    french = Language(code="fr-FR", label="French (France)", level_cefr=Level.B2)
    assert await repositories.catalog.create_language(french) == french
    assert (await repositories.catalog.list_languages())[-1] == french
    for taken in ("FR-fr", "en"):
        with pytest.raises(Conflict):
            await repositories.catalog.create_language(french.model_copy(update={"code": taken}))


def airport(**changes: object) -> Scenario:
    scenario = Scenario(
        id=uuid4(),
        slug="my_airport",
        mode_code="conversation",
        title="My Airport",
        prompt="You are at an airport checking in for your flight.",
        language_code="en",
        metadata={"level": "intermediate"},
    )
    return scenario.model_copy(update=changes)


async def test_scenarios_are_found_by_id_and_slug(repositories: Repositories) -> None:
    made = await repositories.catalog.create_scenario(airport(mode_code="CONVERSATION"))
    assert made.mode_code == "conversation"
    assert await repositories.catalog.get_scenario(str(made.id)) == made
    assert await repositories.catalog.get_scenario("My_Airport") == made
    for unknown in ("nowhere", str(uuid4())):
        with pytest.raises(NotFound):
            await repositories.catalog.get_scenario(unknown)


@pytest.mark.parametrize("language", ["en", None])
async def test_a_title_is_taken_once_per_mode_and_language(
    repositories: Repositories, language: str | None
) -> None:
    create = repositories.catalog.create_scenario
    first = await create(airport(language_code=language))
    for rival in (
        airport(language_code=language, slug="other"),
        airport(language_code="es", title="Other"),
        airport(id=first.id, slug="third", title="Third"),
    ):
        with pytest.raises(Conflict):
            await create(rival)
    await create(airport(language_code="es", slug="in_spanish"))
    with pytest.raises(NotFound):
        await create(airport(slug="lost", title="Lost", mode_code="nope"))
    with pytest.raises(NotFound):
        await create(airport(slug="lost", title="Lost", language_code="xx"))


async def test_scenarios_serve_a_mode_and_a_language(repositories: Repositories) -> None:
    listed = repositories.catalog.list_scenarios
    await repositories.catalog.create_scenario(airport(language_code="fr"))
    french = await listed("conversation", "fr-CA")
    assert {scenario.language_code for scenario in french} == {None, "fr"}
    assert {scenario.mode_code for scenario in french} == {"conversation"}
    assert "restaurant" in {scenario.slug for scenario in await listed("conversation", "en")}
    assert await listed("grammar", "fr") == []
    assert len(await listed()) == 71
