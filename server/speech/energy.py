"""Where the speech is: energy in 10 ms frames, a speech mask, pauses, speech over noise.

Every threshold is relative to the recording itself, so a change of gain changes nothing.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
FRAME = SAMPLE_RATE // 100
FRAME_S = 0.01
DYNAMIC_RANGE_DB = 60.0
MIN_PAUSE_S = 0.15
RELATIVE_THRESHOLD = 0.35
MIN_RISE_DB = 6.0
SMOOTHING = 7
SMOOTHING_VOTES = 3

Samples = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of 10 ms frames, end excluded."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        """Its length."""
        return (self.end - self.start) * FRAME_S


def samples_of(pcm: bytes) -> Samples:
    """Samples of s16le mono as numbers from -1 to 1; an odd last byte is left out."""
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float64) / 32768.0


def energy_db(samples: Samples) -> Samples:
    """Level of each 10 ms frame in dB over one quantisation step, floored 60 dB under the loud
    frames (95th percentile), so that digital silence does not stretch the scale.
    """
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME) * 32768.0
    if not len(frames):
        return np.zeros(0)
    level: Samples = 10 * np.log10((frames**2).mean(axis=1) + 1)
    floor = float(np.percentile(level, 95)) - DYNAMIC_RANGE_DB
    return np.maximum(level, floor)


def speech_mask(level: Samples) -> Mask:
    """Frames that hold speech: 35 % of the way from the quiet (10th percentile) to the loud frames
    (95th) and at least 6 dB above the quiet ones, smoothed over 70 ms.

    Steady noise or silence rises nowhere by 6 dB and gives an empty mask.
    """
    if not len(level):
        return np.zeros(0, dtype=bool)
    quiet, loud = (float(value) for value in np.percentile(level, (10, 95)))
    threshold = max(quiet + RELATIVE_THRESHOLD * (loud - quiet), quiet + MIN_RISE_DB)
    votes = np.convolve(level > threshold, np.ones(SMOOTHING), "same")
    mask: Mask = votes[: len(level)] >= SMOOTHING_VOTES
    return mask


def segments(mask: Mask) -> tuple[Segment, ...]:
    """Runs of true frames."""
    edges = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return tuple(Segment(int(a), int(b)) for a, b in zip(starts, ends, strict=True))


def pauses(speech: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Silences of at least 150 ms between stretches of speech."""
    gaps = (Segment(a.end, b.start) for a, b in pairwise(speech))
    return tuple(gap for gap in gaps if gap.seconds >= MIN_PAUSE_S - 1e-9)


def snr_db(level: Samples, mask: Mask) -> float:
    """Mean speech power over the noise floor (median of the frames without speech, or the 5th
    percentile where all is speech), in dB, 0 to 60; 0 where there is no speech.
    """
    if not mask.any():
        return 0.0
    noise = np.median(level[~mask]) if (~mask).any() else np.percentile(level, 5)
    speech = 10 * np.log10(np.mean(10 ** (level[mask] / 10)))
    return float(np.clip(speech - noise, 0, DYNAMIC_RANGE_DB))
