"""Turns on their way to the database, in order, off the audio path; announced once stored."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

import structlog

from server import metrics
from server.domain.errors import EloquioError, LimitReached, StorageUnavailable
from server.domain.evidence import RecognizedWord
from server.domain.ports import TurnAudio
from server.domain.repositories import SessionRepository
from server.domain.turns import LearnerTurn, TutorTurn
from server.protocol.audio import MICROPHONE
from server.protocol.messages import (
    Error,
    Feedback,
    ServerMessage,
    Transcription,
    TurnAck,
    TurnComplete,
)
from server.protocol.models import Language, Role, Rubric, Turn, TurnDetails
from server.service.feedback import feedback
from server.service.scoring import TurnScorer

log = structlog.get_logger()

STORAGE_TRIES = 5
FIRST_WAIT_S = 0.2


@dataclass(frozen=True, slots=True)
class Learned:
    """A learner's turn to store; `pcm` is its sound, None for a typed one."""

    turn: LearnerTurn
    pcm: bytes | None


class TurnLog:
    """One writer for one session; `full` when the session holds no more turns."""

    def __init__(
        self,
        user_id: UUID,
        session_id: UUID,
        rubric: Rubric,
        language: Language,
        sessions: SessionRepository,
        audio: TurnAudio,
        scorer: TurnScorer,
        send: Callable[[ServerMessage], None],
    ) -> None:
        self._user_id = user_id
        self._session_id = session_id
        self._rubric = rubric
        self._language = language
        self._sessions = sessions
        self._audio = audio
        self._scorer = scorer
        self._send = send
        self._queue: asyncio.Queue[Learned | TutorTurn] = asyncio.Queue()
        self._scoring: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()
        self.full = False

    def put(self, turn: Learned | TutorTurn) -> None:
        """Takes a closed turn; never waits."""
        self._queue.put_nowait(turn)

    async def run(self) -> None:
        """Stores what comes, in order, until cancelled."""
        while True:
            turn = await self._queue.get()
            try:
                if isinstance(turn, Learned):
                    await self._store_learner(turn)
                else:
                    await self._store_tutor(turn)
            except EloquioError as error:
                self.full = self.full or isinstance(error, LimitReached)
                log.warning("turn_not_stored", code=error.code, reason=error.message)
                self._send(Error(**error.detail.model_dump(mode="json")))
            finally:
                self._queue.task_done()

    async def correct(self, turn_id: UUID, text: str) -> None:
        """Gives a stored turn another text; acknowledged at once, its new feedback follows.

        Raises:
            NotFound: no such turn is stored.
            Conflict: the turn is the tutor's.
            LimitReached: it was corrected too often.
        """
        corrected = await self._sessions.correct_turn(
            self._user_id, self._session_id, turn_id, text
        )
        turn = corrected.turn
        self._send(
            TurnAck(turn_id=turn_id, turn_index=turn.turn_index, duplicate=not corrected.changed)
        )
        if corrected.changed:
            self._score_later(turn, await self._audio.load(self._session_id, turn_id), ())
        elif turn.evaluation is not None:
            self._send(feedback(turn, turn.evaluation))

    async def settled(self, scores_within_s: float) -> None:
        """Waits until every turn is stored, and for the scores as long as told."""
        await self._queue.join()
        if self._scoring:
            await asyncio.wait(self._scoring, timeout=scores_within_s)

    async def aclose(self) -> None:
        """Gives up scores still on their way; their jobs stay."""
        for task in self._scoring:
            task.cancel()
        await asyncio.gather(*self._scoring, return_exceptions=True)

    async def _store_learner(self, learned: Learned) -> None:
        turn, heard = learned.turn, learned.turn.heard
        audio_ms = round(MICROPHONE.milliseconds(len(learned.pcm))) if learned.pcm else None
        details = TurnDetails(
            input="voice" if heard else "text",
            intent=heard.intent if heard else None,
            audio_ms=audio_ms,
            expected=turn.expected,
        )
        if learned.pcm:
            await self._audio.save(self._session_id, turn.turn_id, learned.pcm)
        stored = await self._add(turn.turn_id, Role.USER, turn.text, details, "score")
        if heard:
            self._send(
                Transcription(
                    role=Role.USER,
                    text=turn.text,
                    intent=heard.intent,
                    final=True,
                    utterance=heard.utterance,
                    turn_id=turn.turn_id,
                )
            )
        words = heard.words if heard else ()
        self._score_later(stored, learned.pcm, words)

    async def _store_tutor(self, turn: TutorTurn) -> None:
        details = TurnDetails(
            cut=turn.cut, heard_ms=turn.heard_ms, goals=turn.goals, facts=turn.facts
        )
        turn_id = uuid5(self._session_id, f"{turn.number}:assistant")
        stored = await self._add(turn_id, Role.ASSISTANT, turn.text, details, None)
        self._send(TurnComplete(turn_index=stored.turn_index, goals=turn.goals))

    async def _add(
        self, turn_id: UUID, role: Role, text: str, details: TurnDetails, job: str | None
    ) -> Turn:
        """Stores with patience: a delayed commit delays the acknowledgement, never fakes it."""
        for trial in range(1, STORAGE_TRIES + 1):
            try:
                stored = await self._sessions.add_turn(
                    self._user_id, self._session_id, turn_id, role, text, details, job
                )
                break
            except StorageUnavailable:
                if trial == STORAGE_TRIES:
                    raise
                await asyncio.sleep(FIRST_WAIT_S * 2**trial)
        else:
            raise AssertionError("unreachable: the last try returns or raises")
        metrics.TURNS_LOGGED.labels(role=role.value).inc()
        self._send(
            TurnAck(turn_id=turn_id, turn_index=stored.turn_index, duplicate=stored.duplicate)
        )
        return Turn(
            session_id=self._session_id,
            turn_id=turn_id,
            turn_index=stored.turn_index,
            role=role,
            text=text,
            created_at=datetime.now(UTC),
            details=details,
        )

    def _score_later(
        self, turn: Turn, pcm: bytes | None, words: tuple[RecognizedWord, ...]
    ) -> None:
        task = asyncio.create_task(self._score(turn, pcm, words))
        self._scoring.add(task)
        task.add_done_callback(self._scoring.discard)

    async def _score(
        self, turn: Turn, pcm: bytes | None, words: tuple[RecognizedWord, ...]
    ) -> None:
        async with self._one_at_a_time:
            try:
                evaluation = await self._scorer.score(
                    self._user_id, turn, self._rubric, self._language, pcm, words
                )
            except EloquioError as error:
                log.warning("turn_not_scored", turn_index=turn.turn_index, reason=error.message)
                return
        message: Feedback = feedback(turn, evaluation)
        self._send(message)
