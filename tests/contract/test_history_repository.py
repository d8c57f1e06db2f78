"""The law of past sessions, over every backend."""

from uuid import UUID, uuid4

import pytest

from server.domain.errors import NotFound
from server.domain.repositories import ListPlace
from server.protocol.history import PastSession
from server.protocol.models import Role, TurnDetails
from tests.contract.backends import Repositories
from tests.contract.test_other_repositories import summary
from tests.contract.test_session_repository import evaluation

TYPED = TurnDetails(input="text")


def place(listed: PastSession) -> ListPlace:
    return ListPlace(listed.started_at, listed.id)


async def test_a_walk_sees_each_session_once_whatever_is_added_or_erased_on_the_way(
    repositories: Repositories,
) -> None:
    anna = await repositories.learner()
    made = [await repositories.session(anna) for _ in range(7)]
    seen: list[UUID] = []
    before = None
    while page := await repositories.history.list_sessions(anna, 3, before):
        seen += [session.id for session in page]
        before = place(page[-1])
        await repositories.history.erase_session(anna, page[-1].id)
        await repositories.session(anna)
    assert seen == made[::-1]


async def test_sessions_of_one_moment_are_not_lost_between_two_pieces(
    repositories: Repositories,
) -> None:
    anna, moment = await repositories.learner(), repositories.clock()
    made = set()
    for _ in range(5):
        repositories.clock.moment = moment
        made.add(await repositories.session(anna))
    first = await repositories.history.list_sessions(anna, 2)
    rest = await repositories.history.list_sessions(anna, 10, place(first[-1]))
    assert len({session.started_at for session in first + rest}) == 1
    assert [len(first), len(rest)] == [2, 3]
    assert {session.id for session in first + rest} == made


async def test_the_list_says_what_it_was_about_how_long_and_how_good(
    repositories: Repositories,
) -> None:
    anna, about_food, plain = await repositories.learner(), uuid4(), uuid4()
    sessions = repositories.sessions
    scenario = (await repositories.catalog.list_scenarios("conversation", "en"))[0]
    await sessions.open_session(
        anna, about_food, "conversation", "en", {"scenario_id": scenario.slug}
    )
    await sessions.open_session(anna, plain, "grammar", "fr", {"scenario_id": "gone"})
    for text in ("A table for two.", "And the menu."):
        await sessions.add_turn(anna, about_food, uuid4(), Role.USER, text, TYPED)
    notes = summary(about_food, "local", "A table").model_copy(update={"total": 71.5})
    await repositories.notes.save_summary(anna, notes)
    newest, older = await repositories.history.list_sessions(anna, 10)
    assert (newest.id, newest.scenario_title, newest.total, newest.turns) == (plain, None, None, 0)
    assert (older.id, older.scenario_title, older.total) == (about_food, scenario.title, 71.5)
    assert older.turns == 2


async def test_another_users_sessions_are_neither_listed_nor_erased(
    repositories: Repositories,
) -> None:
    anna, ben = await repositories.learner("anna"), await repositories.learner("ben")
    session_id = await repositories.session(anna)
    assert await repositories.history.list_sessions(ben, 10) == []
    with pytest.raises(NotFound):
        await repositories.history.erase_session(ben, session_id)
    assert (await repositories.sessions.get_session(anna, session_id)).id == session_id


async def test_an_erased_session_takes_turns_scores_notes_jobs_and_hits_with_it_and_no_others(
    repositories: Repositories,
) -> None:
    anna, turn_id = await repositories.learner(), uuid4()
    sessions = repositories.sessions
    gone, kept = await repositories.session(anna), await repositories.session(anna)
    for session_id in (gone, kept):
        await sessions.add_turn(
            anna, session_id, turn_id, Role.USER, "a strawberry", TYPED, job="score"
        )
        await sessions.close_session(anna, session_id)
    await sessions.save_evaluation(anna, gone, turn_id, evaluation(50))
    await repositories.notes.save_summary(anna, summary(gone, "local", "strawberry"))
    await repositories.history.erase_session(anna, gone)
    for lost in (
        sessions.get_session(anna, gone),
        sessions.list_turns(anna, gone),
        repositories.notes.get_summary(anna, gone),
        repositories.history.erase_session(anna, gone),
    ):
        with pytest.raises(NotFound):
            await lost
    assert [hit.session_id for hit in await sessions.search_turns(anna, "strawberry")] == [kept]
    repositories.clock.pass_seconds(120)
    due = await repositories.jobs.claim_jobs("worker", 10, 60)
    assert {job.payload["session_id"] for job in due} == {str(kept)}
    assert {job.kind for job in due} == {"score", "summary"}
