"""From evidence to an evaluation: four metrics with bands, a total, at most three remarks."""

from collections.abc import Sequence

from server.domain.evidence import TurnEvidence
from server.domain.fluency import judge_fluency
from server.domain.grammar import judge_grammar
from server.domain.pronunciation import judge_pronunciation
from server.domain.session_scores import pool
from server.domain.totals import on_scale, rank, total, with_total
from server.domain.vocabulary import judge_vocabulary
from server.protocol.models import Evaluation, Language, Metric, Rubric

__all__ = ["evaluate", "evaluate_together", "pool", "total"]

_REMARKS_OF = (Metric.GRAMMAR, Metric.PRONUNCIATION, Metric.FLUENCY, Metric.VOCABULARY)


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
    remarks = [remark for metric in _REMARKS_OF for remark in judged[metric].remarks]
    return with_total(metrics, rubric, rank(remarks))
