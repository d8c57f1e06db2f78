"""Fitting of everything below the sentence, so that no score a later stage learns from was made by
a model that knew its speaker.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from server.speech.heard import PHONES, Heard, Indices, Numbers, sounding
from server.speech.part_models import MOST, MOST_MARK, PartModels, log_softmax
from server.speech.regression import Lines, Trees
from server.speech.score_features import PhoneRows, sentence_row, word_rows
from tests.bench import fit_models
from tests.bench.fit_models import mark_lines, posterior_lines, ridge

GOOD = 1.8  # mean mark of a phone that most raters call right
RIDGE = np.logspace(2, 5, 7)


@dataclass(frozen=True)
class Sample:
    """A sentence with its labels.

    Attributes:
        phones: mark of each phone, 0 to 2, NaN unknown.
        words: accuracy of each, 0 to 10.
        marks: the four dimensions, 0 to 10.
    """

    utt: str
    speaker: str
    age: int
    said: Heard
    phones: Numbers
    words: Numbers
    marks: Numbers


@dataclass(frozen=True)
class Fitted:
    """Models of all samples, one set for each fold that did not see it, and what those sets said.

    Attributes:
        rows: each sample's sentence columns by its fold's models.
    """

    models: PartModels
    of_fold: tuple[PartModels, ...]
    fold: Indices
    rows: Numbers
    pooled: Numbers


def folds(speakers: Sequence[str], count: int, seed: int) -> Indices:
    """Every speaker in one of `count` groups."""
    names = sorted(set(speakers))
    places = np.random.RandomState(seed).permutation(len(names)) % count
    place = dict(zip(names, places, strict=True))
    return np.array([place[speaker] for speaker in speakers], np.intp)


class _Tables:
    """The samples' phones, words and sentences, one under another."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        said = [sample.said for sample in samples]
        self.states = np.concatenate([s.phone_states for s in said]).astype(np.float64)
        self.phone = np.concatenate([s.phone for s in said])
        self.marks = np.concatenate([sample.phones for sample in samples])
        self.of_phone = np.repeat(np.arange(len(said)), [len(s.phone) for s in said])
        self.word_states = np.concatenate([s.word_states for s in said]).astype(np.float64)
        self.words = np.concatenate([sample.words for sample in samples])
        self.of_word = np.repeat(np.arange(len(said)), [len(s.words) for s in said])
        silent = [(at, s.silence_state) for at, s in enumerate(said)]
        self.of_silence = np.array([at for at, state in silent if state is not None], np.intp)
        self.silence = np.array([state for _, state in silent if state is not None], np.float64)
        self.sounding = np.stack([sounding(s.states, s.level) for s in said])
        self.sentence = np.stack([sample.marks for sample in samples])
        frames = np.concatenate([s.frames for s in said])
        fit = np.concatenate([s.fit for s in said])
        self.usual = np.stack([self._by_phone(np.log(frames)), self._by_phone(fit)])

    def _by_phone(self, values: Numbers) -> Numbers:
        count = np.bincount(self.phone, minlength=len(PHONES))
        total = np.bincount(self.phone, values, minlength=len(PHONES))
        return np.where(count > 0, total / np.maximum(count, 1), values.mean())

    def lines(self, learn: Indices) -> tuple[Lines, Lines, Lines, Lines]:
        """The four linear models of the samples that `learn` is true for."""
        phones, silences = learn[self.of_phone], learn[self.of_silence]
        good = phones & (self.marks >= GOOD)
        states = np.concatenate([self.states[good], self.silence[silences]])
        names = np.concatenate([self.phone[good], np.zeros(int(silences.sum()), np.intp)])
        known = phones & np.isfinite(self.marks)
        words = learn[self.of_word]
        return (
            posterior_lines(states, names),
            mark_lines(self.states[known], self.phone[known], self.marks[known]),
            ridge(self.word_states[words], self.words[words], RIDGE * 10),
            ridge(self.sounding[learn], self.sentence[learn], RIDGE),
        )


def fit_parts(samples: Sequence[Sample], count: int = 4, seed: int = 1) -> Fitted:
    """Fits in stages: lines, phones, words."""
    tables, size = _Tables(samples), len(samples)
    fold = folds([sample.speaker for sample in samples], count, seed)
    every = [tables.lines(fold != number) for number in range(count)]
    rows, alone = [], []
    pooled = np.zeros((size, tables.sentence.shape[1]))
    for at, sample in enumerate(samples):
        posteriors, marks, words, sentence = every[fold[at]]
        states = sample.said.phone_states.astype(np.float64)
        mark = marks.predict(states)[np.arange(len(states)), sample.said.phone]
        spoken = log_softmax(posteriors.predict(states))
        rows.append(PhoneRows(sample.said, spoken, mark, tables.usual))
        alone.append(words.predict(sample.said.word_states.astype(np.float64))[:, 0])
        pooled[at] = sentence.predict(tables.sounding[at : at + 1])[0]
    table = np.concatenate([row.table for row in rows])
    phone_trees = _stage(table, tables.marks, fold[tables.of_phone], count, (200, 24))
    phones = np.clip(_out_of_fold(phone_trees, table, fold[tables.of_phone]), 0, MOST_MARK)
    of_sample = np.split(phones, np.flatnonzero(np.diff(tables.of_phone)) + 1)
    word_tables = [
        word_rows(sample.said, row, mine, word)
        for sample, row, mine, word in zip(samples, rows, of_sample, alone, strict=True)
    ]
    table = np.concatenate(word_tables)
    word_trees = _stage(table, tables.words, fold[tables.of_word], count, (120, 12))
    words = np.clip(_out_of_fold(word_trees, table, fold[tables.of_word]), 0, MOST)
    by_sample = np.split(words, np.flatnonzero(np.diff(tables.of_word)) + 1)
    sentences = [
        sentence_row(sample.said, row, mine, word)
        for sample, row, mine, word in zip(samples, rows, of_sample, by_sample, strict=True)
    ]
    every.append(tables.lines(np.ones(size, bool)))
    models = [
        PartModels(*lines, tables.usual, phone, word)
        for lines, phone, word in zip(every, phone_trees, word_trees, strict=True)
    ]
    return Fitted(models[-1], tuple(models[:-1]), fold, np.stack(sentences), pooled)


def _stage(
    rows: Numbers, targets: Numbers, fold: Indices, count: int, size: tuple[int, int]
) -> list[Trees]:
    """Trees without each fold, then those of all."""
    known = np.isfinite(targets)
    learn = [known & (fold != number) for number in range(count)] + [known]
    return [fit_models.trees(rows[mask], targets[mask], *size) for mask in learn]


def _out_of_fold(models: Sequence[Trees], rows: Numbers, fold: Indices) -> Numbers:
    found = np.zeros(len(rows))
    for number, model in enumerate(models[:-1]):
        found[fold == number] = model.predict(rows[fold == number])
    return found
