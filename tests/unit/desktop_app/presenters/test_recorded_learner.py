"""Recordings take turns like a person: they wait for the tutor and lose nothing."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from desktop_app.audio.ears import Ears
from desktop_app.audio.files import FileSpeaker, RecordedMicrophone
from desktop_app.presenters.lesson import Lesson
from desktop_app.presenters.lesson_events import LessonEvent
from desktop_app.presenters.recorded_learner import RecordedLearner
from server.listening.listener import ActivityEnded, ActivityStarted, Listener, Speech
from server.protocol import messages as wire
from server.protocol.codec import TutorFrame
from server.protocol.models import NotesSection, StudyNotes
from tests.fakes.lesson_parts import ScriptedVoice, session_started

SPEECH, PAUSE = b"\x10\x10" * 320, bytes(640)
NOTES = StudyNotes(
    title="Notes",
    subtitle={str(n): NotesSection(heading=f"Section {n}", points={}) for n in range(4)},
)
ENDED = wire.SessionEnded(
    reason="ended", study_notes=NOTES, status="ok", metrics={}, bands={}, total=None
)


class LoudListener:
    """Loud blocks are speech; `budget` quiet ones end a turn."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.quiet = 0
        self.open = False

    def feed(self, pcm: bytes, tutor_speaking: bool = False) -> list[object]:
        loud = pcm == SPEECH
        self.quiet = 0 if loud else self.quiet + 1
        if loud and not self.open and not tutor_speaking:
            self.open = True
            return [ActivityStarted(pcm)]
        if not self.open:
            return []
        if self.budget and self.quiet >= self.budget:
            self.open = False
            return [Speech(pcm), ActivityEnded("silence")]
        return [Speech(pcm)]

    def done(self) -> list[object]:
        self.open = False
        return [ActivityEnded("done")]


class AnsweringVoice(ScriptedVoice):
    """Greets, answers every turn with 40 ms of sound, and gives the floor once it was heard."""

    def __init__(self, pause_ms: int) -> None:
        super().__init__()
        self.generation = 0
        self.pause_ms = pause_ms

    async def send(self, message: wire.ClientMessage) -> None:
        await super().send(message)
        match message:
            case wire.StartSession():
                self.say(session_started(self.pause_ms))
                self.answer()
            case wire.ActivityEnd():
                self.answer()
            case wire.Playback():
                self.say(wire.State(turn="ready", tutor="local"))
            case wire.EndSession():
                self.say(ENDED)
            case _:
                pass

    def answer(self) -> None:
        self.generation += 1
        self.say(
            wire.ReplyStarted(generation=self.generation),
            TutorFrame(pcm=bytes(1920), generation=self.generation, seq=1, sample=0),
            wire.ReplyComplete(generation=self.generation, samples=960),
        )


async def practise(
    recordings: list[bytes], budget: int, pause_ms: int
) -> tuple[AnsweringVoice, list[LessonEvent]]:
    voice, events = AnsweringVoice(pause_ms), list[LessonEvent]()
    microphone = RecordedMicrophone(fast=True)
    learner = RecordedLearner(microphone, recordings)

    def tell(event: LessonEvent) -> None:
        learner.notice(event)
        events.append(event)

    make: Callable[[wire.TurnTaking], Ears] = lambda _taking: Ears(  # noqa: E731
        cast("Listener", LoudListener(budget)), None, threaded=False
    )
    lesson = Lesson(voice, microphone, FileSpeaker(fast=True), make, tell)
    running = asyncio.create_task(lesson.run(wire.StartSession()))
    await asyncio.wait_for(learner.run(lesson), 10)
    await lesson.end()
    await running
    return voice, events


def sent(voice: AnsweringVoice, utterance: int) -> bytes:
    return b"".join(pcm for number, _, pcm in voice.audio if number == utterance)


async def test_each_recording_is_a_turn_and_the_silence_after_it_closes_it() -> None:
    voice, _ = await practise([SPEECH * 10, SPEECH * 5], budget=50, pause_ms=1000)
    assert len(voice.of(wire.ActivityEnd)) == 2
    assert sent(voice, 1).count(SPEECH) == 10
    assert sent(voice, 2).count(SPEECH) == 5
    assert voice.generation == 3


async def test_a_pause_inside_a_recording_hands_over_and_nothing_after_it_is_lost() -> None:
    """The recording waits while the tutor answers, then goes on where it was."""
    recording = SPEECH * 10 + PAUSE * 60 + SPEECH * 7
    voice, _ = await practise([recording], budget=50, pause_ms=1000)
    assert len(voice.of(wire.ActivityEnd)) == 2
    assert sent(voice, 1).count(SPEECH) == 10
    assert sent(voice, 2).count(SPEECH) == 7


async def test_a_recording_without_speech_makes_no_turn_and_the_next_one_is_played() -> None:
    voice, _ = await practise([PAUSE * 150, SPEECH * 5], budget=50, pause_ms=1000)
    assert len(voice.of(wire.ActivityStart)) == 1
    assert sent(voice, 1).count(SPEECH) == 5


@pytest.mark.parametrize("pause_ms", [0, 1000])
async def test_a_turn_that_no_silence_closes_is_done_at_the_end_of_the_recording(
    pause_ms: int,
) -> None:
    voice, _ = await practise([SPEECH * 10], budget=0, pause_ms=pause_ms)
    assert len(voice.of(wire.ActivityEnd)) == 1
    assert sent(voice, 1).count(SPEECH) == 10
