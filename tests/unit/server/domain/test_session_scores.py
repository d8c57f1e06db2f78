"""The law of a session's scores: evidence weighs, and little of it is said to be little."""

import pytest

from server.domain.scoring import evaluate, pool
from server.protocol.models import Metric
from tests.fakes.evidence import ENGLISH, RUBRIC, heard, turn

GOOD = "I went to the market and bought three fresh apples for my mother"


def test_a_session_without_scored_turns_has_no_number() -> None:
    evaluation = pool([turn("yes", None)], RUBRIC, ENGLISH)
    assert evaluation.total is None
    assert all("not enough speech" in (m.reason or "") for m in evaluation.metrics.values())


def test_a_longer_turn_weighs_more() -> None:
    slow = evaluate(heard(GOOD, rate=1.0), RUBRIC, ENGLISH)
    fast = evaluate(heard(GOOD, rate=4.0), RUBRIC, ENGLISH)
    mostly_slow = pool([turn(GOOD, slow, 30), turn(GOOD, fast, 5)], RUBRIC, ENGLISH)
    mostly_fast = pool([turn(GOOD, slow, 5), turn(GOOD, fast, 30)], RUBRIC, ENGLISH)
    low = mostly_slow.metrics[Metric.FLUENCY].score
    high = mostly_fast.metrics[Metric.FLUENCY].score
    assert low is not None
    assert high is not None
    assert low < high


def test_a_short_session_says_so_far_and_a_long_one_does_not() -> None:
    scored = evaluate(heard(GOOD), RUBRIC, ENGLISH)
    short = pool([turn(GOOD, scored, 6)], RUBRIC, ENGLISH).metrics[Metric.FLUENCY]
    long = pool([turn(GOOD, scored, 6)] * 12, RUBRIC, ENGLISH).metrics[Metric.FLUENCY]
    assert any(line.endswith("-ish so far") for line in short.evidence)
    assert not any("so far" in line for line in long.evidence)
    assert short.high is not None
    assert long.high is not None
    assert short.low is not None
    assert long.low is not None
    assert long.high - long.low < short.high - short.low
    assert short.score == pytest.approx(long.score)


def test_a_typed_turn_leaves_what_is_heard_to_the_spoken_ones() -> None:
    spoken = evaluate(heard(GOOD), RUBRIC, ENGLISH)
    pooled = pool([turn(GOOD, spoken), turn(GOOD, spoken, None)], RUBRIC, ENGLISH)
    assert pooled.metrics[Metric.FLUENCY].evidence[0] == "4 s of speech in 1 turn"
    assert pooled.metrics[Metric.GRAMMAR].evidence[0] == "26 words in 2 turns"
