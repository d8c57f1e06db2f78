"""The law of the four metrics: what moves them, and when they say nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import Lint, Pause, TurnEvidence
from server.domain.fluency import judge_fluency
from server.domain.grammar import judge_grammar
from server.domain.pronunciation import judge_pronunciation
from server.domain.scoring import evaluate, evaluate_together
from server.domain.vocabulary import judge_vocabulary
from server.protocol.models import Metric
from tests.fakes.evidence import ENGLISH, RUBRIC, heard, speech, words

TEXT = "I went to the market and bought three fresh apples for my mother"


def score(judgement: object) -> float:
    value = getattr(judgement, "score", None)
    assert isinstance(value, float)
    return value


@given(st.floats(0.5, 5), st.floats(0.05, 1))
def test_faster_even_speech_is_never_less_fluent(rate: float, more: float) -> None:
    slow, fast = heard(TEXT, rate=rate), heard(TEXT, rate=rate + more)
    assert score(judge_fluency([fast])) >= score(judge_fluency([slow])) - 1e-9


def test_pauses_inside_clauses_cost_and_those_at_their_ends_do_not() -> None:
    def with_pauses(place: str) -> float:
        pauses = tuple(Pause(n, n + 0.8, place) for n in range(1, 4))  # type: ignore[arg-type]
        return score(judge_fluency([TurnEvidence(words(TEXT), speech(TEXT, pauses=pauses))]))

    whole = score(judge_fluency([heard(TEXT)]))
    assert with_pauses("clause") == pytest.approx(whole)
    assert with_pauses("inside") < whole - 0.5


def test_hesitations_cost_and_are_quoted() -> None:
    turn = TurnEvidence(words("uh " + TEXT + " um"), speech(TEXT, fillers=("uh", "um")))
    judged = judge_fluency([turn])
    assert score(judged) < score(judge_fluency([heard(TEXT)]))
    assert [remark.quote for remark in judged.remarks] == ["uh"]
    assert "2 hesitations" in judged.evidence


@given(st.floats(-90, -8), st.floats(0.1, 20))
def test_sounds_that_fit_better_are_never_scored_lower(fit: float, more: float) -> None:
    low, high = heard(TEXT, fit=fit), heard(TEXT, fit=fit + more)
    better, worse = judge_pronunciation([high], ENGLISH), judge_pronunciation([low], ENGLISH)
    assert score(better) >= score(worse)


def test_a_word_far_below_the_speakers_own_mean_is_offered_to_listen_to_again() -> None:
    sound = speech(TEXT)
    words_said = list(sound.words)
    bad = words_said[4]
    worse = tuple(replace(phone, score=-80.0) for phone in bad.phones)
    words_said[4] = replace(bad, phones=worse)
    turn = TurnEvidence(words(TEXT), replace(sound, words=tuple(words_said)))
    remarks = judge_pronunciation([turn], ENGLISH).remarks
    assert [(remark.kind, remark.quote) for remark in remarks] == [("note", "market")]


@pytest.mark.parametrize("text", ["yes please", "yes"])
def test_two_words_have_no_fluency_and_no_pronunciation(text: str) -> None:
    evaluation = evaluate(heard(text, rate=0.5), RUBRIC, ENGLISH)
    assert {metric.score for metric in evaluation.metrics.values()} == {None}
    assert evaluation.total is None
    assert all("not enough speech" in (m.reason or "") for m in evaluation.metrics.values())


def test_less_than_a_second_and_a_half_has_no_fluency() -> None:
    judged = judge_fluency([heard("I am a cat", rate=4)])
    assert judged.score is None
    assert "1.5 s" in (judged.reason or "")


def test_five_words_have_no_grammar_and_no_vocabulary_but_their_error_is_told() -> None:
    lint = Lint(0, 10, "verb.agree_be", "Agree is a verb of its own.", "I agree")
    turn = TurnEvidence(words("I am agree with you", (lint,)), None)
    assert judge_vocabulary([turn]).score is None
    judged = judge_grammar([turn])
    assert judged.score is None
    assert [(r.quote, r.better) for r in judged.remarks] == [("I am agree", "I agree")]


def test_a_typed_turn_is_not_heard() -> None:
    evaluation = evaluate(TurnEvidence(words(TEXT), None), RUBRIC, ENGLISH)
    assert evaluation.metrics[Metric.FLUENCY].reason == "typed: not heard"
    assert evaluation.metrics[Metric.PRONUNCIATION].reason == "typed: not heard"
    assert evaluation.metrics[Metric.GRAMMAR].score is not None


def test_a_language_for_practice_only_has_no_pronunciation_score() -> None:
    thai = ENGLISH.model_copy(update={"code": "th", "tier": 3})
    assert judge_pronunciation([heard(TEXT)], thai).score is None


def test_grammar_without_a_checker_is_not_assessed() -> None:
    judged = judge_grammar([TurnEvidence(words(TEXT, None), None)])
    assert judged.score is None
    assert (judged.reason or "").startswith("not assessed")


def test_a_short_turn_without_a_checker_is_not_assessed_either() -> None:
    unchecked = TurnEvidence(replace(words("Ok, va"), lints=None), speech("Ok, va"))
    assert (judge_grammar([unchecked]).reason or "").startswith("not assessed")


def test_another_language_is_said_and_not_scored() -> None:
    turn = heard(TEXT)
    other = replace(turn, text=replace(turn.text, target_share=0.2))
    evaluation = evaluate(other, RUBRIC, ENGLISH)
    assert evaluation.total is None
    assert evaluation.metrics[Metric.GRAMMAR].reason == "not in the target language"
    assert evaluation.metrics[Metric.VOCABULARY].reason == "not in the target language"


@given(st.integers(0, 6))
def test_each_error_lowers_grammar(count: int) -> None:
    lints = tuple(Lint(n, n + 1, "r", "m", "x") for n in range(count + 1))
    fewer = judge_grammar([TurnEvidence(words(TEXT, lints[:-1]), None)])
    more = judge_grammar([TurnEvidence(words(TEXT, lints), None)])
    assert score(more) < score(fewer) or score(more) == 0


def test_one_word_repeated_is_at_most_one() -> None:
    assert score(judge_vocabulary([heard("water " * 12)])) <= 1
    assert score(judge_grammar([heard("water " * 12)])) <= 1


def test_words_in_no_order_score_below_the_same_words_in_order() -> None:
    def ordered(fit: float) -> TurnEvidence:
        return TurnEvidence(replace(words(TEXT), word_order=fit), speech(TEXT))

    whole = evaluate(ordered(0.4), RUBRIC, ENGLISH)
    shuffled = evaluate(ordered(-0.6), RUBRIC, ENGLISH)
    assert shuffled.total is not None
    assert whole.total is not None
    assert shuffled.total < whole.total - 10
    assert any("order" in remark.text for remark in shuffled.remarks)


def test_more_speech_narrows_the_band() -> None:
    one = judge_fluency([heard(TEXT)])
    ten = judge_fluency([heard(TEXT)] * 10)
    assert ten.half_width < one.half_width


def test_turns_too_short_alone_are_judged_together() -> None:
    short = heard("I like it")
    assert evaluate(short, RUBRIC, ENGLISH).metrics[Metric.GRAMMAR].score is None
    pooled = evaluate_together([short] * 4, RUBRIC, ENGLISH)
    assert pooled.metrics[Metric.GRAMMAR].score is not None


def test_a_noisy_recording_has_a_wider_band() -> None:
    clear, noisy = judge_fluency([heard(TEXT)]), judge_fluency([heard(TEXT, snr_db=5.0)])
    assert noisy.half_width > clear.half_width
    assert noisy.score == clear.score


def test_the_same_evidence_gives_the_identical_evaluation() -> None:
    assert evaluate(heard(TEXT), RUBRIC, ENGLISH) == evaluate(heard(TEXT), RUBRIC, ENGLISH)


def test_a_correction_that_takes_words_away_is_quoted_with_what_stays() -> None:
    lint = Lint(2, 8, "harper.usage", "Leave it out.", "")
    turn = TurnEvidence(words("I really like it very much today", (lint,)), None)
    (fix,) = judge_grammar([turn]).remarks
    assert (fix.quote, fix.better) == ("really like", "like")
