"""The law of scores that models gave: pooled by speech, shown where there are any."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import Estimate, SpeechEvidence, SpeechScores, TurnEvidence
from server.domain.expert_scores import pooled
from server.domain.fluency import judge_fluency
from server.domain.pronunciation import judge_pronunciation
from tests.fakes.evidence import ENGLISH, speech, words

TEXT = "I went to the market and bought three fresh apples for my mother"


def examined(score: float, weak: tuple[int, ...] = (), **measures: float) -> SpeechEvidence:
    """Speech that experts would score so, but for some weak words."""
    sound = speech(TEXT, **measures)  # type: ignore[arg-type]
    estimate = Estimate(score, 0.5)
    marks = [1.0 if at in weak else 4.5 for at in range(len(sound.words))]
    phones = tuple(
        (0.2, *(1.9,) * (len(word.phones) - 1)) if at in weak else (1.9,) * len(word.phones)
        for at, word in enumerate(sound.words)
    )
    scores = SpeechScores(estimate, estimate, estimate, estimate, tuple(marks), phones)
    return replace(sound, scores=scores)


def turn(sound: SpeechEvidence) -> TurnEvidence:
    return TurnEvidence(words(TEXT), sound)


@given(st.lists(st.floats(0, 5), min_size=1, max_size=6))
def test_the_pool_lies_between_its_turns_and_more_speech_narrows_it(scores: list[float]) -> None:
    sounds = [examined(score) for score in scores]
    found = pooled(sounds, "accuracy")
    assert found is not None
    assert min(scores) - 1e-9 <= found.score <= max(scores) + 1e-9
    more = pooled(sounds * 3, "accuracy")
    assert more is not None
    assert more.half_width <= found.half_width


def test_a_turn_that_was_not_examined_leaves_the_pool_to_the_formula() -> None:
    assert pooled([examined(4.0), speech(TEXT)], "fluency") is None
    assert pooled([], "fluency") is None


def test_noise_widens_the_band() -> None:
    quiet, noisy = pooled([examined(4.0)], "total"), pooled([examined(4.0, snr_db=5.0)], "total")
    assert quiet is not None
    assert noisy is not None
    assert noisy.half_width > quiet.half_width


@given(st.floats(0.5, 5))
def test_what_experts_would_say_is_what_is_shown(score: float) -> None:
    turns = [turn(examined(score))]
    assert judge_fluency(turns).score == pytest.approx(score)
    assert judge_pronunciation(turns, ENGLISH).score == pytest.approx(score)


def test_at_most_three_words_are_named_each_with_its_weakest_sound() -> None:
    judged = judge_pronunciation([turn(examined(3.0, weak=(1, 4, 6, 9)))], ENGLISH)
    assert [remark.quote for remark in judged.remarks] == ["went", "market", "bought"]
    assert all("most of all /\u028c/" in remark.text for remark in judged.remarks)
    assert judge_pronunciation([turn(examined(3.0))], ENGLISH).remarks == ()


def test_something_else_than_the_text_to_read_is_not_scored() -> None:
    other = replace(examined(4.0), as_expected=False)
    judged = judge_pronunciation([turn(other)], ENGLISH)
    assert judged.score is None
    assert "something else" in (judged.reason or "")
