"""One utterance of English as the score models see it: phones in time, Whisper's states, how well
each word was expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from server.domain.evidence import WordEvidence
from server.speech import energy
from server.speech.energy import FRAME_S
from server.speech.pronouncing import VOWELS

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
# Silence, then the phones of ARPAbet in the order of the models' columns.
PHONES = (
    *("SIL", "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G"),
    *("HH", "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T"),
    *("TH", "UH", "UW", "V", "W", "Y", "Z", "ZH"),
)
INDEX = {name: number for number, name in enumerate(PHONES)}
STEP_FRAMES = 2  # of 10 ms in a state
UNEXPECTED = -3.0  # log probability where there are no tokens
STOP_S = 0.15


@dataclass(frozen=True)
class Heard:
    """Evidence of an utterance whose text was aligned.

    Attributes:
        words: aligned, each with its phones.
        expected: natural log probability of each token of each word under the decoder.
        states: Whisper's encoder, (20 ms steps, 512).
        level: dB of each 10 ms frame.
    """

    words: tuple[WordEvidence, ...]
    expected: tuple[tuple[float, ...], ...]
    states: npt.NDArray[np.float32]
    level: Numbers

    @cached_property
    def phone(self) -> Indices:
        """Index in PHONES of each phone."""
        return np.array([INDEX[p.name] for word in self.words for p in word.phones], np.intp)

    @cached_property
    def owner(self) -> Indices:
        """The word of each phone."""
        return np.repeat(np.arange(len(self.words)), [len(word.phones) for word in self.words])

    @cached_property
    def frames(self) -> Numbers:
        """Length of each phone in 10 ms frames."""
        lengths = [p.end_s - p.start_s for word in self.words for p in word.phones]
        return np.round(np.array(lengths) / FRAME_S)

    @cached_property
    def fit(self) -> Numbers:
        """The aligner's score of each phone per frame."""
        return np.array([p.score for word in self.words for p in word.phones])

    @cached_property
    def phone_states(self) -> npt.NDArray[np.float32]:
        """Mean state over each phone, (phones, 512)."""
        spans = [(p.start_s, p.end_s) for word in self.words for p in word.phones]
        return np.stack([self._mean_state(*span) for span in spans])

    @cached_property
    def word_states(self) -> npt.NDArray[np.float32]:
        """Mean state over each word, (words, 512)."""
        return np.stack([self._mean_state(word.start_s, word.end_s) for word in self.words])

    @cached_property
    def silence_state(self) -> npt.NDArray[np.float32] | None:
        """Mean state over the longest stop of at least 0.2 s between words, if there is one."""
        stops = self.stops
        longest = max(stops, key=lambda stop: stop[1] - stop[0], default=(0.0, 0.0))
        return self._mean_state(*longest) if longest[1] - longest[0] >= 0.2 - 1e-9 else None

    @cached_property
    def stops(self) -> list[tuple[float, float]]:
        """Where the aligner found silence between words, seconds."""
        pairs = zip(self.words, self.words[1:], strict=False)
        return [(a.end_s, b.start_s) for a, b in pairs if b.start_s - a.end_s > FRAME_S / 2]

    @cached_property
    def expectation(self) -> tuple[Numbers, Numbers]:
        """Mean and least log probability of the tokens of each word."""
        tokens = [word or (UNEXPECTED,) for word in self.expected]
        return np.array([np.mean(word) for word in tokens]), np.array([min(w) for w in tokens])

    @cached_property
    def tempo(self) -> tuple[float, float, float]:
        """Phones a second with and without the stops, and the share of stops (aligner's times)."""
        span = max(0.1, self.words[-1].end_s - self.words[0].start_s)
        rest = sum(end - start for start, end in self.stops)
        count = len(self.phone)
        return count / span, count / max(0.1, span - rest), rest / span

    @cached_property
    def vowels(self) -> int:
        """Syllables."""
        return max(1, sum(PHONES[index] in VOWELS for index in self.phone))

    def _mean_state(self, start_s: float, end_s: float) -> npt.NDArray[np.float32]:
        first, last = round(start_s / FRAME_S), round(end_s / FRAME_S)
        begin = min(first // STEP_FRAMES, len(self.states) - 1)
        end = max(first // STEP_FRAMES + 1, (last + 1) // STEP_FRAMES)
        mean: npt.NDArray[np.float32] = self.states[begin:end].mean(axis=0)
        return mean


def heard(
    words: tuple[WordEvidence, ...],
    expected: Sequence[Sequence[float]],
    states: npt.NDArray[np.float32],
    level: Numbers,
) -> Heard | None:
    """The utterance, None where its phones are not those the models know, or it has none."""
    known = all(phone.name in INDEX for word in words for phone in word.phones)
    if not words or not known or not all(word.phones for word in words):
        return None
    if len(expected) != len(words) or not len(states):
        return None
    return Heard(words, tuple(tuple(word) for word in expected), states, level)


def sounding(states: npt.NDArray[np.float32], level: Numbers) -> Numbers:
    """Mean and spread of the states in which there is speech, (1024,): what is left of a sentence
    when its words are forgotten.
    """
    mask = energy.speech_mask(level)[::STEP_FRAMES][: len(states)]
    spoken = states[: len(mask)][mask] if int(mask.sum()) > 5 else states
    return np.concatenate((spoken.mean(axis=0), spoken.std(axis=0))).astype(np.float64)
