"""The law of phrases: every word in one piece, in order, with its own sound."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import PhoneEvidence, WordEvidence
from server.speech.heard import Heard
from server.speech.phrases import FEWEST_WORDS, MOST_WORDS, phrases

GAPS = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.2, 0.9]), min_size=1, max_size=80)


def utterance(gaps: list[float]) -> Heard:
    """A word of 0.3 s after each gap; each state holds its own number."""
    words, at = [], 0.0
    for number, gap in enumerate(gaps):
        start = round(at + gap, 2)
        at = round(start + 0.3, 2)
        words.append(
            WordEvidence(str(number), start, at, 0.0, (PhoneEvidence("AH", start, at, -20.0),))
        )
    steps = round(at * 50) + 5
    states = np.repeat(np.arange(steps, dtype=np.float32)[:, None], 2, axis=1)
    return Heard(tuple(words), ((-0.1,),) * len(words), states, np.arange(steps * 2.0))


@given(GAPS)
def test_every_word_is_in_one_piece_with_its_own_sound(gaps: list[float]) -> None:
    whole = utterance(gaps)
    pieces = phrases(whole)
    said = [word.text for piece in pieces for word in piece.words]
    assert said == [word.text for word in whole.words]
    states = np.concatenate([piece.word_states for piece in pieces])
    assert np.abs(states - whole.word_states).max() <= 1
    for piece in pieces:
        assert len(piece.words) == len(piece.expected)
        assert piece.words[0].start_s >= 0
        assert piece.words[-1].end_s <= len(piece.level) * 0.01 + 1e-9


@given(GAPS)
def test_a_piece_is_short_or_cannot_be_cut(gaps: list[float]) -> None:
    for piece in phrases(utterance(gaps)):
        assert len(piece.words) <= MOST_WORDS
        length = piece.words[-1].end_s - piece.words[0].start_s
        assert length <= 10 or len(piece.words) < 2 * FEWEST_WORDS


def test_the_cut_is_made_at_the_longest_stop() -> None:
    pieces = phrases(utterance([0.0] * 7 + [0.5] + [0.0] * 12))
    assert [len(piece.words) for piece in pieces] == [7, 13]
    assert pieces[1].words[0].start_s == pytest.approx(0.3, abs=0.02)


def test_a_short_utterance_stays_whole() -> None:
    whole = utterance([0.0] * 9)
    assert phrases(whole) == [whole]
