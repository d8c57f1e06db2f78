"""From a stored turn to its stored scores."""

from uuid import UUID

import structlog

from server import metrics
from server.domain.evidence import RecognizedWord
from server.domain.ports import Assessor, EvidenceMeter
from server.domain.repositories import SessionRepository
from server.protocol.models import Evaluation, Language, Rubric, Turn

log = structlog.get_logger()


class TurnScorer:
    """Measures a learner's turn off the event loop, judges it, stores the result."""

    def __init__(
        self, meter: EvidenceMeter, assessor: Assessor, sessions: SessionRepository
    ) -> None:
        self._meter = meter
        self._assessor = assessor
        self._sessions = sessions

    async def score(
        self,
        user_id: UUID,
        turn: Turn,
        rubric: Rubric,
        language: Language,
        pcm: bytes | None,
        words: tuple[RecognizedWord, ...],
    ) -> Evaluation:
        """The evaluation of a turn; `pcm` is its sound at 16 kHz, None for a typed one.

        Raises:
            TutorUnavailable: the measuring worker failed; the turn's job tries again.
            Conflict: the turn was corrected meanwhile; the scores of its old text are dropped.
        """
        evidence = await self._meter.measure(
            turn.text, language.code, pcm, words, turn.details.expected
        )
        evaluation = await self._assessor.evaluate(turn, evidence, rubric, language)
        await self._sessions.save_evaluation(
            user_id, turn.session_id, turn.turn_id, evaluation, of_text=turn.text
        )
        metrics.TURNS_EVALUATED.inc()
        if evaluation.total is not None:
            metrics.SCORES.observe(evaluation.total)
        log.info("turn_evaluated", turn_index=turn.turn_index, total=evaluation.total)
        return evaluation
