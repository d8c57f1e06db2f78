"""One live lesson: learner's events go to the tutor, the tutor's events to the learner, closed
turns to the log.

Evaluation never delays speech: everything that takes time is the log's.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog

from server import metrics
from server.domain.events import (
    LearnerEvent,
    ReplyHeard,
    SpeechStarted,
    SpeechStopped,
    TutorEvent,
    Typed,
)
from server.domain.ports import TutorSession
from server.domain.turns import (
    FloorChanged,
    LearnerTurn,
    NothingSaid,
    Outcome,
    ReplyCut,
    ReplyOpened,
    ReplySent,
    ReplySentence,
    ReplySound,
    TurnTracker,
    TutorTurn,
)
from server.protocol.audio import MICROPHONE
from server.protocol.codec import MicrophoneFrame
from server.protocol.messages import (
    Help,
    Interrupted,
    ReplyComplete,
    ReplyStarted,
    State,
    Transcription,
)
from server.protocol.models import Role
from server.service.announcements import announce
from server.service.downlink import Downlink
from server.service.turn_log import Learned, TurnLog

log = structlog.get_logger()

LONGEST_TURN = MICROPHONE.bytes_for(5 * 60 * 1000)

TutorName = Literal["local", "gemini", "scripted"]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an ending lesson waits: for the last words to be understood, for the last scores."""

    words_s: float = 15
    scores_s: float = 20


LEAVING_AT_ONCE = Patience(words_s=0.8, scores_s=0.2)


class VoiceSession:
    """Owned by one connection; `run` beside it until the lesson ends."""

    def __init__(
        self, tutor_name: TutorName, tutor: TutorSession, turns: TurnLog, downlink: Downlink
    ) -> None:
        self._tutor_name: TutorName = tutor_name
        self._tutor = tutor
        self._turns = turns
        self._downlink = downlink
        self._tracker = TurnTracker()
        self._utterance = 0
        self._seen_seq = 0
        self._sound: dict[int, bytearray] = {}
        self._closed_at: float | None = None
        self._understood = asyncio.Event()
        self._understood.set()

    async def run(self) -> None:
        """Passes the tutor's events on until its lesson closes."""
        async for event in self._tutor.events():
            self._on_tutor(event)

    async def activity_start(self, utterance: int, turn_id: UUID) -> None:
        """The learner speaks."""
        self._utterance = utterance
        self._sound.setdefault(utterance, bytearray())
        self._understood.clear()
        self._feed(SpeechStarted(utterance, turn_id))
        await self._tutor.activity_start(utterance, turn_id)

    def microphone(self, frame: MicrophoneFrame) -> None:
        """20 ms of the open utterance; anything else, or a block seen before, is dropped."""
        sound = self._sound.get(frame.utterance)
        if sound is None or frame.utterance != self._utterance:
            return
        if frame.seq and frame.seq <= self._seen_seq:
            return
        self._seen_seq = frame.seq
        if len(sound) < LONGEST_TURN:
            sound += frame.pcm
            self._tutor.send_audio(frame.pcm)

    async def activity_pause(self, utterance: int, t: int = 0) -> None:
        """The learner thinks, or is done; the hint that answers names `t`."""
        if utterance == self._utterance:
            await self._tutor.activity_pause(t)

    async def activity_end(self, utterance: int) -> None:
        """The turn is closed."""
        if not self._utterance or utterance != self._utterance:
            return
        self._utterance = 0
        self._closed_at = time.monotonic()
        self._feed(SpeechStopped(utterance))
        await self._tutor.activity_end()

    async def text(self, turn_id: UUID, text: str) -> None:
        """A typed turn."""
        self._closed_at = time.monotonic()
        self._feed(Typed(turn_id, text))
        await self._tutor.send_text(turn_id, text)

    async def ask(self, what: Help) -> None:
        """Help."""
        await self._tutor.ask(what)

    async def interrupt(self, generation: int, heard_ms: int) -> None:
        """The client has stopped the sound of a reply."""
        if self._feed(ReplyHeard(generation, heard_ms, cut=True)):
            await self._tutor.interrupt()

    def playback(self, generation: int, heard_ms: int) -> None:
        """The client has played a reply to its end."""
        self._feed(ReplyHeard(generation, heard_ms, cut=False))

    async def end(self, patience: Patience) -> None:
        """Closes an open utterance, stores every turn, waits a while for scores."""
        if self._utterance:
            await self.activity_end(self._utterance)
        try:
            async with asyncio.timeout(patience.words_s):
                await self._understood.wait()
        except TimeoutError:
            log.warning("utterance_not_understood", within_s=patience.words_s)
        self._act(self._tracker.finish())
        await self._tutor.aclose()
        await self._turns.settled(patience.scores_s)

    def _feed(self, event: LearnerEvent | TutorEvent) -> bool:
        outcomes = self._tracker.feed(event)
        self._act(outcomes)
        if not self._tracker.awaits_words:
            self._understood.set()
        return bool(outcomes)

    def _on_tutor(self, event: TutorEvent) -> None:
        message = announce(event)
        if message is not None:
            self._downlink.send(message)
        self._feed(event)

    def _act(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self._do(outcome)

    def _do(self, outcome: Outcome) -> None:  # noqa: C901 - one case an outcome
        down = self._downlink
        match outcome:
            case FloorChanged(floor):
                down.send(State(turn=floor, tutor=self._tutor_name))
            case LearnerTurn(heard=heard):
                pcm = self._sound.pop(heard.utterance, None) if heard else None
                self._turns.put(Learned(outcome, bytes(pcm) if pcm else None))
            case NothingSaid(utterance, turn_id):
                self._sound.pop(utterance, None)
                down.send(
                    Transcription(
                        role=Role.USER, text="", final=True, utterance=utterance, turn_id=turn_id
                    )
                )
            case ReplyOpened(generation):
                down.send(ReplyStarted(generation=generation))
            case ReplySentence(generation, text):
                down.send(
                    Transcription(role=Role.ASSISTANT, text=text, final=True, generation=generation)
                )
            case ReplySound():
                self._observe_first_sound()
                down.play(outcome)
            case ReplySent(generation, samples, clock=clock):
                complete = ReplyComplete(generation=generation, samples=samples, task_clock=clock)
                down.after_audio(complete)
            case ReplyCut(generation, by):
                down.drop(generation)
                down.send(Interrupted(generation=generation, reason=by))
            case TutorTurn():
                self._turns.put(outcome)

    def _observe_first_sound(self) -> None:
        if self._closed_at is not None:
            metrics.CLOSE_TO_AUDIO.observe(time.monotonic() - self._closed_at)
            self._closed_at = None
