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


def total_band(evaluation: Evaluation) -> tuple[float, float] | None:
    """Low and high of the total, where there is one."""
    low, high = evaluation.total_low, evaluation.total_high
    return (low, high) if low is not None and high is not None else None


def reasons(evaluation: Evaluation) -> dict[Metric, str]:
    """What is missing, for each metric that abstained."""
    return {
        metric: score.reason
        for metric, score in evaluation.metrics.items()
        if score.reason is not None
    }


def evidence(evaluation: Evaluation) -> dict[Metric, tuple[str, ...]]:
    """The numbers behind each metric, in words."""
    return {metric: score.evidence for metric, score in evaluation.metrics.items()}


def feedback(turn: Turn, evaluation: Evaluation) -> Feedback:
    """The message that tells the learner how a turn went."""
    return Feedback(
        turn_id=turn.turn_id,
        turn_index=turn.turn_index,
        metrics=values(evaluation),
        bands=bands(evaluation),
        total=evaluation.total,
        total_band=total_band(evaluation),
        remarks=evaluation.remarks,
        reasons=reasons(evaluation),
        evidence=evidence(evaluation),
    )
