"""One talk, spoken hands-free, spoken with the key and typed: the same record, but for `input`."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop_app.audio.ears import Ears
from desktop_app.audio.files import FileSpeaker, RecordedMicrophone, read_recording
from desktop_app.backend.address import Backend
from desktop_app.backend.rest import RestClient
from desktop_app.backend.voice import VoiceClient
from desktop_app.presenters.lesson import Lesson
from desktop_app.presenters.lesson_events import FloorGiven, LessonEvent
from desktop_app.presenters.recorded_learner import RecordedLearner
from server.listening.listener import Listener
from server.listening.vad import SileroVad
from server.protocol.messages import SessionStarted, StartSession
from server.protocol.models import Role, Turn
from tests.integration.conftest import running

pytestmark = pytest.mark.voice
DEMO = Path(__file__).parents[2] / "resources" / "demo"
SOUNDS = [read_recording(DEMO / name) for name in ("1-drink.flac", "2-allergy.flac")]
START = StartSession(
    target_language="en", mother_language="es", scenario_id="restaurant", user_level="A2"
)


class Talking:
    """A lesson of the app against a running server."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.microphone = RecordedMicrophone(fast=True)
        self.learner = RecordedLearner(self.microphone, SOUNDS)
        self.changed = asyncio.Event()

    async def through(self, speak: Callable[["Talking"], Awaitable[None]]) -> list[Turn]:
        """Has the talk in that way; what is stored of it."""
        self.lesson = Lesson(
            await VoiceClient.open(self.backend),
            self.microphone,
            FileSpeaker(fast=True),
            lambda taking: Ears(Listener(taking, SileroVad()), None, threaded=False),
            self._tell,
        )
        talk = asyncio.create_task(self.lesson.run(START))
        await speak(self)
        await self.lesson.end()
        ended = await talk
        assert ended.reason == "ended"
        return await self._stored()

    async def floor(self) -> None:
        """Waits until the learner may speak."""
        while not self.lesson.floor:
            self.changed.clear()
            await self.changed.wait()

    def _tell(self, event: LessonEvent) -> None:
        self.learner.notice(event)
        if isinstance(event, SessionStarted):
            self.session_id = event.session_id
        if isinstance(event, FloorGiven):
            self.changed.set()

    async def _stored(self) -> list[Turn]:
        async with RestClient(lambda: self.backend) as rest:
            return (await rest.list_turns(self.session_id)).items


async def hands_free(talking: Talking) -> None:
    await talking.learner.run(talking.lesson)


async def by_key(talking: Talking) -> None:
    for sound in SOUNDS:
        await talking.floor()
        await talking.lesson.toggle()
        talking.microphone.play(sound)
        await talking.microphone.until_spent()
        await talking.lesson.toggle()
    await talking.floor()


def typed(texts: list[str]) -> Callable[[Talking], Awaitable[None]]:
    async def speak(talking: Talking) -> None:
        for text in texts:
            await talking.floor()
            await talking.lesson.type_text(text)
        await talking.floor()

    return speak


def record(turns: list[Turn]) -> list[dict[str, object]]:
    """What must not depend on the way of speaking: everything but ids, times, scores, `input` and
    the length of the learner's sound, which typed words have not.
    """
    kept = []
    for turn in turns:
        details = turn.details.model_dump(exclude={"input", "audio_ms"})
        kept.append({"role": turn.role, "at": turn.turn_index, "text": turn.text, **details})
    return kept


async def test_a_talk_hands_free_by_key_and_typed_leaves_the_same_record_but_for_input(
    tmp_path: Path,
) -> None:
    async with running(tmp_path / "data", real=True) as server:
        backend = Backend(server.http, "")
        free = await Talking(backend).through(hands_free)
        texts = [turn.text for turn in free if turn.role is Role.USER]
        keyed = await Talking(backend).through(by_key)
        written = await Talking(backend).through(typed(texts))
    assert len(texts) == len(SOUNDS)
    assert record(keyed) == record(free)
    assert record(written) == record(free)
    ways = [
        {t.details.input for t in talk if t.role is Role.USER} for talk in (free, keyed, written)
    ]
    assert ways == [{"voice"}, {"voice"}, {"text"}]
