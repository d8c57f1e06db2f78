"""Scores of English speech that agree with experts: fitted arrays over the sound evidence.

Fitted by tests/bench/fit_scoring.py on the training part of speechocean762 (Zhang et al. 2021),
five experts a sentence; how well they agree and where not is in docs/scoring.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import numpy.typing as npt

from server.domain.evidence import Estimate, SpeechScores
from server.speech.heard import Heard, Numbers, sounding
from server.speech.part_models import PartModels, SmallParts
from server.speech.phrases import phrases
from server.speech.regression import Array, Arrays, Lines, Trees
from server.speech.score_features import SENTENCE

FILE = "english.npz"
DIMENSIONS = ("fluency", "prosody", "accuracy", "total")
Kind = Literal["known", "free"]
KINDS: tuple[Kind, ...] = ("known", "free")
TEMPO, SYLLABLES = SENTENCE.index("articulation"), SENTENCE.index("syllables")
DIGITS = 3  # of what is given away; differences below that are arithmetic, not speech


@dataclass(frozen=True, slots=True)
class Heads:
    """A sentence's row to its four scores: the mean of a line and of trees.

    The row is that of SENTENCE followed by what the sound alone says of the four.
    """

    line: Lines
    trees: tuple[Trees, ...]

    def predict(self, rows: Numbers) -> Numbers:
        """(n, columns) to (n, 4), 0 to 10."""
        grown = np.column_stack([tree.predict(rows) for tree in self.trees])
        return (self.line.predict(rows) + grown) / 2

    def arrays(self, kind: str) -> dict[str, Array]:
        """For a file."""
        found = self.line.arrays(f"{kind}.line")
        for name, tree in zip(DIMENSIONS, self.trees, strict=True):
            found |= tree.arrays(f"{kind}.{name}")
        return found

    @classmethod
    def of(cls, arrays: Arrays, kind: str) -> "Heads":
        """From a file."""
        trees = tuple(Trees.of(arrays, f"{kind}.{name}") for name in DIMENSIONS)
        return cls(Lines.of(arrays, f"{kind}.line"), trees)


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a model's 0 to 10 to the 0 to 5 that is shown.

    Attributes:
        halo: what a syllable a second more than usual adds to each dimension beyond what experts
            hear, (4,); taken out again.
        usual: syllables a second that are usual.
        curve: what was said and what was meant, 0 to 5, rising, (2, points).
        half_width: half of the 80 % band of each dimension, 0 to 5, (4,).
    """

    halo: Numbers
    usual: float
    curve: Numbers
    half_width: Numbers

    def shown(self, scores: Numbers, tempo: Numbers) -> Numbers:
        """Scores (n, 4) of sentences said at a tempo (n,)."""
        level = scores - (tempo - self.usual)[:, None] * self.halo
        shown: Numbers = np.interp(level / 2, self.curve[0], self.curve[1])
        return shown

    def arrays(self, kind: str) -> dict[str, Array]:
        """For a file."""
        return {
            f"{kind}.halo": np.append(self.halo, self.usual),
            f"{kind}.curve": self.curve,
            f"{kind}.half_width": self.half_width,
        }

    @classmethod
    def of(cls, arrays: Arrays, kind: str) -> "Calibration":
        """From a file."""
        *halo, usual = arrays[f"{kind}.halo"].astype(np.float64)
        curve = arrays[f"{kind}.curve"].astype(np.float64)
        half_width = arrays[f"{kind}.half_width"].astype(np.float64)
        return cls(np.array(halo), float(usual), curve, half_width)


@dataclass(frozen=True, slots=True)
class Examined:
    """One utterance, scored.

    Attributes:
        fits: whether the words are those that were said; None where they could not be aligned.
    """

    scores: SpeechScores
    fits: bool | None


@dataclass(frozen=True)
class Examiner:
    """All models of a language.

    Attributes:
        fits: a sentence's row to the odds that its words were said, less what they must reach.
    """

    parts: PartModels
    heads: Mapping[Kind, Heads]
    calibrations: Mapping[Kind, Calibration]
    fits: Lines

    def examine(
        self, said: Heard | None, states: npt.NDArray[np.float32], level: Numbers, kind: Kind
    ) -> Examined:
        """Scores an utterance in which there is speech.

        Args:
            said: None where its words could not be aligned: the sound alone is scored. A long turn
                is scored in pieces, each counting by its syllables.
            kind: whether the words were known before they were said, or recognised from them.
        """
        calibration = self.calibrations[kind]
        if said is None:
            alone = self.parts.sentence.predict(sounding(states, level)[None])
            shown = calibration.shown(alone, np.array([calibration.usual]))[0]
            return Examined(_scores(shown, calibration.half_width, ()), None)
        pieces = phrases(said)
        small = [self.parts.parts(piece) for piece in pieces]
        alone = self.parts.sentence.predict(
            np.stack([sounding(piece.states, piece.level) for piece in pieces])
        )
        columns = np.stack([part.row for part in small])
        rows = np.column_stack((columns, alone))
        weights = columns[:, SYLLABLES] / columns[:, SYLLABLES].sum()
        shown = weights @ calibration.shown(self.heads[kind].predict(rows), rows[:, TEMPO])
        fits = bool(weights @ self.fits.predict(columns)[:, 0] >= 0)
        parts = tuple(zip(pieces, small, strict=True))
        return Examined(_scores(shown, calibration.half_width, parts), fits)

    def arrays(self) -> dict[str, Array]:
        """For a file."""
        found = self.parts.arrays() | self.fits.arrays("fits")
        for kind in KINDS:
            found |= self.heads[kind].arrays(kind) | self.calibrations[kind].arrays(kind)
        return found

    @classmethod
    def of(cls, arrays: Arrays) -> "Examiner":
        """From a file; KeyError where something is missing."""
        return cls(
            PartModels.of(arrays),
            {kind: Heads.of(arrays, kind) for kind in KINDS},
            {kind: Calibration.of(arrays, kind) for kind in KINDS},
            Lines.of(arrays, "fits"),
        )


@cache
def english() -> Examiner:
    """The models that are shipped."""
    with (files("resources") / "scoring" / FILE).open("rb") as file, np.load(file) as arrays:
        return Examiner.of(dict(arrays))


def _scores(
    shown: Numbers, half_width: Numbers, parts: tuple[tuple[Heard, SmallParts], ...]
) -> SpeechScores:
    fluency, prosody, accuracy, total = (
        Estimate(round(float(score), DIGITS), round(float(half), DIGITS))
        for score, half in zip(shown, half_width, strict=True)
    )
    words: list[float] = []
    phones: list[tuple[float, ...]] = []
    for said, small in parts:
        words += [round(float(score) / 2, DIGITS) for score in small.word_scores]
        for at in range(len(said.words)):
            marks = small.phone_scores[said.owner == at]
            phones.append(tuple(round(float(mark), DIGITS) for mark in marks))
    return SpeechScores(fluency, prosody, accuracy, total, tuple(words), tuple(phones))
