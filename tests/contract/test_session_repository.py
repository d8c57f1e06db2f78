"""The law of sessions and turns, over every backend."""

import asyncio
import itertools
from datetime import timedelta
from uuid import uuid4

import pytest

from server.domain.errors import Conflict, LimitReached, NotFound
from server.protocol.errors import ErrorCode
from server.protocol.models import (
    Evaluation,
    Metric,
    MetricScore,
    Remark,
    Role,
    TurnDetails,
)
from tests.contract.backends import Repositories

SPOKEN = TurnDetails(input="voice", audio_ms=1200)
TYPED = TurnDetails(input="text")


async def test_opening_a_session_twice_gives_the_same_session(repositories: Repositories) -> None:
    anna, session_id = await repositories.learner(), uuid4()
    first = await repositories.sessions.open_session(
        anna, session_id, "grammar", "es", {"user_level": "B1"}
    )
    again = await repositories.sessions.open_session(anna, session_id, "reading", "fr", {})
    assert again == first == await repositories.sessions.get_session(anna, session_id)
    assert (first.status, first.mode_code, first.language_code) == ("active", "grammar", "es")
    assert first.user_external_id == "anna"
    assert first.metadata == {"user_level": "B1"}


async def test_a_session_needs_a_known_user_mode_and_language(repositories: Repositories) -> None:
    anna = await repositories.learner()
    for user, mode, language in (
        (uuid4(), "grammar", "en"),
        (anna, "nope", "en"),
        (anna, "grammar", "xx"),
    ):
        with pytest.raises(NotFound):
            await repositories.sessions.open_session(user, uuid4(), mode, language, {})


async def test_another_users_objects_are_not_found(repositories: Repositories) -> None:
    anna, ben = await repositories.learner("anna"), await repositories.learner("ben")
    session_id, turn_id = await repositories.session(anna), uuid4()
    sessions = repositories.sessions
    await sessions.add_turn(anna, session_id, turn_id, Role.USER, "a secret", SPOKEN)
    for foreign in (
        sessions.get_session(ben, session_id),
        sessions.open_session(ben, session_id, "conversation", "en", {}),
        sessions.list_turns(ben, session_id),
        sessions.close_session(ben, session_id),
        sessions.add_turn(ben, session_id, turn_id, Role.USER, "a secret", SPOKEN),
        sessions.save_evaluation(ben, session_id, turn_id, evaluation(50)),
        repositories.notes.get_summary(ben, session_id),
    ):
        with pytest.raises(NotFound):
            await foreign
    assert await sessions.search_turns(ben, "secret") == []


async def test_ten_equal_retries_at_once_are_one_turn(repositories: Repositories) -> None:
    anna, turn_id = await repositories.learner(), uuid4()
    session_id = await repositories.session(anna)
    answers = await asyncio.gather(
        *(
            repositories.sessions.add_turn(anna, session_id, turn_id, Role.USER, "hi", SPOKEN)
            for _ in range(10)
        )
    )
    assert {answer.turn_index for answer in answers} == {0}
    assert sorted(answer.duplicate for answer in answers) == [False] + [True] * 9
    assert len(await repositories.sessions.list_turns(anna, session_id)) == 1


async def test_twenty_turns_at_once_get_dense_indexes(repositories: Repositories) -> None:
    anna = await repositories.learner()
    session_id = await repositories.session(anna)
    answers = await asyncio.gather(
        *(
            repositories.sessions.add_turn(anna, session_id, uuid4(), Role.USER, f"{n}", SPOKEN)
            for n in range(20)
        )
    )
    assert sorted(answer.turn_index for answer in answers) == list(range(20))
    turns = await repositories.sessions.list_turns(anna, session_id)
    assert [turn.turn_index for turn in turns] == list(range(20))


async def test_a_retry_after_the_close_is_acknowledged(repositories: Repositories) -> None:
    anna, turn_id = await repositories.learner(), uuid4()
    session_id = await repositories.session(anna)
    await repositories.sessions.add_turn(anna, session_id, turn_id, Role.USER, "hi", SPOKEN)
    await repositories.sessions.close_session(anna, session_id)
    again = await repositories.sessions.add_turn(anna, session_id, turn_id, Role.USER, "hi", SPOKEN)
    assert (again.turn_index, again.duplicate) == (0, True)
    with pytest.raises(Conflict) as refused:
        await repositories.sessions.add_turn(anna, session_id, uuid4(), Role.USER, "hi", SPOKEN)
    assert refused.value.code is ErrorCode.SESSION_CLOSED


async def test_a_turn_id_cannot_serve_another_turn(repositories: Repositories) -> None:
    anna, spoken, typed = await repositories.learner(), uuid4(), uuid4()
    session_id = await repositories.session(anna)
    add = repositories.sessions.add_turn
    await add(anna, session_id, spoken, Role.USER, "I go", SPOKEN)
    await add(anna, session_id, typed, Role.USER, "I went", TYPED)
    heard_again = await add(anna, session_id, spoken, Role.USER, "I goes", SPOKEN)
    assert heard_again.duplicate
    for turn_id, role, text, details in (
        (spoken, Role.ASSISTANT, "I go", SPOKEN),
        (typed, Role.USER, "something else", TYPED),
    ):
        with pytest.raises(Conflict) as refused:
            await add(anna, session_id, turn_id, role, text, details)
        assert refused.value.code is ErrorCode.TURN_ID_REUSED
    assert [turn.text for turn in await repositories.sessions.list_turns(anna, session_id)] == [
        "I go",
        "I went",
    ]


async def test_a_full_session_takes_no_more(repositories: Repositories) -> None:
    anna, first = await repositories.learner(), uuid4()
    session_id = await repositories.session(anna)
    for turn_id in [first, *(uuid4() for _ in range(29))]:
        await repositories.sessions.add_turn(anna, session_id, turn_id, Role.USER, "x", SPOKEN)
    with pytest.raises(LimitReached):
        await repositories.sessions.add_turn(anna, session_id, uuid4(), Role.USER, "x", SPOKEN)
    again = await repositories.sessions.add_turn(anna, session_id, first, Role.USER, "x", SPOKEN)
    assert again.duplicate


async def test_closing_is_idempotent_and_leaves_one_summary_job(repositories: Repositories) -> None:
    anna = await repositories.learner()
    session_id = await repositories.session(anna)
    closed = await asyncio.gather(
        *(repositories.sessions.close_session(anna, session_id) for _ in range(5))
    )
    assert {session.closed_at for session in closed} == {closed[0].closed_at}
    assert closed[0].status == "closed"
    assert closed[0].closed_at is not None
    repositories.clock.pass_seconds(31)
    jobs = await repositories.jobs.claim_jobs("worker", 10, 60)
    assert [(job.kind, job.payload) for job in jobs] == [
        ("summary", {"session_id": str(session_id), "user_id": str(anna)})
    ]


async def test_only_untouched_sessions_expire(repositories: Repositories) -> None:
    anna = await repositories.learner()
    stale, touched, spoken_in, closed = [
        await repositories.session(anna, resume_hash="of a live owner") for _ in range(4)
    ]
    without_owner = await repositories.session(anna)
    await repositories.sessions.close_session(anna, closed)
    repositories.clock.pass_seconds(200)
    await repositories.sessions.touch(touched)
    await repositories.sessions.touch(closed)
    await repositories.sessions.add_turn(anna, spoken_in, uuid4(), Role.USER, "hi", SPOKEN)
    since = repositories.clock() - timedelta(seconds=180)
    long_ago = repositories.clock() - timedelta(seconds=3600)
    expired = await repositories.sessions.expire_sessions(since, long_ago)
    assert [(session.id, session.status) for session in expired] == [(stale, "expired")]
    assert await repositories.sessions.get_session(anna, stale) == expired[0]
    assert await repositories.sessions.expire_sessions(since, long_ago) == []
    later = await repositories.sessions.expire_sessions(long_ago, since)
    assert [session.id for session in later] == [without_owner]
    due_at_once = await repositories.jobs.claim_jobs("worker", 10, 60)
    assert str(stale) in {job.payload["session_id"] for job in due_at_once}


async def test_turns_come_back_as_they_were_stored(repositories: Repositories) -> None:
    anna, turn_id = await repositories.learner(), uuid4()
    session_id = await repositories.session(anna)
    details = TurnDetails(intent="I went", audio_ms=900, goals=(0, 2), earlier_texts=("I want",))
    await repositories.sessions.add_turn(anna, session_id, turn_id, Role.USER, "I goed", details)
    await repositories.sessions.add_turn(
        anna, session_id, uuid4(), Role.ASSISTANT, "You went!", TurnDetails(cut=True, heard_ms=40)
    )
    first, second = await repositories.sessions.list_turns(anna, session_id)
    assert (first.turn_id, first.text, first.details) == (turn_id, "I goed", details)
    assert (second.role, second.details.cut, second.evaluation) == (Role.ASSISTANT, True, None)
    assert await repositories.sessions.list_turns(anna, session_id, after=0) == [second]
    assert await repositories.sessions.list_turns(anna, session_id, limit=1) == [first]


def evaluation(total: float | None) -> Evaluation:
    return Evaluation(
        metrics={
            Metric.FLUENCY: MetricScore(score=3.25, low=2.9, high=3.6, evidence=("2.4 a second",)),
            Metric.PRONUNCIATION: MetricScore(score=None, reason="3 s more of speech"),
        },
        total=total,
        total_low=None if total is None else total - 5,
        total_high=None if total is None else total + 5,
        remarks=(Remark(metric=Metric.GRAMMAR, kind="fix", text="Past.", quote="goed"),),
        rubric_version=2,
    )


async def test_the_newest_evaluation_stays_and_finishes_the_job(repositories: Repositories) -> None:
    anna, turn_id = await repositories.learner(), uuid4()
    session_id = await repositories.session(anna)
    sessions = repositories.sessions
    await sessions.add_turn(anna, session_id, turn_id, Role.USER, "I goed", SPOKEN, job="score")
    for total in (50.0, None, 61.75):
        await sessions.save_evaluation(anna, session_id, turn_id, evaluation(total))
        (turn,) = await sessions.list_turns(anna, session_id)
        assert turn.evaluation == evaluation(total)
    repositories.clock.pass_seconds(31)
    assert await repositories.jobs.claim_jobs("worker", 10, 60) == []
    with pytest.raises(NotFound):
        await sessions.save_evaluation(anna, session_id, uuid4(), evaluation(50))


SAID = {
    "École de Straße": ["ecole", "STRASSE", "e d"],
    "Tiếng Việt": ["tieng viet", "ếng v"],
    "今天天气很好": ["天气", "今天天", "气很好"],
    "がんばって": ["ばっ", "がんば"],
    "नमस्ते दोस्त": ["नमस्ते"],
    "مَرْحَبًا": ["مرحبا"],
    "100% _sure_ \\o/ 'so' \"they\" * say": ["100%", "_s", "\\o/", '"they"', "'so'", "* s", "%"],
}


@pytest.mark.parametrize(("said", "wanted"), [(s, w) for s, ws in SAID.items() for w in ws])
async def test_search_finds_a_turn_in_any_script(
    repositories: Repositories, said: str, wanted: str
) -> None:
    anna = await repositories.learner()
    session_id = await repositories.session(anna)
    for text in [*SAID, "nothing of it"]:
        await repositories.sessions.add_turn(anna, session_id, uuid4(), Role.USER, text, SPOKEN)
    assert [t.text for t in await repositories.sessions.search_turns(anna, wanted)] == [said]


async def test_search_gives_the_newest_first_in_pages(repositories: Repositories) -> None:
    anna = await repositories.learner()
    session_id = await repositories.session(anna)
    for n in range(5):
        await repositories.sessions.add_turn(
            anna, session_id, uuid4(), Role.USER, f"practice {n}", SPOKEN
        )
    pages = [
        [turn.text for turn in await repositories.sessions.search_turns(anna, "practice", 2, skip)]
        for skip in (0, 2, 4)
    ]
    assert list(itertools.chain(*pages)) == [f"practice {n}" for n in (4, 3, 2, 1, 0)]
    assert await repositories.sessions.search_turns(anna, "  ") == []
    assert await repositories.sessions.search_turns(anna, "prectice") == []


async def test_pages_of_turns_say_how_many_there_are(repositories: Repositories) -> None:
    anna, ben = await repositories.learner("anna"), await repositories.learner("ben")
    session_id = await repositories.session(anna)
    for n in range(5):
        await repositories.sessions.add_turn(anna, session_id, uuid4(), Role.USER, f"{n}", SPOKEN)
    for offset, said in ((0, ["0", "1"]), (2, ["2", "3"]), (4, ["4"]), (6, [])):
        turns, count = await repositories.sessions.page_of_turns(anna, session_id, 2, offset)
        assert ([turn.text for turn in turns], count) == (said, 5)
    with pytest.raises(NotFound):
        await repositories.sessions.page_of_turns(ben, session_id, 2, 0)


async def test_a_session_knows_its_owner(repositories: Repositories) -> None:
    anna = await repositories.learner()
    assert await repositories.sessions.owner_of(await repositories.session(anna)) == anna
    with pytest.raises(NotFound):
        await repositories.sessions.owner_of(uuid4())


async def test_a_corrected_turn_keeps_its_old_text_loses_its_scores_and_is_scored_again(
    repositories: Repositories,
) -> None:
    anna = await repositories.learner()
    session_id, turn_id, sessions = await repositories.session(anna), uuid4(), repositories.sessions
    said = SPOKEN.model_copy(update={"intent": "I like tee"})
    await sessions.add_turn(anna, session_id, turn_id, Role.USER, "I like tea", said, "score")
    await sessions.save_evaluation(anna, session_id, turn_id, evaluation(50), of_text="I like tea")
    await sessions.close_session(anna, session_id)

    corrected = await sessions.correct_turn(anna, session_id, turn_id, "I like peas")
    assert corrected.changed
    assert corrected.turn == (await sessions.list_turns(anna, session_id))[0]
    assert (corrected.turn.text, corrected.turn.evaluation) == ("I like peas", None)
    assert corrected.turn.details.earlier_texts == ("I like tea",)
    assert (corrected.turn.details.audio_ms, corrected.turn.details.intent) == (1200, None)
    assert [turn.turn_id for turn in await sessions.search_turns(anna, "peas")] == [turn_id]
    assert await sessions.search_turns(anna, "like tea") == []
    repositories.clock.pass_seconds(600)
    jobs = await repositories.jobs.claim_jobs("w", 9, 60)
    assert [job.payload["turn_id"] for job in jobs if job.kind == "score"] == [str(turn_id)]

    with pytest.raises(Conflict):
        await sessions.save_evaluation(
            anna, session_id, turn_id, evaluation(50), of_text="I like tea"
        )
    await sessions.save_evaluation(anna, session_id, turn_id, evaluation(60), of_text="I like peas")
    again = await sessions.correct_turn(anna, session_id, turn_id, "I like peas")
    assert (again.changed, again.turn.evaluation) == (False, evaluation(60))
    assert again.turn.details.earlier_texts == ("I like tea",)


async def test_only_the_learners_own_turns_can_be_corrected_and_not_for_ever(
    repositories: Repositories,
) -> None:
    anna, ben = await repositories.learner("anna"), await repositories.learner("ben")
    session_id, mine, tutors = await repositories.session(anna), uuid4(), uuid4()
    sessions = repositories.sessions
    await sessions.add_turn(anna, session_id, mine, Role.USER, "text 0", TYPED)
    await sessions.add_turn(anna, session_id, tutors, Role.ASSISTANT, "Hello.", TYPED)
    with pytest.raises(Conflict):
        await sessions.correct_turn(anna, session_id, tutors, "Goodbye.")
    for who, turn_id in ((ben, mine), (anna, uuid4())):
        with pytest.raises(NotFound):
            await sessions.correct_turn(who, session_id, turn_id, "mine")
    for n in range(1, 21):
        await sessions.correct_turn(anna, session_id, mine, f"text {n}")
    with pytest.raises(LimitReached):
        await sessions.correct_turn(anna, session_id, mine, "text 21")
    back = await sessions.correct_turn(anna, session_id, mine, "text 0")
    assert sorted(back.turn.details.earlier_texts) == sorted(f"text {n}" for n in range(1, 21))
