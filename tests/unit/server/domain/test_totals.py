"""The law of the total: the founding formula and nothing else."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.domain.judgement import Judgement
from server.domain.totals import on_scale, rank, total
from server.protocol.models import Metric, Remark, Rubric, Scale, Weights

FOUNDING = Rubric(weights=Weights(fluency=0.3, vocabulary=0.25, grammar=0.25, pronunciation=0.2))
shares = st.floats(0, 1)


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    weights = draw(st.lists(shares, min_size=4, max_size=4))
    assume(sum(weights) > 1e-6)
    scale = Scale(min=draw(st.floats(0, 1)), max=draw(st.floats(2, 1000)))
    names = dict(zip(Metric, weights, strict=True))
    return Rubric(weights=Weights(**{m.value: w for m, w in names.items()}), scales=scale)


scores = st.dictionaries(st.sampled_from(Metric), st.none() | st.floats(-10, 200))


@given(rubrics(), scores)
def test_the_total_is_the_founding_formula_over_the_assessed_metrics(
    rubric: Rubric, given_scores: dict[Metric, float | None]
) -> None:
    scale, weights = rubric.scales, rubric.weights
    assessed = {m: s for m, s in given_scores.items() if s is not None and weights.of(m) > 0}
    got = total(given_scores, rubric)
    if not assessed:
        assert got is None
        return
    clamped = {m: min(max(s, scale.min), scale.max) for m, s in assessed.items()}
    weighed = sum(weights.of(m) * s for m, s in clamped.items())
    expected = 100 * weighed / (scale.max * sum(weights.of(m) for m in clamped))
    assert got is not None
    assert 0 <= got <= 100
    assert got == pytest.approx(expected)


@given(rubrics(), scores, st.sampled_from(Metric), st.floats(-10, 200), st.floats(0, 50))
def test_a_better_metric_never_lowers_the_total(
    rubric: Rubric,
    others: dict[Metric, float | None],
    metric: Metric,
    score: float,
    more: float,
) -> None:
    low = total({**others, metric: score}, rubric)
    high = total({**others, metric: score + more}, rubric)
    assert (low is None and high is None) or (high or 0) >= (low or 0) - 1e-9


def test_the_founding_weights_give_the_founding_total() -> None:
    given_scores = {
        Metric.FLUENCY: 4.0,
        Metric.VOCABULARY: 3.0,
        Metric.GRAMMAR: 2.0,
        Metric.PRONUNCIATION: 5.0,
    }
    assert total(given_scores, FOUNDING) == pytest.approx(100 * (1.2 + 0.75 + 0.5 + 1.0) / 5)


@given(rubrics(), st.floats(0, 5), st.floats(0, 3))
def test_a_judgement_stays_on_the_scale_with_its_band(
    rubric: Rubric, score: float, half: float
) -> None:
    made = on_scale(Judgement(score, half), rubric.scales)
    assert made.score is not None
    assert made.low is not None
    assert made.high is not None
    tolerance = 1e-9 * rubric.scales.max
    assert rubric.scales.min - tolerance <= made.low <= made.score + tolerance
    assert made.score - tolerance <= made.high <= rubric.scales.max + tolerance


def test_at_most_three_remarks_are_shown_and_praise_keeps_one_place() -> None:
    fixes = [
        Remark(metric=Metric.GRAMMAR, kind="fix", text=f"{n}", quote="a", better="b")
        for n in range(5)
    ]
    good = Remark(metric=Metric.VOCABULARY, kind="good", text="well")
    note = Remark(metric=Metric.FLUENCY, kind="note", text="slow")
    assert rank([note, good, *fixes]) == (fixes[0], fixes[1], good)
    assert rank([note, fixes[0]]) == (fixes[0], note)
