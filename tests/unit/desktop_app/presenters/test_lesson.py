"""One talk: what goes up, what is played, and in which order when the learner interrupts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import pytest

from desktop_app.audio.devices import SoundProblem
from desktop_app.audio.ears import Ears
from desktop_app.backend.voice import ConnectionLost
from desktop_app.presenters import lesson_events as talk
from desktop_app.presenters.lesson import Lesson, LessonRefused
from server.listening.listener import (
    ActivityEnded,
    ActivityPaused,
    ActivityStarted,
    BargeInCandidate,
    BargeInConfirmed,
    BargeInRejected,
    Listener,
    ListeningEvent,
    Patient,
    Speech,
)
from server.protocol import messages as wire
from server.protocol.codec import FIRST, PREROLL, TutorFrame
from server.protocol.models import NotesSection, StudyNotes, TaskClock
from tests.fakes.lesson_parts import (
    ScriptedVoice,
    SteppedMicrophone,
    SteppedSpeaker,
    session_started,
)
from tests.fakes.scripted_listener import ScriptedListener

BLOCK = bytes(640)
START = wire.StartSession(target_language="en")
NOTES = StudyNotes(
    title="Notes",
    subtitle={str(n): NotesSection(heading=f"Section {n}", points={}) for n in range(4)},
)
ENDED = wire.SessionEnded(
    reason="ended", study_notes=NOTES, status="too_short", metrics={}, bands={}, total=None
)


async def until(condition: Callable[[], bool]) -> None:
    """Lets everything else run until it holds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


@dataclass
class Stage:
    """A lesson with all its parts in the test's hands."""

    script: dict[int, list[ListeningEvent]] = field(default_factory=dict)
    events: list[talk.LessonEvent] = field(default_factory=list)
    now: float = 100.0

    def __post_init__(self) -> None:
        self.voice = ScriptedVoice()
        self.microphone = SteppedMicrophone()
        self.speaker = SteppedSpeaker()
        self.listener = ScriptedListener(self.script)
        self.lesson = Lesson(
            self.voice,
            self.microphone,
            self.speaker,
            lambda _taking: Ears(cast("Listener", self.listener), None, threaded=False),
            self.events.append,
            lambda: self.now,
        )

    def seen(self, kind: type[Any]) -> bool:
        return any(isinstance(event, kind) for event in self.events)

    @asynccontextmanager
    async def started(self) -> AsyncIterator["Stage"]:
        """Runs the lesson until the test's part is over, then ends it."""
        running = asyncio.create_task(self.lesson.run(START))
        self.voice.say(session_started())
        await until(lambda: self.seen(wire.SessionStarted))
        yield self
        self.voice.say(ENDED)
        assert await asyncio.wait_for(running, 5) == ENDED

    async def speak(self, generation: int = 1) -> None:
        """The tutor begins to speak."""
        self.voice.say(
            wire.ReplyStarted(generation=generation),
            TutorFrame(pcm=bytes(960), generation=generation, seq=1, sample=0),
        )
        await until(lambda: self.seen(talk.ReplyAudible))

    async def capture(self, blocks: int = 1) -> None:
        """So many blocks are captured and worked through."""
        wanted = len(self.listener.blocks) + blocks
        self.microphone.capture(*[BLOCK] * blocks)
        await until(lambda: len(self.listener.blocks) >= wanted)
        await asyncio.sleep(0)


async def test_listening_is_told_only_after_the_first_captured_block() -> None:
    async with Stage().started() as stage:
        await asyncio.sleep(0)
        assert not stage.seen(talk.MicrophoneOpened)
        await stage.capture()
        assert stage.seen(talk.MicrophoneOpened)


async def test_a_spoken_turn_goes_up_from_its_preroll_to_its_last_frame() -> None:
    preroll, pcm = b"\x01\x00" * 640, b"\x02\x00" * 320
    script: dict[int, list[ListeningEvent]] = {
        0: [ActivityStarted(preroll), Speech(pcm)],
        1: [ActivityPaused(1)],
        2: [Patient(), ActivityEnded("budget")],
    }
    async with Stage(script).started() as stage:
        await stage.capture(3)
        (opened,) = [e for e in stage.events if isinstance(e, talk.TurnOpened)]
        assert stage.voice.of(wire.ActivityStart) == [
            wire.ActivityStart(utterance=1, turn_id=opened.turn_id, t=100_000)
        ]
        assert [(utterance, flags) for utterance, flags, _ in stage.voice.audio] == [
            (1, PREROLL | FIRST),
            (1, PREROLL),
            (1, 0),
        ]
        assert b"".join(pcm for _, _, pcm in stage.voice.audio) == preroll + pcm
        kinds = [message.type for message in stage.voice.sent[1:]]
        assert kinds == ["activity_start", "activity_pause", "activity_end"]
        assert stage.voice.of(wire.ActivityEnd) == [wire.ActivityEnd(utterance=1, last_seq=3)]
        assert talk.TurnClosed(1, 60.0) in stage.events
        assert not stage.lesson.turn_open


async def test_a_reply_is_reported_as_heard_only_when_the_speaker_has_played_it() -> None:
    async with Stage().started() as stage:
        await stage.speak()
        stage.voice.say(wire.ReplyComplete(generation=1, samples=480))
        await until(lambda: "finish 1" in stage.speaker.log)
        assert stage.voice.of(wire.Playback) == []
        stage.speaker.drain(1, 20)
        await until(lambda: stage.seen(talk.ReplyHeard))
        assert stage.voice.of(wire.Playback) == [wire.Playback(generation=1, heard_ms=20)]
        assert not stage.lesson.floor
        stage.voice.say(wire.State(turn="ready", tutor="local"))
        await until(lambda: stage.seen(talk.FloorGiven))
        assert stage.lesson.floor


async def test_the_wait_from_the_close_of_a_turn_to_the_first_sound_is_measured() -> None:
    script: dict[int, list[ListeningEvent]] = {0: [ActivityStarted(b""), ActivityEnded("done")]}
    async with Stage(script).started() as stage:
        await stage.capture()
        stage.now += 0.75
        await stage.speak()
        assert talk.ReplyAudible(1, 750.0) in stage.events


async def test_barge_in_is_silent_first_then_reported_then_heard() -> None:
    """Pause at the candidate; at the confirmation flush, Interrupt, ActivityStart."""
    script: dict[int, list[ListeningEvent]] = {
        0: [BargeInCandidate()],
        1: [BargeInConfirmed(), ActivityStarted(BLOCK)],
    }
    async with Stage(script).started() as stage:
        await stage.speak()
        stage.speaker.heard[1] = 340
        await stage.capture()
        assert stage.speaker.log[-1] == "pause"
        assert stage.voice.of(wire.Interrupt) == []
        await stage.capture()
        assert stage.speaker.log[-2:] == ["pause", "flush"]
        kinds = [message.type for message in stage.voice.sent[1:]]
        assert kinds == ["interrupt", "activity_start"]
        assert stage.voice.of(wire.Interrupt) == [wire.Interrupt(generation=1, heard_ms=340)]
        assert stage.listener.speaking == [True, True]


async def test_a_rejected_candidate_resumes_and_interrupts_nothing() -> None:
    script: dict[int, list[ListeningEvent]] = {0: [BargeInCandidate()], 1: [BargeInRejected()]}
    async with Stage(script).started() as stage:
        await stage.speak()
        await stage.capture(2)
        assert stage.speaker.log[-2:] == ["pause", "resume"]
        assert stage.voice.of(wire.Interrupt) == []


async def test_a_reply_stopped_twice_for_nothing_plays_on_until_it_is_certain() -> None:
    alarm: list[list[ListeningEvent]] = [[BargeInCandidate()], [BargeInRejected()]]
    script = dict(enumerate([*alarm * 3, [BargeInCandidate()], [BargeInConfirmed()]]))
    async with Stage(script).started() as stage:
        await stage.speak()
        await stage.capture(7)
        assert stage.speaker.log.count("pause") == 2
        await stage.capture()
        assert stage.speaker.log[-2:] == ["pause", "flush"]
        assert len(stage.voice.of(wire.Interrupt)) == 1


async def test_frames_of_a_cancelled_generation_are_never_played() -> None:
    async with Stage().started() as stage:
        await stage.speak(1)
        await stage.lesson.toggle()
        played = len(stage.speaker.log)
        stage.voice.say(
            TutorFrame(pcm=bytes(960), generation=1, seq=2, sample=480),
            wire.Interrupted(generation=1, reason="learner"),
            TutorFrame(pcm=bytes(960), generation=1, seq=3, sample=960),
            wire.ReplyStarted(generation=2),
            TutorFrame(pcm=bytes(960), generation=2, seq=4, sample=0),
        )
        await until(lambda: "play 2 960" in stage.speaker.log)
        assert stage.speaker.log[played:] == ["play 2 960"]


async def test_a_cut_by_the_server_flushes_without_an_interrupt_of_ours() -> None:
    async with Stage().started() as stage:
        await stage.speak(1)
        stage.voice.say(wire.Interrupted(generation=1, reason="server"))
        await until(lambda: stage.seen(talk.ReplyCut))
        assert stage.speaker.log[-1] == "flush"
        assert stage.voice.of(wire.Interrupt) == []


async def test_space_interrupts_then_ends_the_turn() -> None:
    async with Stage().started() as stage:
        await stage.speak()
        await stage.lesson.toggle()
        assert stage.lesson.turn_open
        await stage.lesson.toggle()
        kinds = [message.type for message in stage.voice.sent[1:]]
        assert kinds == ["interrupt", "activity_start", "activity_end"]


async def test_while_the_tutor_thinks_space_does_nothing() -> None:
    async with Stage().started() as stage:
        await stage.lesson.toggle()
        assert stage.voice.sent == [START]


async def test_hints_reach_the_listener_only_for_the_open_utterance_and_its_last_pause() -> None:
    script: dict[int, list[ListeningEvent]] = {
        0: [ActivityStarted(b""), ActivityPaused(4)],
        1: [ActivityPaused(5)],
    }
    async with Stage(script).started() as stage:
        await stage.capture(2)
        first, second = stage.voice.of(wire.ActivityPause)
        assert isinstance(first, wire.ActivityPause)
        assert isinstance(second, wire.ActivityPause)
        assert first.t < second.t
        stage.voice.say(
            wire.TurnHint(utterance=9, completeness="complete", t=second.t),
            wire.TurnHint(utterance=1, completeness="complete", t=first.t),
            wire.TurnHint(utterance=1, completeness="incomplete", t=second.t),
            wire.TurnHint(utterance=1, completeness="unknown"),
        )
        await until(lambda: len(stage.listener.hints) == 2)
        assert stage.listener.hints == [("incomplete", 5), ("unknown", 5)]


async def test_a_typed_turn_cuts_the_reply_and_goes_up_as_text() -> None:
    async with Stage().started() as stage:
        await stage.speak()
        await stage.lesson.type_text("A coffee, please.")
        kinds = [message.type for message in stage.voice.sent[1:]]
        assert kinds == ["interrupt", "text"]
        (typed,) = [e for e in stage.events if isinstance(e, talk.TurnTyped)]
        assert isinstance(typed.turn_id, UUID)


async def test_muting_closes_the_turn_and_hears_silence() -> None:
    script: dict[int, list[ListeningEvent]] = {0: [ActivityStarted(b"")]}
    async with Stage(script).started() as stage:
        await stage.capture()
        await stage.lesson.mute(True)
        assert not stage.lesson.turn_open
        stage.microphone.capture(b"\x01\x01" * 320)
        await until(lambda: len(stage.listener.blocks) == 2)
        assert stage.listener.blocks[1] == bytes(640)


async def test_the_end_closes_the_open_turn_before_it_asks_for_notes() -> None:
    script: dict[int, list[ListeningEvent]] = {0: [ActivityStarted(b"")]}
    async with Stage(script).started() as stage:
        await stage.capture()
        await stage.lesson.end()
        kinds = [message.type for message in stage.voice.sent[1:]]
        assert kinds == ["activity_start", "activity_end", "end_session"]
    assert stage.microphone.closed
    assert stage.speaker.log[-1] == "close"
    assert stage.voice.closed


async def test_a_lost_microphone_is_told_and_the_talk_goes_on() -> None:
    async with Stage().started() as stage:
        stage.microphone.capture(SoundProblem("I cannot find a microphone."))
        await until(lambda: stage.seen(talk.SoundLost))
        await stage.lesson.type_text("Hello.")
        assert stage.voice.of(wire.Text)


async def test_without_a_loudspeaker_time_still_passes_and_the_turn_goes_on() -> None:
    stage = Stage()
    stage.speaker.problem = SoundProblem("I cannot find this sound device.")
    async with stage.started():
        assert stage.seen(talk.SoundLost)
        await stage.speak()
        stage.voice.say(wire.ReplyComplete(generation=1, samples=480))
        await until(lambda: stage.seen(talk.ReplyHeard))
        assert stage.voice.of(wire.Playback) == [wire.Playback(generation=1, heard_ms=20)]


async def test_a_refused_session_gives_the_servers_sentence() -> None:
    stage = Stage()
    stage.voice.say(
        wire.Error(code="not_found", message="No language klingon.", field="target_language")
    )
    with pytest.raises(LessonRefused, match="No language klingon") as refused:
        await stage.lesson.run(START)
    assert refused.value.detail.field == "target_language"
    assert stage.voice.closed


async def test_a_broken_path_ends_the_lesson_with_its_sentence() -> None:
    stage = Stage()
    stage.voice.say(session_started(), ConnectionLost("The connection to the tutor broke."))
    with pytest.raises(ConnectionLost, match="broke"):
        await stage.lesson.run(START)
    assert stage.microphone.closed


async def test_a_failing_tutor_gives_the_floor_back() -> None:
    async with Stage().started() as stage:
        stage.voice.say(wire.Error(code="tutor_unavailable", message="Try once more."))
        await until(lambda: stage.seen(talk.FloorGiven))
        assert stage.lesson.floor


async def test_the_clock_of_an_exam_closes_the_answer_at_zero_and_not_before() -> None:
    clock = TaskClock(speak_s=30)
    async with Stage({0: [ActivityStarted(BLOCK)]}).started() as stage:
        stage.voice.say(
            wire.ReplyComplete(generation=1, samples=0, task_clock=clock),
            wire.State(turn="ready", tutor="local"),
        )
        await until(lambda: stage.seen(talk.FloorGiven))
        await stage.capture()
        await until(lambda: stage.lesson.turn_open)
        stage.now += 29
        left = stage.lesson.time_left
        assert left is not None
        assert left.seconds == pytest.approx(1)
        assert not stage.voice.of(wire.ActivityEnd)
        stage.now += 1
        await until(lambda: bool(stage.voice.of(wire.ActivityEnd)))
        assert stage.lesson.time_left is None


async def zero(stage: Stage) -> None:
    """A question with a clock was asked, and its time is over."""
    stage.voice.say(
        wire.ReplyComplete(generation=1, samples=0, task_clock=TaskClock(speak_s=30)),
        wire.State(turn="ready", tutor="local"),
    )
    await until(lambda: stage.seen(talk.FloorGiven))
    stage.now += 30


async def test_an_answer_half_typed_is_sent_when_the_time_is_over() -> None:
    async with Stage().started() as stage:
        stage.lesson.draft = "  In my town there "
        await zero(stage)
        await until(lambda: bool(stage.voice.of(wire.Text)))
        (sent,) = stage.voice.of(wire.Text)
        assert isinstance(sent, wire.Text)
        assert sent.text == "In my town there"
        assert stage.lesson.draft == ""
        assert not stage.voice.of(wire.ActivityStart)


async def test_whoever_says_nothing_until_zero_sends_an_utterance_without_sound() -> None:
    async with Stage().started() as stage:
        stage.lesson.draft = "  "
        await zero(stage)
        await until(lambda: bool(stage.voice.of(wire.ActivityEnd)))
        assert len(stage.voice.of(wire.ActivityStart)) == 1
        assert not stage.voice.audio
        assert not stage.lesson.turn_open
