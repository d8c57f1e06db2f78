"""What the score models look at: a row a phone, a row a word, a row a sentence.

Each stage sees the scores of the one before. The columns are fixed: models are fitted to them.
"""

import numpy as np

from server.speech import energy
from server.speech.energy import FRAME_S
from server.speech.heard import STOP_S, Heard, Indices, Numbers

LEAST_POSTERIOR = -20.0
WEAK_PHONE = 1.4  # of 2: below it a rater hears an accent or an error
WEAK_WORD = 6.0  # of 10
DOUBTED_TOKEN = -2.0


class PhoneRows:
    """Rows of one utterance's phones.

    Args:
        posteriors: natural log, (phones, 40).
        marks: each phone's mark as the states alone tell it, (phones,).
        usual: log frames and fit that are usual for each of the 40 phones, (2, 40).
    """

    def __init__(self, said: Heard, posteriors: Numbers, marks: Numbers, usual: Numbers) -> None:
        rows = np.arange(len(said.phone))
        self.own = np.maximum(posteriors[rows, said.phone], LEAST_POSTERIOR)
        others = posteriors.copy()
        others[rows, said.phone] = -99.0
        rival = np.maximum(others.max(axis=1), LEAST_POSTERIOR)
        self.margin = self.own - rival
        self.length = np.log(said.frames) - usual[0, said.phone]
        self.fit = said.fit - usual[1, said.phone]
        self.marks = marks
        mean, least = said.expectation
        lp, lowest = mean[said.owner], least[said.owner]
        owner = said.owner
        self.table = np.column_stack(
            [
                *(self.own, rival, self.margin, others.argmax(axis=1), self.fit, said.fit),
                *(self.length, said.frames, lp, lowest, said.phone, marks),
                *(_spread(v) for v in (self.margin, self.own, self.fit, lp, marks)),
                *(_by_word(v, owner)[owner] for v in (self.margin, self.own, self.fit, marks)),
                *(_shift(v, by) for v in (self.margin, self.own, self.length) for by in (1, -1)),
                *(_shift(v, by) for v in (marks, said.phone.astype(float)) for by in (1, -1)),
                *(np.full(len(rows), value) for value in said.tempo),
            ]
        )


def word_rows(said: Heard, phones: PhoneRows, phone_scores: Numbers, marks: Numbers) -> Numbers:
    """A row for each word: its phones' scores, margins and lengths, how well it was expected, and
    its neighbours.

    Args:
        marks: each word's accuracy as the states alone tell it, (words,).
    """
    owner, count = said.owner, np.bincount(said.owner).astype(float)
    mean, least = said.expectation
    means = {
        name: _by_word(values, owner)
        for name, values in (
            ("score", phone_scores), ("margin", phones.margin), ("own", phones.own),
            ("length", phones.length), ("fit", phones.fit), ("marks", phones.marks),
        )
    }  # fmt: skip
    return np.column_stack(
        [
            *means.values(),
            *(_least(v, owner) for v in (phone_scores, phones.margin, phones.own, phones.fit)),
            *(mean, least, count, np.arange(len(count)), marks),
            *(_spread(v) for v in (means["score"], mean, means["margin"], marks)),
            *(_shift(v, by) for v in (means["score"], mean, marks) for by in (1, -1)),
        ]
    )


SENTENCE = (
    *("span", "words", "syllables", "stops", "stopped", "longest", "rate", "articulation"),
    *("phones_s", "stop_share", "stops_syllable", "run"),
    *("aligned_rate", "aligned_articulation", "aligned_share", "aligned_stops", "aligned_longest"),
    *("gaps_word", "expected", "least_expected", "expected_spread", "doubted", "first_expected"),
    *("phone_mean", "phone_worst", "phone_least", "phone_weak", "phone_median"),
    *("word_mean", "word_least", "word_worst", "word_weak"),
    *("margin", "own", "fit", "mark"),
)


def sentence_row(
    said: Heard, phones: PhoneRows, phone_scores: Numbers, word_scores: Numbers
) -> Numbers:
    """The columns of SENTENCE: tempo and stops by energy and by the aligner, expectation, scores
    of phones and words.
    """
    row: list[float] = [*_tempo(said), *_stops(said)]
    first, *rest = said.expected
    tokens = np.array([value for word in rest or [first] for value in word] or [-3.0])
    row += [tokens.mean(), tokens.min(), tokens.std(), (tokens < DOUBTED_TOKEN).mean()]
    row += [float(np.mean(first or (-3.0,)))]
    p, w = np.sort(phone_scores), np.sort(word_scores)
    row += [p.mean(), p[:3].mean(), p[0], (p < WEAK_PHONE).mean(), np.median(p)]
    row += [w.mean(), w[0], w[:2].mean(), (w < WEAK_WORD).mean()]
    row += [v.mean() for v in (phones.margin, phones.own, phones.fit, phones.marks)]
    return np.array(row, np.float64)


def _tempo(said: Heard) -> list[float]:
    parts = energy.segments(energy.speech_mask(said.level))
    gaps = [gap.seconds for gap in energy.pauses(parts)]
    span = (parts[-1].end - parts[0].start if parts else len(said.level)) * FRAME_S
    talk, syllables, total = max(0.1, span - sum(gaps)), said.vowels, max(0.1, span)
    return [
        *(span, len(said.words), syllables, len(gaps), sum(gaps), max(gaps, default=0.0)),
        *(syllables / total, syllables / talk, len(said.phone) / talk, sum(gaps) / total),
        *(len(gaps) / syllables, syllables / (1 + len(gaps))),
    ]


def _stops(said: Heard) -> list[float]:
    lengths = [end - start for start, end in said.stops]
    return [
        *(*said.tempo, sum(length >= STOP_S for length in lengths), max(lengths, default=0.0)),
        sum(length >= 0.1 for length in lengths) / len(said.words),
    ]


def _spread(values: Numbers) -> Numbers:
    """The mean of all, for each."""
    return np.full(len(values), values.mean())


def _by_word(values: Numbers, owner: Indices) -> Numbers:
    return np.bincount(owner, values) / np.bincount(owner)


def _least(values: Numbers, owner: Indices) -> Numbers:
    lowest = np.full(int(owner[-1]) + 1, np.inf)
    np.minimum.at(lowest, owner, values)
    return lowest


def _shift(values: Numbers, by: int) -> Numbers:
    """The value of the neighbour before (1) or after (-1), 0 at the ends."""
    moved = np.zeros(len(values))
    if by > 0:
        moved[1:] = values[:-1]
    else:
        moved[:-1] = values[1:]
    return moved
