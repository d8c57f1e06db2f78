"""An engine and the turn tracker together: whatever the learner did, the next turn works."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from uuid import UUID

import pytest

from server.domain.events import ReplyHeard, SpeechStarted, SpeechStopped, Typed
from server.domain.ports import Tutor, TutorSession
from server.domain.turns import (
    LearnerTurn,
    NothingSaid,
    Outcome,
    ReplyOpened,
    ReplySent,
    TurnTracker,
    TutorTurn,
)
from server.tutors.dialogue_book import DialogueBook
from server.tutors.local import LocalTutor
from server.tutors.scripted import ScriptedTutor
from tests.fakes.lessons import lesson, scenario
from tests.fakes.speech_engines import FakeRecognizer, FakeSynthesizer

BOOK = DialogueBook.installed()
SOUND, SILENCE = b"\x00\x10" * 320, bytes(640)


def local() -> Tutor:
    ears = FakeRecognizer("I would like some water.", "The fish, please.", "I don't know.")
    return LocalTutor(ears, FakeSynthesizer(), BOOK)


class Service:
    """Feeds the tracker from both sides, as the voice service does."""

    def __init__(self, session: TutorSession, random: Random) -> None:
        self.session, self.random = session, random
        self.tracker = TurnTracker()
        self.outcomes: list[Outcome] = []
        self.changed = asyncio.Event()
        self.utterance = 0
        self.open = False

    async def listen(self) -> None:
        async for event in self.session.events():
            self.note(self.tracker.feed(event))

    def note(self, outcomes: list[Outcome]) -> None:
        self.outcomes += outcomes
        self.changed.set()

    async def start(self, sound: bytes = SOUND) -> None:
        self.utterance += 1
        self.open = True
        turn_id = UUID(int=self.utterance)
        self.note(self.tracker.feed(SpeechStarted(self.utterance, turn_id)))
        await self.session.activity_start(self.utterance, turn_id)
        for _ in range(20):
            self.session.send_audio(sound)

    async def start_silent(self) -> None:
        await self.start(SILENCE)

    async def pause(self) -> None:
        if self.open:
            await self.session.activity_pause()

    async def stop(self) -> None:
        if self.open:
            self.open = False
            self.note(self.tracker.feed(SpeechStopped(self.utterance)))
            await self.session.activity_end()

    async def type(self) -> None:
        await self.stop()
        turn_id = UUID(int=self.random.getrandbits(100))
        self.note(self.tracker.feed(Typed(turn_id, "A beer, please.")))
        await self.session.send_text(turn_id, "A beer, please.")

    async def interrupt(self) -> None:
        opened = [o.generation for o in self.outcomes if isinstance(o, ReplyOpened)]
        if opened:
            self.note(self.tracker.feed(ReplyHeard(opened[-1], 100, cut=True)))
            await self.session.interrupt()

    async def repeat(self) -> None:
        await self.session.ask("repeat")

    async def hint(self) -> None:
        await self.session.ask("hint")


@pytest.mark.parametrize("engine", [ScriptedTutor, local])
@pytest.mark.parametrize("seed", range(25))
async def test_after_any_behaviour_the_next_turn_is_heard_answered_and_numbered(
    engine: Callable[[], Tutor], seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - a seed that a failure names
    session = await engine().open(lesson(scenario("restaurant")))
    service = Service(session, random)
    listening = asyncio.create_task(service.listen())
    doings: list[Callable[[], Awaitable[None]]] = [
        service.start,
        service.start_silent,
        service.pause,
        service.stop,
        service.stop,
        service.type,
        service.interrupt,
        service.repeat,
        service.hint,
    ]
    for _ in range(30):
        doing = random.choice(doings)
        if doing in (service.start, service.start_silent):
            await service.stop()
        await doing()
        for _ in range(random.choice([0, 0, 1, 5, 60])):
            await asyncio.sleep(0)
    await service.stop()
    before = len(service.outcomes)
    spoken = service.utterance + 1
    await service.start()
    await service.stop()
    async with asyncio.timeout(5):
        while not _answered(service.outcomes[before:], UUID(int=spoken)):
            service.changed.clear()
            await service.changed.wait()
    await session.aclose()
    await listening
    closed = [o.number for o in service.outcomes if isinstance(o, LearnerTurn | TutorTurn)]
    assert closed == list(range(len(closed)))
    ended = [o for o in service.outcomes if isinstance(o, LearnerTurn) and o.heard] + [
        o for o in service.outcomes if isinstance(o, NothingSaid)
    ]
    assert len(ended) == service.utterance


def _answered(outcomes: list[Outcome], turn_id: UUID) -> bool:
    """The turn was heard and a whole reply followed."""
    for place, outcome in enumerate(outcomes):
        if isinstance(outcome, LearnerTurn) and outcome.turn_id == turn_id:
            return any(isinstance(later, ReplySent) for later in outcomes[place:])
    return False
