"""A session of the offline tutor whose recognizer and voice the test steers."""

from collections.abc import AsyncIterator
from uuid import UUID

from server.domain.events import (
    TutorDone,
    TutorEvent,
    TutorText,
)
from server.domain.ports import Lesson
from server.tutors.local import LocalTutor
from server.tutors.local_session import LocalSession
from tests.fakes.lessons import lesson, scenario
from tests.fakes.speech_engines import FakeRecognizer, FakeSynthesizer
from tests.fakes.tutor_events import until
from tests.unit.server.tutors.talks import BOOK

LOUD, QUIET = b"\x00\x10" * 320, b"\x02\x00" * 320
TURN = UUID(int=3)
WATER = "I would like some water, please."


class Room:
    """A session, its engines and its events."""

    def __init__(self, *heard: str, voice: FakeSynthesizer | None = None) -> None:
        self.ears = FakeRecognizer(*heard)
        self.voice = voice or FakeSynthesizer()
        self.tutor = LocalTutor(self.ears, self.voice, BOOK)

    async def enter(self, about: Lesson | None = None) -> list[TutorEvent]:
        """Opens; returns the opening."""
        self.session: LocalSession = await self.tutor.open(about or lesson(scenario("restaurant")))
        self.events: AsyncIterator[TutorEvent] = self.session.events()
        return await self.until(TutorDone)

    async def until(self, *kinds: type[TutorEvent]) -> list[TutorEvent]:
        """Everything up to the first event of these kinds."""
        return await until(self.events, *kinds)

    def hear(self, *blocks: bytes) -> None:
        for block in blocks:
            self.session.send_audio(block)


def text_of(events: list[TutorEvent]) -> str:
    return " ".join(event.text for event in events if isinstance(event, TutorText))


async def paused(room: Room, loud: int = 50) -> None:
    """Speech, 200 ms of silence, and the client's word for it."""
    await room.session.activity_start(1, TURN)
    room.hear(*[LOUD] * loud, *[QUIET] * 10)
    await room.session.activity_pause()
