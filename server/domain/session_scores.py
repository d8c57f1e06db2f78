"""A session's scores from its stored turns.

Each turn counts by how much evidence it gave: seconds for what is heard, words for what is read.
Where the evidence itself is at hand, `server.domain.scoring.evaluate_together` pools better.
"""

from collections.abc import Sequence

from server.domain.judgement import TOP
from server.domain.totals import rank, with_total
from server.protocol.models import (
    Evaluation,
    Language,
    Metric,
    MetricScore,
    Remark,
    Role,
    Rubric,
    Turn,
)

SETTLED_S, SETTLED_WORDS = 60.0, 100
NARROWEST = 0.25
WIDER_WHEN_SHORT = 1.3
WORDS_PER_SECOND = 2.0
_HEARD = (Metric.FLUENCY, Metric.PRONUNCIATION)
_LEVELS = ((0.5, "below A1"), (1.5, "A1"), (2.5, "A2"), (3.5, "B1"), (4.5, "B2"))


def pool(turns: Sequence[Turn], rubric: Rubric, language: Language) -> Evaluation:
    """Scores of a session from the evaluations of its turns, on the rubric's scale.

    Until 60 s or 100 words the bands are wide and a line says "A2-ish so far".
    """
    scored = [turn for turn in turns if turn.role is Role.USER and turn.evaluation is not None]
    short = (
        sum(_seconds(turn) for turn in scored) < SETTLED_S
        and sum(_words(turn) for turn in scored) < SETTLED_WORDS
    )
    metrics = {metric: _pool_metric(metric, scored, rubric, language, short) for metric in Metric}
    remarks = [remark for turn in scored for remark in _remarks(turn)]
    return with_total(metrics, rubric, rank(remarks))


def level_of(score: float, rubric: Rubric) -> str:
    """The CEFR level of a score on the rubric's scale."""
    scale = rubric.scales
    internal = TOP * (score - scale.min) / (scale.max - scale.min)
    return next((name for bound, name in _LEVELS if internal < bound), "C1")


def _remarks(turn: Turn) -> tuple[Remark, ...]:
    return turn.evaluation.remarks if turn.evaluation is not None else ()


def _words(turn: Turn) -> int:
    return len(turn.text.split())


def _seconds(turn: Turn) -> float:
    if turn.details.input == "text":
        return 0.0
    if turn.details.audio_ms is not None:
        return turn.details.audio_ms / 1000
    return _words(turn) / WORDS_PER_SECOND


def _pool_metric(
    metric: Metric, turns: Sequence[Turn], rubric: Rubric, language: Language, short: bool
) -> MetricScore:
    scores: list[tuple[float, float, float]] = []
    reasons: list[str] = []
    for turn in turns:
        found = turn.evaluation.metrics.get(metric) if turn.evaluation is not None else None
        weight = _seconds(turn) if metric in _HEARD else float(_words(turn))
        if found is None or found.score is None:
            reasons += [found.reason] if found is not None and found.reason else []
        elif weight > 0:
            low = found.score if found.low is None else found.low
            high = found.score if found.high is None else found.high
            scores.append((weight, found.score, max(high - found.score, found.score - low)))
    if not scores:
        return MetricScore(score=None, reason=reasons[-1] if reasons else _nothing(language))
    weight = sum(share for share, _, _ in scores)
    score = sum(share * value for share, value, _ in scores) / weight
    spread = sum((share * half) ** 2 for share, _, half in scores) ** 0.5 / weight
    half = max(spread * (WIDER_WHEN_SHORT if short else 1.0), NARROWEST * rubric.scales.max / TOP)
    unit = "s of speech" if metric in _HEARD else "words"
    lines = [f"{weight:.0f} {unit} in {len(scores)} turn{'' if len(scores) == 1 else 's'}"]
    if short:
        lines.append(f"{level_of(score, rubric)}-ish so far")
    return MetricScore(
        score=score,
        low=max(rubric.scales.min, score - half),
        high=min(rubric.scales.max, score + half),
        evidence=tuple(lines),
    )


def _nothing(language: Language) -> str:
    return f"not enough speech: nothing was said in {language.label}"
