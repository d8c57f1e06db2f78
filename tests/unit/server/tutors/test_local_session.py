"""The offline lesson under the hand of a recognizer and a voice that the test steers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from server.domain.events import (
    TurnHinted,
    TutorAudio,
    TutorDone,
    TutorFailed,
    TutorInterrupted,
    TutorText,
    UserText,
)
from server.protocol.models import Role, Turn
from tests.fakes.lessons import SESSION, lesson, scenario
from tests.unit.server.tutors.room import LOUD, QUIET, TURN, WATER, Room, paused, text_of


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room(WATER)
    await room.enter()
    yield room
    await room.session.aclose()


async def test_what_was_heard_at_the_pause_serves_when_only_silence_followed(room: Room) -> None:
    await paused(room)
    await room.until(TurnHinted)
    room.hear(*[QUIET] * 15)
    await room.session.activity_end()
    heard, *reply = await room.until(TutorDone)
    assert isinstance(heard, UserText)
    assert heard.text == WATER
    assert "water" in text_of(reply)
    assert len(room.ears.calls) == 1


@pytest.mark.parametrize(
    ("heard", "level", "expected"),
    [
        (WATER, "B1", "complete"),
        ("Good evening.", "B1", "unknown"),
        ("I would like the", "B1", "incomplete"),
        ("I would really like to have some water, please.", "A2", "unknown"),
    ],
)
async def test_the_hint_is_of_words_question_and_level(
    heard: str, level: str, expected: str
) -> None:
    room = Room(heard)
    await room.enter(lesson(scenario("restaurant"), level))
    await room.session.activity_start(1, TURN)
    room.hear(*[LOUD] * 50, *[QUIET] * 10)
    await room.session.activity_pause(77)
    assert (await room.until(TurnHinted))[-1] == TurnHinted(1, expected, 77)
    await room.session.aclose()


async def test_the_first_sentence_is_already_spoken_when_the_turn_closes(room: Room) -> None:
    room.voice.spoken.clear()
    room.voice.asked.clear()
    await paused(room)
    await room.until(TurnHinted)
    async with asyncio.timeout(5):
        await room.voice.asked.wait()
    assert [text for text, _ in room.voice.spoken] == ["Some water, very good."]
    await room.session.activity_end()
    await room.until(TutorDone)
    assert room.voice.spoken[0] == ("Some water, very good.", 1.0)
    assert len(room.voice.spoken) == 2


async def test_an_answer_that_was_never_given_is_stopped_with_the_session(room: Room) -> None:
    await paused(room)
    await room.until(TurnHinted)
    async with asyncio.timeout(5):
        await room.session.aclose()
        while len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0)


async def test_speech_after_the_pause_throws_the_guess_away(room: Room) -> None:
    room.ears.texts = ["I would", "I would like a beer."]
    await paused(room)
    await room.until(TurnHinted)
    room.hear(*[LOUD] * 30)
    await room.session.activity_end()
    heard, *reply = await room.until(TutorDone)
    assert isinstance(heard, UserText)
    assert heard.text == "I would like a beer."
    assert "beer" in text_of(reply)
    assert len(room.ears.calls[1]) > len(room.ears.calls[0])


async def test_a_second_pause_guesses_anew(room: Room) -> None:
    room.ears.texts = ["I would", "I would like a tea."]
    await paused(room)
    await room.until(TurnHinted)
    room.hear(*[LOUD] * 30, *[QUIET] * 10)
    await room.session.activity_pause()
    await room.until(TurnHinted)
    await room.session.activity_end()
    heard = (await room.until(UserText))[0]
    assert isinstance(heard, UserText)
    assert heard.text == "I would like a tea."
    assert len(room.ears.calls) == 2


async def test_a_turn_closed_while_the_guess_is_made_waits_for_it(room: Room) -> None:
    room.ears.held.clear()
    await paused(room)
    await room.session.activity_end()
    room.ears.held.set()
    heard = (await room.until(UserText))[0]
    assert isinstance(heard, UserText)
    assert heard.text == WATER
    assert len(room.ears.calls) == 1


async def test_a_failed_recognizer_fails_the_turn_and_the_session_lives(room: Room) -> None:
    room.ears.failing = True
    await paused(room)
    await room.session.activity_end()
    nothing, failed = await room.until(TutorFailed)
    assert nothing == UserText(1, "", final=True)
    assert isinstance(failed, TutorFailed)
    assert failed.retryable
    room.ears.failing = False
    await paused(room)
    await room.session.activity_end()
    assert "water" in text_of(await room.until(TutorDone))


async def test_a_failed_voice_leaves_the_text_and_says_so_once(room: Room) -> None:
    room.voice.failing = True
    await room.session.send_text(TURN, "Some water, please.")
    events = await room.until(TutorFailed)
    assert "water" in text_of(events)
    assert isinstance(events[-2], TutorDone)
    assert not [event for event in events if isinstance(event, TutorAudio)]
    room.voice.failing = False
    await room.session.send_text(TURN, "No, I can eat everything.")
    assert [e for e in await room.until(TutorDone) if isinstance(e, TutorAudio)]


async def test_who_speaks_on_before_the_answer_is_answered_for_both_parts(room: Room) -> None:
    room.ears.texts = ["Some water, please.", "And the steak."]
    room.ears.held.clear()
    await room.session.activity_start(1, TURN)
    room.hear(*[LOUD] * 20)
    await room.session.activity_end()
    await room.session.activity_start(2, UUID(int=4))
    room.hear(*[LOUD] * 20)
    room.ears.held.set()
    first = await room.until(UserText)
    await room.session.activity_end()
    second, *reply = await room.until(TutorDone)
    assert [first[0], second] == [
        UserText(1, "Some water, please.", True, language="en", language_probability=0.99),
        UserText(2, "And the steak.", True, language="en", language_probability=0.99),
    ]
    assert isinstance(reply[-1], TutorDone)
    assert reply[-1].goals == (0, 2)


async def test_an_answer_cut_before_its_first_word_is_given_with_the_next(room: Room) -> None:
    await room.session.send_text(TURN, "Some water, please.")
    await room.session.send_text(UUID(int=4), "And the steak.")
    assert isinstance((await room.until(TutorDone))[-1], TutorDone)
    await room.session.ask("repeat")
    last = (await room.until(TutorDone))[-1]
    assert isinstance(last, TutorDone)
    assert last.goals == (0, 2)


async def test_a_cut_reply_leaves_the_talk_where_the_reply_had_brought_it(room: Room) -> None:
    await room.session.send_text(TURN, "Some water, please.")
    await room.until(TutorText)
    await room.session.interrupt()
    await room.until(TutorInterrupted)
    await room.session.send_text(TURN, "I am allergic to nuts.")
    assert "nuts" in text_of(await room.until(TutorDone))


async def test_audio_comes_in_whole_pieces_of_a_tenth_of_a_second(room: Room) -> None:
    await room.session.send_text(TURN, "Some water, please.")
    events = await room.until(TutorDone)
    pieces: list[list[int]] = []
    for event in events:
        if isinstance(event, TutorText):
            pieces.append([])
        elif isinstance(event, TutorAudio):
            pieces[-1].append(len(event.pcm))
    assert len(pieces) == 2
    for lengths in pieces:
        assert set(lengths[:-1]) <= {4_800}
        assert 0 < lengths[-1] <= 4_800
    spoken = sum(len(text.split()) for text, _ in room.voice.spoken[-2:])
    assert sum(map(sum, pieces)) == spoken * 1440 * 2


async def test_slower_is_spoken_more_slowly(room: Room) -> None:
    await room.session.ask("slower")
    await room.until(TutorDone)
    assert {speed for _, speed in room.voice.spoken[-3:]} == {0.75}


async def test_a_reply_that_nobody_reads_waits_instead_of_growing() -> None:
    room = Room(WATER)
    session = await room.tutor.open(lesson(scenario("restaurant")))
    session._stream._bound = 3
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(session._stream._unread) == 3
    await session.aclose()


async def test_a_lesson_taken_up_again_goes_on_where_it_was() -> None:
    said = Turn(
        session_id=SESSION,
        turn_id=TURN,
        turn_index=1,
        role=Role.USER,
        text="Some water, please.",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    reply = said.model_copy(update={"role": Role.ASSISTANT, "text": "Goodbye!"})
    room = Room()
    opening = await room.enter(lesson(scenario("restaurant"), past=(said, reply)))
    assert text_of(opening).startswith("Welcome back!")
    assert isinstance(opening[-1], TutorDone)
    assert opening[-1].goals == (0,)
    await room.session.aclose()


async def test_a_fault_of_the_engine_reaches_who_reads_the_events(room: Room) -> None:
    async def broken(pcm: bytes, language: str | None) -> None:
        raise ZeroDivisionError

    room.ears.transcribe = broken  # type: ignore[method-assign, assignment] # a bug, on purpose
    await room.session.activity_start(1, TURN)
    room.hear(*[LOUD] * 20)
    await room.session.activity_end()
    with pytest.raises(ZeroDivisionError):
        await room.until(TutorDone)


async def test_closing_leaves_no_task_behind(room: Room) -> None:
    room.ears.held.clear()
    await paused(room)
    await room.ears.called.wait()
    await room.session.send_text(TURN, "Some water, please.")
    await room.session.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}
