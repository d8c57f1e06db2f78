"""What every implementation of the port `Tutor` does; a new engine joins by a line in `ENGINES`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import count
from typing import cast
from uuid import UUID

import pytest

from server.domain.events import (
    TurnHinted,
    TutorAudio,
    TutorDone,
    TutorEvent,
    TutorFailed,
    TutorHelp,
    TutorInterrupted,
    TutorText,
    UserText,
)
from server.domain.ports import Tutor, TutorSession
from server.protocol.messages import Help
from server.tutors.dialogue_book import DialogueBook
from server.tutors.local import LocalTutor
from server.tutors.scripted import ScriptedTutor
from tests.fakes.lessons import lesson, scenario
from tests.fakes.speech_engines import FakeRecognizer, FakeSynthesizer
from tests.fakes.tutor_events import until

SOUND = b"\x00\x10" * 320
SILENCE = bytes(640)
BOOK = DialogueBook.installed()
TURN_IDS = (UUID(int=number) for number in count(1))


def scripted() -> Tutor:
    return ScriptedTutor()


def local() -> Tutor:
    ears = FakeRecognizer("I would like some water, please.")
    return LocalTutor(ears, FakeSynthesizer(), BOOK)


ENGINES: dict[str, Callable[[], Tutor]] = {"scripted": scripted, "local": local}


class Listener:
    """Reads a session's events as the service would."""

    def __init__(self, session: TutorSession) -> None:
        self.session = session
        self._events = session.events()

    async def until(self, *kinds: type[TutorEvent]) -> list[TutorEvent]:
        """Everything up to the first event of these kinds."""
        return await until(self._events, *kinds)

    async def rest(self) -> list[TutorEvent]:
        """Everything to the end of the events."""
        async with asyncio.timeout(10):
            return [event async for event in self._events]

    async def speak(self, utterance: int, sound: bytes = SOUND, blocks: int = 25) -> None:
        """One closed utterance."""
        await self.session.activity_start(utterance, next(TURN_IDS))
        for _ in range(blocks):
            self.session.send_audio(sound)
        await self.session.activity_end()


@pytest.fixture(params=list(ENGINES))
async def listener(request: pytest.FixtureRequest) -> AsyncIterator[Listener]:
    tutor = ENGINES[request.param]()
    session = await tutor.open(lesson(scenario("restaurant")))
    yield Listener(session)
    await session.aclose()
    await tutor.aclose()


def is_reply(events: list[TutorEvent]) -> bool:
    """Text first, sound of at most 100 ms a piece, one end."""
    pieces = [event.pcm for event in events if isinstance(event, TutorAudio)]
    return (
        isinstance(events[0], TutorText)
        and isinstance(events[-1], TutorDone)
        and sum(isinstance(event, TutorDone) for event in events) == 1
        and all(0 < len(pcm) <= 4_800 and len(pcm) % 2 == 0 for pcm in pieces)
        and bool(pieces)
    )


async def test_the_opening_comes_unasked(listener: Listener) -> None:
    opening = await listener.until(TutorDone)
    assert is_reply(opening)
    text = [event.text for event in opening if isinstance(event, TutorText)]
    assert text[-1].endswith("?")


async def test_a_closed_utterance_gives_one_final_text_and_then_a_reply(listener: Listener) -> None:
    await listener.until(TutorDone)
    for utterance in (1, 2):
        await listener.speak(utterance)
        heard, *reply = await listener.until(TutorDone)
        assert isinstance(heard, UserText)
        assert (heard.utterance, heard.final) == (utterance, True)
        assert heard.text
        assert is_reply(reply)


async def test_a_typed_turn_is_answered_without_user_text(listener: Listener) -> None:
    await listener.until(TutorDone)
    await listener.session.send_text(next(TURN_IDS), "A coffee, please.")
    assert is_reply(await listener.until(TutorDone))


async def test_goals_reached_are_reported_with_the_reply(listener: Listener) -> None:
    first = (await listener.until(TutorDone))[-1]
    assert cast(TutorDone, first).goals == ()
    await listener.speak(1)
    last = (await listener.until(TutorDone))[-1]
    assert cast(TutorDone, last).goals == (0,)


async def test_an_interruption_ends_a_reply_once_and_nothing_of_it_follows(
    listener: Listener,
) -> None:
    await listener.until(TutorAudio)
    await listener.session.interrupt()
    await listener.session.interrupt()
    seen = await listener.until(TutorInterrupted)
    assert len(seen) == 1
    await listener.speak(1)
    after = await listener.until(TutorDone)
    assert isinstance(after[0], UserText)
    assert is_reply(after[1:])


async def test_an_interruption_without_a_reply_is_no_event(listener: Listener) -> None:
    await listener.until(TutorDone)
    await listener.session.interrupt()
    await listener.speak(1)
    assert isinstance((await listener.until(TutorDone))[0], UserText)


async def test_speech_during_a_reply_interrupts_it(listener: Listener) -> None:
    await listener.until(TutorText)
    await listener.speak(1)
    interrupted, heard, *reply = await listener.until(TutorDone)
    assert isinstance(interrupted, TutorInterrupted)
    assert isinstance(heard, UserText)
    assert is_reply(reply)


async def test_typing_during_a_reply_interrupts_it(listener: Listener) -> None:
    await listener.until(TutorText)
    await listener.session.send_text(next(TURN_IDS), "Water, please.")
    interrupted, *reply = await listener.until(TutorDone)
    assert isinstance(interrupted, TutorInterrupted)
    assert is_reply(reply)


@pytest.mark.parametrize("blocks", [0, 50])
async def test_a_silent_utterance_is_heard_as_nothing_and_asked_again(
    listener: Listener, blocks: int
) -> None:
    opening = await listener.until(TutorDone)
    await listener.speak(1, SILENCE, blocks)
    heard, *reply = await listener.until(TutorDone)
    assert isinstance(heard, UserText)
    assert (heard.text, heard.final) == ("", True)
    assert is_reply(reply)
    asked = [event.text for event in opening if isinstance(event, TutorText)][-1]
    assert asked in [event.text for event in reply if isinstance(event, TutorText)]
    assert cast(TutorDone, reply[-1]).goals == ()


async def test_sound_outside_an_activity_is_dropped(listener: Listener) -> None:
    await listener.until(TutorDone)
    listener.session.send_audio(SOUND)
    await listener.session.activity_end()
    await listener.session.send_text(next(TURN_IDS), "Water, please.")
    assert is_reply(await listener.until(TutorDone))


async def test_a_pause_gives_nothing_but_a_hint(listener: Listener) -> None:
    await listener.until(TutorDone)
    await listener.session.activity_start(1, next(TURN_IDS))
    for block in [SOUND] * 25 + [SILENCE] * 10:
        listener.session.send_audio(block)
    await listener.session.activity_pause(4711)
    (hint,) = await listener.until(TurnHinted, UserText, TutorText)
    assert isinstance(hint, TurnHinted)
    assert (hint.utterance, hint.t) == (1, 4711)
    await listener.session.activity_end()
    heard, *reply = await listener.until(TutorDone)
    assert isinstance(heard, UserText)
    assert is_reply(reply)


@pytest.mark.parametrize("what", ["repeat", "slower"])
async def test_what_was_said_is_said_again(listener: Listener, what: Help) -> None:
    opening = await listener.until(TutorDone)
    await listener.session.ask(what)
    again = await listener.until(TutorDone)
    assert is_reply(again)
    assert [event for event in again if isinstance(event, TutorText)] == [
        event for event in opening if isinstance(event, TutorText)
    ]


@pytest.mark.parametrize("what", ["hint", "replies", "translate", "explain"])
async def test_other_help_is_written(listener: Listener, what: Help) -> None:
    await listener.until(TutorDone)
    await listener.session.ask(what)
    (help_given,) = await listener.until(TutorHelp)
    assert isinstance(help_given, TutorHelp)
    assert help_given.what == what
    assert help_given.text
    assert len(help_given.replies) == (3 if what == "replies" else 0)


async def test_help_while_the_learner_speaks_is_never_spoken(listener: Listener) -> None:
    await listener.until(TutorDone)
    await listener.session.activity_start(1, next(TURN_IDS))
    await listener.session.ask("repeat")
    (help_given,) = await listener.until(TutorHelp, TutorText)
    assert isinstance(help_given, TutorHelp)


async def test_closing_twice_ends_the_events(listener: Listener) -> None:
    await listener.until(TutorText)
    await listener.session.aclose()
    await listener.session.aclose()
    assert not [event for event in await listener.rest() if isinstance(event, TutorFailed)]


async def test_closing_in_the_middle_of_an_utterance_ends_the_events(listener: Listener) -> None:
    await listener.session.activity_start(1, next(TURN_IDS))
    listener.session.send_audio(SOUND)
    await listener.session.activity_pause()
    await listener.session.aclose()
    assert not [event for event in await listener.rest() if isinstance(event, UserText)]
