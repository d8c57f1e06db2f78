"""Scores in the words of the wire."""

from server.protocol.messages import Feedback
from server.protocol.models import Evaluation, Metric, Turn

Bands = dict[Metric, tuple[float, float]]


def values(evaluation: Evaluation) -> dict[Metric, float | None]:
    """Metric to score, None where it abstained."""
    return {metric: score.score for metric, score in evaluation.metrics.items()}


def bands(evaluation: Evaluation) -> Bands:
    """Metric to (low, high), only where there is a score."""
    return {
        metric: (score.low, score.high)
        for metric, score in evaluation.metrics.items()
        if score.score is not None and score.low is not None and score.high is not None
    }


def feedback(turn: Turn, evaluation: Evaluation) -> Feedback:
    """The message that tells the learner how a turn went."""
    low, high = evaluation.total_low, evaluation.total_high
    return Feedback(
        turn_id=turn.turn_id,
        turn_index=turn.turn_index,
        metrics=values(evaluation),
        bands=bands(evaluation),
        total=evaluation.total,
        total_band=(low, high) if low is not None and high is not None else None,
        remarks=evaluation.remarks,
        reasons={
            metric: score.reason
            for metric, score in evaluation.metrics.items()
            if score.reason is not None
        },
        evidence={metric: score.evidence for metric, score in evaluation.metrics.items()},
    )
