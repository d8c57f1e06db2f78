"""Fitting of the sentence's models on top of its parts: heads, calibration, and what tells that
these are not the words that were said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from server.speech.examiner import TEMPO, Calibration, Examiner, Heads, Kind
from server.speech.heard import Heard, Indices, Numbers, sounding
from server.speech.part_models import PartModels
from server.speech.regression import Lines
from tests.bench.agreement_figures import partial
from tests.bench.fit_models import ridge, trees
from tests.bench.fit_parts import Fitted, Sample, folds

RIDGE = np.logspace(-1, 4, 11)
TREES = (120, 8, 0.05)
# What may be left of tempo beyond what experts hear, by dimension, so that .12 is left for speakers
# that the halo was not measured on.
HALO = (0.12, 0.14, 0.155, 0.155)
NOISY_STEP = 2  # every other noisy sentence is learnt from: more of them cost agreement in quiet
BAND = 0.8  # share of sentences that lie within their band
FALSE_ALARMS = 0.01  # of sentences that were read as written
# What is said and what is meant, 0 to 5. The corpus has learners only, and a fitted model shrinks
# the top towards the middle: clear native voices come out at 4.2 to 4.45 and are meant to be 4.5.
CURVE = np.array(
    [[0.0, 3.9, 4.2, 4.3, 4.45, 5.0], [0.0, 3.9, 4.36, 4.54, 4.76, 5.0]],
)


@dataclass(frozen=True)
class Corpus:
    """One kind of evidence of sentences: their rows and marks.

    Attributes:
        rows: (n, columns and four).
        marks: (n, 4).
    """

    utts: tuple[str, ...]
    speakers: tuple[str, ...]
    rows: Numbers
    marks: Numbers


def full_row(models: PartModels, said: Heard) -> Numbers:
    """What the heads look at."""
    alone = models.sentence.predict(sounding(said.states, said.level)[None])[0]
    return np.concatenate((models.parts(said).row, alone))


def corpus(fitted: Fitted, samples: Sequence[Sample], others: Mapping[str, Heard]) -> Corpus:
    """Another kind of evidence of the samples, each by the models that did not see its speaker."""
    chosen = [at for at, sample in enumerate(samples) if sample.utt in others]
    rows = [full_row(fitted.of_fold[fitted.fold[at]], others[samples[at].utt]) for at in chosen]
    return _corpus([samples[at] for at in chosen], np.stack(rows))


def known_corpus(fitted: Fitted, samples: Sequence[Sample]) -> Corpus:
    """The evidence that the parts were fitted on."""
    return _corpus(samples, np.column_stack((fitted.rows, fitted.pooled)))


def _corpus(samples: Sequence[Sample], rows: Numbers) -> Corpus:
    return Corpus(
        tuple(sample.utt for sample in samples),
        tuple(sample.speaker for sample in samples),
        rows,
        np.stack([sample.marks for sample in samples]),
    )


def fit_heads(rows: Numbers, marks: Numbers) -> Heads:
    """A ridge and boosted trees for each dimension."""
    count, leaves, rate = TREES
    grown = tuple(trees(rows, column, count, leaves, rate) for column in marks.T)
    return Heads(ridge(rows, marks, RIDGE), grown)


def fit_calibration(data: Corpus, extra: Corpus | None) -> Calibration:
    """Halo and bands from predictions of heads that did not see the speaker."""
    fold = folds(data.speakers, 4, 2)
    predicted = np.zeros_like(data.marks)
    for number in range(4):
        learn = fold != number
        rows, marks = joined(data, extra, learn)
        predicted[~learn] = fit_heads(rows, marks).predict(data.rows[~learn])
    tempo = data.rows[:, TEMPO]
    usual = float(tempo.mean())
    halo = np.array(
        [
            _halo(score, mark, tempo, left)
            for score, mark, left in zip(predicted.T, data.marks.T, HALO, strict=True)
        ]
    )
    calibration = Calibration(halo, usual, CURVE, np.zeros(4))
    off = np.abs(calibration.shown(predicted, tempo) - data.marks / 2)
    return Calibration(halo, usual, CURVE, np.quantile(off, BAND, axis=0))


def joined(data: Corpus, extra: Corpus | None, learn: Indices) -> tuple[Numbers, Numbers]:
    """The sentences to learn from, with the same speakers' of the extra evidence."""
    if extra is None:
        return data.rows[learn], data.marks[learn]
    speakers = {data.speakers[at] for at in np.flatnonzero(learn)}
    more = np.array([speaker in speakers for speaker in extra.speakers])
    more &= np.arange(len(more)) % NOISY_STEP == 0
    rows = np.concatenate((data.rows[learn], extra.rows[more]))
    return rows, np.concatenate((data.marks[learn], extra.marks[more]))


def _halo(predicted: Numbers, marks: Numbers, tempo: Numbers, left: float) -> float:
    """How much of tempo to take out of a score for that partial correlation to be left."""
    away = tempo - tempo.mean()
    low, high = 0.0, 1.0
    if partial(predicted, tempo, marks) <= left:
        return 0.0
    for _ in range(20):
        middle = (low + high) / 2
        too_much = partial(predicted - middle * away, tempo, marks) > left
        low, high = (middle, high) if too_much else (low, middle)
    return high


def fit_fits(said: Numbers, other: Numbers) -> Lines:
    """The odds that a sentence's words were said, from the columns of SENTENCE, less what all but
    the most doubtful sentences reach.
    """
    rows = np.concatenate((said, other))
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    truth = np.concatenate((np.ones(len(said)), np.zeros(len(other))))
    model = LogisticRegression(C=0.1, max_iter=2000).fit((rows - mean) / spread, truth)
    weights = (model.coef_[0] / spread)[:, None]
    bias = -float(np.quantile(said @ weights, FALSE_ALARMS))
    return Lines(weights, np.array([bias]))


def fit_examiner(
    fitted: Fitted,
    data: Mapping[Kind, Corpus],
    noisy: Corpus | None,
    mismatched: Corpus,
) -> Examiner:
    """All models from the rows that no model of their speaker made."""
    heads = {}
    for kind, rows in data.items():
        everyone = np.ones(len(rows.rows), bool)
        heads[kind] = fit_heads(*joined(rows, noisy, everyone))
    calibrations = {kind: fit_calibration(rows, noisy) for kind, rows in data.items()}
    columns = data["known"].rows.shape[1] - 4
    fits = fit_fits(data["known"].rows[:, :columns], mismatched.rows[:, :columns])
    return Examiner(fitted.models, heads, calibrations, fits)
