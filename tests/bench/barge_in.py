"""How soon the tutor falls silent when the learner speaks over it, and for whom it does not.

A talk of the app (`Lesson`, with ears, echo canceller and playback) runs in a room in audio time
(`talk_room`). The moment of silence is the moment at which the loudspeaker is stopped, 2 ms after
the call; the learner's onset is the first sound of the recording over a twentieth of its loudest.
Learners are recordings of speechocean762 where the measuring data is, else the product's own voice.
"""

import asyncio
import statistics
from contextlib import aclosing
from dataclasses import dataclass
from itertools import cycle
from random import Random

import numpy as np

from desktop_app.audio.ears import Ears
from desktop_app.audio.echo import make_canceller
from desktop_app.presenters import lesson_events as talk
from desktop_app.presenters.lesson import Lesson
from server.domain.ports import Synthesizer
from server.listening.listener import Listener
from server.listening.vad import SileroVad
from server.protocol import messages as wire
from server.protocol.audio import MICROPHONE, TUTOR
from server.protocol.codec import TutorFrame
from server.protocol.models import NotesSection, StudyNotes
from tests.bench.interrupting import Interruption, backchannels, interruptions
from tests.bench.talk_room import RoomMicrophone, RoomSpeaker, Samples
from tests.bench.turn_taking import engines
from tests.fakes.lesson_parts import ScriptedVoice, session_started

GOAL_MS = 200.0
GOAL_FOUND = 0.95
GOAL_FALSE = 0.10
ECHOES_DB = (-20.0, -25.0, -30.0, -35.0)
ECHO_ONLY_S = 60
AFTER_MS = 1_500
TUTOR_SAYS = (
    "Good evening and welcome to our restaurant. I have a nice table for you by the window. "
    "Tonight we have fresh fish from the sea, a vegetable soup, and a very good apple cake. "
    "Please take your time and look at the menu. What would you like to drink first?"
)
SEED = 62
NOTES = StudyNotes(
    title="Notes", subtitle={str(n): NotesSection(heading=f"{n}", points={}) for n in range(4)}
)
ENDED = wire.SessionEnded(
    reason="ended", study_notes=NOTES, status="too_short", metrics={}, bands={}, total=None
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one.

    Attributes:
        silent_ms: from the learner's onset to silence at the loudspeaker; None where it played on.
        confirmed_ms: from the onset to the certain cut; None where the reply went on.
        alarms: pauses before the onset, or in all where nobody spoke.
    """

    said: str
    silent_ms: float | None
    confirmed_ms: float | None
    alarms: int


async def trial(
    tutor: bytes, learner: Samples, said: str, onset_ms: float, echo_db: float | None
) -> Trial:
    """The tutor speaks, the learner's sound comes on top."""
    speaker = RoomSpeaker()
    microphone = RoomMicrophone(speaker, learner, echo_db)
    cut_at: list[float] = []

    def notice(event: talk.LessonEvent) -> None:
        if isinstance(event, talk.ReplyCut):
            cut_at.append(speaker.now_ms)

    canceller = make_canceller(speaker.reference)
    voice = ScriptedVoice()
    lesson = Lesson(
        voice,
        microphone,
        speaker,
        lambda taking: Ears(Listener(taking, SileroVad()), canceller, threaded=False),
        notice,
    )
    block = TUTOR.bytes_for(100)
    frames = [
        TutorFrame(pcm=tutor[at : at + block], generation=1, seq=n + 1, sample=at // 2)
        for n, at in enumerate(range(0, len(tutor), block))
    ]
    voice.say(wire.ReplyStarted(generation=1), *frames, session_started())
    running = asyncio.create_task(lesson.run(wire.StartSession(target_language="en")))
    await microphone.over.wait()
    voice.say(ENDED)
    await running
    before = [at for at in speaker.paused_at if at < onset_ms]
    after = [at for at in speaker.paused_at if at >= onset_ms]
    cut = next((at - onset_ms for at in cut_at if at >= onset_ms), None)
    return Trial(said, after[0] - onset_ms if after else None, cut, len(before))


async def measure(seed: int) -> tuple[list[Trial], list[Trial], list[Trial]]:
    """Interruptions, back-channels, and the tutor's own echo."""
    rng = Random(seed)  # noqa: S311 - not for secrets
    async with engines() as (_, voice):
        tutor = await _tutor(voice)
        spoken = await interruptions(voice, seed)
        noises = await backchannels(voice)
    echoes = cycle(ECHOES_DB)
    over = [await _spoken_over(tutor, one, rng, next(echoes)) for one in spoken]
    beside = [await _spoken_over(tutor, one, rng, next(echoes)) for one in noises]
    silence = np.zeros(MICROPHONE.rate * ECHO_ONLY_S)
    long = tutor * (ECHO_ONLY_S * TUTOR.rate * 2 // len(tutor) + 1)
    alone = [await trial(long, silence, f"echo {db:.0f} dB", float("inf"), db) for db in ECHOES_DB]
    return over, beside, alone


async def _tutor(voice: Synthesizer) -> bytes:
    async with aclosing(voice.speak(TUTOR_SAYS, "en", 1.0)) as made:
        return b"".join([pcm async for pcm in made])


async def _spoken_over(tutor: bytes, one: Interruption, rng: Random, echo_db: float) -> Trial:
    """The interruption comes 1 to 7 s into the reply, in the middle of a word of the tutor's."""
    onset_ms = rng.randint(1_000, 7_000)
    before = np.zeros(MICROPHONE.rate * onset_ms // 1000)
    after = np.zeros(MICROPHONE.rate * AFTER_MS // 1000)
    sound = np.concatenate((before, one.sound, after))
    return await trial(tutor, sound, one.said, onset_ms, echo_db)


def report(seed: int = SEED) -> bool:
    """Prints the figures; whether the goals are reached."""
    over, beside, alone = asyncio.run(measure(seed))
    found = [t for t in over if t.confirmed_ms is not None and t.silent_ms is not None]
    times = sorted(t.silent_ms for t in found if t.silent_ms is not None)
    cuts = sorted(t.confirmed_ms for t in found if t.confirmed_ms is not None)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    within = sum(ms <= GOAL_MS for ms in times) / len(over)
    print(f"barge-in, {len(over)} learners over the tutor's voice, seed {seed}")
    for one in sorted(over, key=lambda t: t.silent_ms or 9999.0)[-6:]:
        print(f"    {one}")
    print(f"  silent after: median {statistics.median(times):.0f} ms, within 200 ms {within:.0%}")
    print(f"  certain after: median {statistics.median(cuts):.0f} ms, longest {cuts[-1]:.0f} ms")
    stopped = sum(t.confirmed_ms is not None for t in beside) / len(beside)
    paused = sum(t.silent_ms is not None for t in beside) / len(beside)
    for one in beside:
        if one.confirmed_ms is not None:
            print(f"    stopped: {one}")
    print(f"  back-channels, {len(beside)}: paused and resumed or stopped {paused:.0%}")
    false = sum(t.confirmed_ms is not None for t in alone)
    alarms = sum(t.alarms for t in alone)
    print(f"  echo only, {len(alone)} x {ECHO_ONLY_S} s: false alarms {alarms}")
    return all(
        [
            _verdict("  onset to silence, p95", p95, GOAL_MS, "ms"),
            _verdict("  not noticed", 100 * (1 - len(found) / len(over)), 5, "%"),
            _verdict("  stopped by a back-channel", 100 * stopped, 100 * GOAL_FALSE, "%"),
            _verdict("  stopped by the echo", false, 0, "times"),
        ]
    )


def _verdict(name: str, value: float, goal: float, unit: str) -> bool:
    reached = value <= goal
    words = "reached" if reached else "MISSED"
    print(f"{name}: {value:.1f} {unit}; goal {goal:.0f} {unit}: {words}")
    return reached
