"""From evidence to an evaluation: four metrics on the rubric's scale, a total from 0 to 100, bands,
at most three remarks. The only place where a total is computed; nothing is added to it.
"""

from collections.abc import Mapping, Sequence

from server.domain.evidence import TurnEvidence
from server.domain.fluency import judge_fluency
from server.domain.grammar import judge_grammar
from server.domain.judgement import TOP, Judgement
from server.domain.pronunciation import judge_pronunciation
from server.domain.vocabulary import judge_vocabulary
from server.protocol.models import Evaluation, Language, Metric, MetricScore, Remark, Rubric, Scale

MOST_REMARKS = 3
_KIND_ORDER = {"fix": 0, "unsure": 1, "note": 2, "good": 3}
_METRIC_ORDER = (Metric.GRAMMAR, Metric.PRONUNCIATION, Metric.FLUENCY, Metric.VOCABULARY)


def evaluate(evidence: TurnEvidence, rubric: Rubric, language: Language) -> Evaluation:
    """Scores one turn. Same evidence, same scores."""
    return evaluate_together((evidence,), rubric, language)


def evaluate_together(
    turns: Sequence[TurnEvidence], rubric: Rubric, language: Language
) -> Evaluation:
    """Scores several turns as if they were one: their evidence is pooled, not their scores."""
    judged = {
        Metric.FLUENCY: judge_fluency(turns),
        Metric.VOCABULARY: judge_vocabulary(turns),
        Metric.GRAMMAR: judge_grammar(turns),
        Metric.PRONUNCIATION: judge_pronunciation(turns, language),
    }
    metrics = {metric: on_scale(judgement, rubric.scales) for metric, judgement in judged.items()}
    remarks = [remark for metric in _METRIC_ORDER for remark in judged[metric].remarks]
    return with_total(metrics, rubric, rank(remarks))


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
