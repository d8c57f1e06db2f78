"""The law of the score models: plain arrays, right sums, the same each time."""

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import PhoneEvidence, WordEvidence
from server.speech.examiner import FILE, KINDS, english
from server.speech.heard import PHONES, Heard, heard
from server.speech.regression import Lines, Trees
from server.speech.score_features import SENTENCE

TEXT = {"the": "DH AH", "night": "N AY T", "is": "IH Z", "young": "Y AH NG"}


def said(seed: int = 0, frames: int = 8, fit: float = -20.0) -> Heard:
    """Four words, a stop after the second, states of noise."""
    words, at = [], 0.1
    for number, (text, phones) in enumerate(TEXT.items()):
        at += 0.3 if number == 2 else 0.0
        found = []
        for name in phones.split():
            found.append(PhoneEvidence(name, at, at + frames / 100, fit))
            at += frames / 100
        words.append(WordEvidence(text, found[0].start_s, at, 0.0, tuple(found)))
    dice = np.random.default_rng(seed)
    steps = round(at * 50) + 10
    level = np.full(steps * 2, 20.0)
    level[10 : round(at * 100)] = 60.0
    states = dice.normal(0, 1, (steps, 512)).astype(np.float32)
    made = heard(tuple(words), [(-0.1, -0.5)] * 4, states, level)
    assert made is not None
    return made


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=2))
def test_a_tree_walks_to_the_leaf_that_its_thresholds_name(row: list[float]) -> None:
    tree = Trees(
        column=np.array([[0, -1, 1, -1, -1]], np.int16),
        threshold=np.array([[0.5, 1.0, -1.0, 2.0, 4.0]], np.float32),
        left=np.array([[1, 0, 3, 0, 0]], np.int16),
        right=np.array([[2, 0, 4, 0, 0]], np.int16),
        start=10.0,
        depth=2,
    )
    first, second = np.float32(row[0]), np.float32(row[1])
    leaf = 1.0 if first <= 0.5 else 2.0 if second <= -1 else 4.0
    assert tree.predict(np.array([row]))[0] == 10 + leaf
    again = Trees.of(tree.arrays("t"), "t")
    assert again.predict(np.array([row] * 3)).tolist() == [10 + leaf] * 3


def test_lines_survive_their_file() -> None:
    lines = Lines(np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([3.0, 0.25]))
    again = Lines.of(lines.arrays("l"), "l")
    assert again.predict(np.array([[2.0, 4.0]])).tolist() == [[7.0, 0.25]]


def test_the_shipped_models_are_small_plain_arrays_with_their_citation() -> None:
    folder = files("resources") / "scoring"
    assert len((folder / FILE).read_bytes()) < 2_000_000
    with (folder / FILE).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        assert all(array.dtype.kind in "fi" for array in arrays.values())
    assert "Interspeech 2021" in (folder / "README.md").read_text("utf-8")


def test_the_models_fit_the_columns_they_are_given() -> None:
    examiner = english()
    assert examiner.parts.posteriors.weights.shape == (512, len(PHONES))
    for kind in KINDS:
        assert examiner.heads[kind].line.weights.shape == (len(SENTENCE) + 4, 4)
    assert examiner.fits.weights.shape == (len(SENTENCE), 1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_and_phone_is_scored_within_its_range_and_the_same_each_time(kind: str) -> None:
    utterance = said()
    found, again = (
        english().examine(s, s.states, s.level, kind)  # type: ignore[arg-type]
        for s in (utterance, said())
    )
    assert found == again
    scores = found.scores
    assert [len(word) for word in scores.phones] == [2, 3, 2, 3]
    assert all(0 <= mark <= 2 for word in scores.phones for mark in word)
    assert len(scores.words) == 4
    assert all(0 <= word <= 5 for word in scores.words)
    for estimate in (scores.fluency, scores.prosody, scores.accuracy, scores.total):
        assert 0 <= estimate.score <= 5
        assert 0.2 < estimate.half_width < 1.5


def test_without_words_the_sound_alone_is_scored() -> None:
    utterance = said()
    found = english().examine(None, utterance.states, utterance.level, "free")
    assert found.fits is None
    assert found.scores.words == ()


def test_a_stop_between_words_is_found_and_counts_in_the_tempo() -> None:
    ((start, end),) = said().stops
    assert end - start == pytest.approx(0.3)
    _, articulation, share = said().tempo
    assert articulation == pytest.approx(10 / 0.8)
    assert share == pytest.approx(0.3 / 1.1)


def test_phones_that_the_models_do_not_know_are_not_scored() -> None:
    word = WordEvidence("x", 0.0, 0.1, 0.0, (PhoneEvidence("XX", 0.0, 0.1, 0.0),))
    states = np.zeros((10, 512), np.float32)
    assert heard((word,), [(-0.1,)], states, np.zeros(20)) is None
    assert heard((), [], states, np.zeros(20)) is None
