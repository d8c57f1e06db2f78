"""The rubric's arithmetic: metrics on its scale, their total from 0 to 100, the remarks to show.

The only place where a total is computed; nothing is added to it.
"""

from collections.abc import Mapping, Sequence

from server.domain.judgement import TOP, Judgement
from server.protocol.models import Evaluation, Metric, MetricScore, Remark, Rubric, Scale

MOST_REMARKS = 3
_KIND_ORDER = {"fix": 0, "unsure": 1, "note": 2}


def on_scale(judgement: Judgement, scale: Scale) -> MetricScore:
    """A judgement on the rubric's scale, clamped to it."""
    if judgement.score is None:
        return MetricScore(score=None, reason=judgement.reason, evidence=judgement.evidence)
    low, high = judgement.score - judgement.half_width, judgement.score + judgement.half_width
    return MetricScore(
        score=to_scale(judgement.score, scale),
        low=to_scale(low, scale),
        high=to_scale(high, scale),
        evidence=judgement.evidence,
    )


def to_scale(score: float, scale: Scale) -> float:
    """From 0-5 to the rubric's range."""
    share = min(1.0, max(0.0, score / TOP))
    return scale.min + share * (scale.max - scale.min)


def with_total(
    metrics: Mapping[Metric, MetricScore], rubric: Rubric, remarks: tuple[Remark, ...] = ()
) -> Evaluation:
    """An evaluation with its total and the total's band."""
    return Evaluation(
        metrics=dict(metrics),
        total=total({name: metric.score for name, metric in metrics.items()}, rubric),
        total_low=total({name: metric.low for name, metric in metrics.items()}, rubric),
        total_high=total({name: metric.high for name, metric in metrics.items()}, rubric),
        remarks=remarks,
    )


def total(scores: Mapping[Metric, float | None], rubric: Rubric) -> float | None:
    """100 * sum(w * s) / (max * sum(w)) over the assessed metrics, each s clamped to the scale.

    0 to 100; None when nothing was assessed, or only what the rubric gives no weight.
    """
    scale = rubric.scales
    weighed = [
        (rubric.weights.of(metric), min(scale.max, max(scale.min, score)))
        for metric, score in scores.items()
        if score is not None
    ]
    weight = sum(share for share, _ in weighed)
    if weight <= 0:
        return None
    reached = sum(share * score for share, score in weighed) / (scale.max * weight)
    return min(100.0, max(0.0, 100 * reached))


def rank(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The three remarks to show: one of praise if there is any, the rest by how much they help."""
    different = list(dict.fromkeys(remarks))
    praise = [remark for remark in different if remark.kind == "good"][:1]
    others = sorted(
        (remark for remark in different if remark.kind != "good"),
        key=lambda remark: _KIND_ORDER[remark.kind],
    )
    return (*others[: MOST_REMARKS - len(praise)], *praise)
