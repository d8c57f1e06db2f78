"""Whether learners who think are left to think, and how soon those who are done are answered.

Generated turns (`learner_turns`) go through the product's listener, recognizer, dialogue and voice
in audio time: a hint comes as late in the sound as its making took, but behind an inner pause never
later than `SOON_MS`, so that a slow machine cannot pass for a patient one. Times to the first sound
of the reply hold everything but socket and device; the part "reply_time" measures those.
"""

import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from server.domain.events import TurnHinted as Hinted
from server.domain.events import TutorAudio, TutorEvent
from server.listening.listener import (
    ActivityEnded,
    ActivityPaused,
    ActivityStarted,
    Listener,
    Speech,
)
from server.listening.vad import SileroVad
from server.protocol.audio import MICROPHONE
from server.protocol.messages import TurnTaking
from server.protocol.models import Level
from server.service.catalog import Catalog
from server.speech.recognizer import WorkerRecognizer
from server.speech.synthesizer import WorkerSynthesizer
from server.storage.builtin_catalog import load_builtin_catalog
from server.tutors.local_session import Equipment, LocalSession
from server.tutors.talk import Line
from tests.bench.learner_turns import LEVELS, SEED, LearnerTurn, learner_turns
from tests.bench.turn_sound import TurnSounds
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.lessons import lesson, scenario
from tests.unit.server.tutors.talks import at_stage, dialogue

GOAL_CUT = 0.02
GOAL_MS = 1200.0
SOON_MS = 250.0  # a quick machine's hint
AFTER_MS = 6_000  # of silence behind the last word
READY_S = 0.5  # a budget that runs out leaves the reply at least so long to get ready
ANSWERED_OF = 4  # of the turns closed by budget every fourth is answered; of the others all
BLOCK = MICROPHONE.block_bytes
Kind = TypeVar("Kind", bound=TutorEvent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a turn.

    Attributes:
        reason: why it closed.
        early: it closed before the last word.
        after_end_ms, after_close_ms: from the last word, and from the close, to the first sound of
            the reply; None where it was not answered.
    """

    turn: LearnerTurn
    reason: str
    early: bool
    after_end_ms: float | None = None
    after_close_ms: float | None = None


@dataclass(slots=True)
class _Hint:
    hinted: Hinted
    pause: int
    due_ms: float


class Learner:
    """Says one turn into a listener and a session, as the app would."""

    def __init__(self, session: LocalSession, taking: TurnTaking, end_ms: float) -> None:
        self._session = session
        self._events = session.events()
        self._ear = Listener(taking, SileroVad())
        self._end_ms = end_ms
        self._now_ms = 0.0
        self._paused_at = (0.0, 0.0)  # in the sound, and by the clock
        self._hint: _Hint | None = None

    async def say(self, pcm: bytes, turn: LearnerTurn, *, answered: bool) -> Outcome:
        """All of it, and the silence behind it."""
        pcm += bytes(MICROPHONE.bytes_for(AFTER_MS))
        for start in range(0, len(pcm), BLOCK):
            self._now_ms += MICROPHONE.block_ms
            self._deliver()
            for event in self._ear.feed(pcm[start : start + BLOCK]):
                match event:
                    case ActivityStarted(preroll):
                        await self._session.activity_start(1, uuid4())
                        self._session.send_audio(preroll)
                    case Speech(sound):
                        self._session.send_audio(sound)
                    case ActivityPaused(pause):
                        await self._pause(pause)
                    case ActivityEnded(reason):
                        return await self._closed(turn, reason, answered or reason == "complete")
        raise RuntimeError(f"the turn never closed: {turn}")

    async def _pause(self, pause: int) -> None:
        self._paused_at = self._now_ms, time.perf_counter()
        await self._session.activity_pause(pause)
        hinted = await self._next(Hinted)
        took_ms = (time.perf_counter() - self._paused_at[1]) * 1000
        inner = self._now_ms < self._end_ms
        self._hint = _Hint(
            hinted, pause, self._now_ms + (min(took_ms, SOON_MS) if inner else took_ms)
        )

    def _deliver(self) -> None:
        hint = self._hint
        if hint is not None and self._now_ms >= hint.due_ms:
            self._ear.hint(hint.hinted.completeness, hint.pause)
            self._hint = None

    async def _closed(self, turn: LearnerTurn, reason: str, answered: bool) -> Outcome:
        early = self._now_ms < self._end_ms
        if early or not answered:
            return Outcome(turn, reason, early)
        paused_ms, paused_at = self._paused_at
        ready_at = paused_at + min((self._now_ms - paused_ms) / 1000, READY_S)
        await asyncio.sleep(max(0.0, ready_at - time.perf_counter()))
        closed_at = time.perf_counter()
        await self._session.activity_end()
        await self._next(TutorAudio)
        waited_ms = (time.perf_counter() - closed_at) * 1000
        return Outcome(turn, reason, early, self._now_ms - self._end_ms + waited_ms, waited_ms)

    async def _next(self, kind: type[Kind]) -> Kind:
        async for event in self._events:
            if isinstance(event, kind):
                return event
        raise RuntimeError("the session ended")


async def measure(seed: int) -> list[Outcome]:
    """Every turn of that seed."""
    catalog = load_builtin_catalog()
    known = Catalog(MemoryCatalog(), catalog.aliases, catalog.whisper_codes, catalog.pause_budgets)
    conversation = next(mode for mode in catalog.modes if mode.code == "conversation")
    taking = {level: known.turn_taking(conversation, Level(level)) for level in LEVELS}
    turns = learner_turns({level: rules.pause_ms for level, rules in taking.items()}, seed)
    outcomes = []
    async with engines() as (ears, voice):
        sounds = TurnSounds(voice, ears)
        equipment = Equipment(ears, voice, "en", "en")
        for number, turn in enumerate(turns):
            pcm, end_ms = await sounds.of(turn)
            session = _session(turn, equipment)
            learner = Learner(session, taking[turn.level], end_ms)
            answered = number % ANSWERED_OF == 0
            outcomes.append(await learner.say(pcm, turn, answered=answered))
            await session.aclose()
    return outcomes


def report(seed: int = SEED) -> bool:
    """Prints the figures; whether the goals are reached."""
    outcomes = asyncio.run(measure(seed))
    cut = [outcome for outcome in outcomes if outcome.early]
    print(
        f"turn taking, {len(outcomes)} generated turns of seed {seed}, "
        "pauses of 300 ms to 90 % of the budget"
    )
    for level in LEVELS:
        own = [outcome for outcome in outcomes if outcome.turn.level == level]
        early = sum(outcome.early for outcome in own)
        evidence = sum(outcome.reason == "complete" and not outcome.early for outcome in own)
        print(f"  {level}  {len(own)} turns, cut off {early}, closed on evidence {evidence}")
    kinds = Counter(outcome.turn.kind for outcome in cut)
    print("  cut off by kind:", ", ".join(f"{kind} {n}" for kind, n in kinds.items()) or "none")
    for outcome in cut:
        turn = outcome.turn
        print(f"    {turn.level} by {outcome.reason}: {turn.pieces} {turn.pauses_ms}")
    share = len(cut) / len(outcomes)
    reached = [_verdict("  cut off", share * 100, GOAL_CUT * 100, "%")]
    quick = [o for o in outcomes if o.reason == "complete" and o.after_end_ms is not None]
    answered = [o.after_close_ms for o in outcomes if o.after_close_ms is not None]
    reached.append(_verdict("  close to first sound, median", _median(answered), GOAL_MS, "ms"))
    ends = [o.after_end_ms for o in quick if o.after_end_ms is not None]
    name = f"  true end to first sound of {len(ends)} turns closed on evidence, median"
    reached.append(_verdict(name, _median(ends), GOAL_MS, "ms"))
    return all(reached)


def _median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def _verdict(name: str, value: float, goal: float, unit: str) -> bool:
    reached = value <= goal
    print(
        f"{name}: {value:.1f} {unit}; goal {goal:.0f} {unit}: {'reached' if reached else 'MISSED'}"
    )
    return reached


def _session(turn: LearnerTurn, equipment: Equipment) -> LocalSession:
    """A lesson in which that stage has just been asked, with nothing to say before."""
    about = lesson(scenario(turn.slug), turn.level)
    talk = at_stage(dialogue(turn.slug, turn.level), turn.stage)
    silent = replace(talk, state=replace(talk.state, line=Line(())))
    return LocalSession(about, silent, equipment)


@asynccontextmanager
async def engines() -> AsyncIterator[tuple[WorkerRecognizer, WorkerSynthesizer]]:
    """Recognizer and voice, loaded."""
    with tempfile.TemporaryDirectory() as folder:
        ears, voice = WorkerRecognizer(Path(folder)), WorkerSynthesizer(Path(folder))
        try:
            await asyncio.gather(ears.start(), voice.start())
            if ears.problem or voice.problem:
                raise RuntimeError(f"nothing to measure with: {ears.problem or voice.problem}")
            yield ears, voice
        finally:
            await asyncio.gather(ears.aclose(), voice.aclose())
