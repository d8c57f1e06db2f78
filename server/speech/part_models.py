"""Scores of phones and words: the stages below a sentence's score."""

from dataclasses import dataclass

import numpy as np

from server.speech.heard import Heard, Numbers
from server.speech.regression import Array, Arrays, Lines, Trees
from server.speech.score_features import PhoneRows, sentence_row, word_rows

MOST_MARK, MOST = 2.0, 10.0  # of a phone; of words and sentences


@dataclass(frozen=True, slots=True)
class SmallParts:
    """Scores of phones and words, and what the sentence's models make of them.

    Attributes:
        phone_scores: 0 wrong, 1 accented, 2 right, (phones,).
        word_scores: 0 to 10, (words,).
        row: the sentence's columns.
    """

    phone_scores: Numbers
    word_scores: Numbers
    row: Numbers


@dataclass(frozen=True, slots=True)
class PartModels:
    """Models of phones, words and of a sentence without its words.

    Attributes:
        posteriors: a mean state to log odds of 40 phones.
        marks: a mean state to the mark of each of 40 phones.
        word_marks: a mean state to a word's accuracy.
        sentence: what `sounding` gives to the four dimensions.
        usual: log frames and fit that are usual for each phone, (2, 40).
    """

    posteriors: Lines
    marks: Lines
    word_marks: Lines
    sentence: Lines
    usual: Numbers
    phone: Trees
    word: Trees

    def parts(self, said: Heard) -> SmallParts:
        """Everything up to the sentence."""
        rows = self.phone_rows(said)
        phones = np.clip(self.phone.predict(rows.table), 0.0, MOST_MARK)
        table = word_rows(said, rows, phones, self.words_alone(said))
        words = np.clip(self.word.predict(table), 0.0, MOST)
        return SmallParts(phones, words, sentence_row(said, rows, phones, words))

    def phone_rows(self, said: Heard) -> PhoneRows:
        """What the model of phones looks at."""
        states = said.phone_states.astype(np.float64)
        every = np.arange(len(states))
        marks = self.marks.predict(states)[every, said.phone]
        return PhoneRows(said, log_softmax(self.posteriors.predict(states)), marks, self.usual)

    def words_alone(self, said: Heard) -> Numbers:
        """Accuracy of each word from its states alone."""
        return self.word_marks.predict(said.word_states.astype(np.float64))[:, 0]

    def arrays(self) -> dict[str, Array]:
        """For a file."""
        found: dict[str, Array] = {"usual": self.usual.astype(np.float32)}
        for name in ("posteriors", "marks", "word_marks", "sentence", "phone", "word"):
            found |= getattr(self, name).arrays(name)
        return found

    @classmethod
    def of(cls, arrays: Arrays) -> "PartModels":
        """From a file."""
        lines = ("posteriors", "marks", "word_marks", "sentence")
        return cls(
            **{name: Lines.of(arrays, name) for name in lines},
            usual=arrays["usual"].astype(np.float64),
            phone=Trees.of(arrays, "phone"),
            word=Trees.of(arrays, "word"),
        )


def log_softmax(odds: Numbers) -> Numbers:
    """Log probabilities of each row."""
    shifted = odds - odds.max(axis=1, keepdims=True)
    logs: Numbers = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs
