"""Where to cut an utterance that is longer than a recognizer can hear at once: at its pauses."""

import numpy as np

from server.speech.log_mel import RATE, Samples

BLOCK = RATE // 50  # 20 ms
PAUSE_BLOCKS = 10  # a pause is judged over 200 ms
SEARCHED_SHARE = 0.4  # the cut lies in the last part of the longest piece


def cut_at_pauses(samples: Samples, longest_s: float) -> list[tuple[int, int]]:
    """Spans (start, end) in samples that follow one another and cover all, each at most
    `longest_s`; a cut is made in the quietest 200 ms of the last two fifths of a full piece.
    """
    longest = int(longest_s * RATE)
    spans, start = [], 0
    while len(samples) - start > longest:
        first = start + int(longest * (1 - SEARCHED_SHARE))
        end = first + _quietest(samples[first : start + longest])
        spans.append((start, end))
        start = end
    return [*spans, (start, len(samples))]


def _quietest(samples: Samples) -> int:
    """The middle of the quietest 200 ms, in samples."""
    blocks = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)
    energy = np.convolve((blocks**2).mean(axis=1), np.ones(PAUSE_BLOCKS), mode="valid")
    return (int(energy.argmin()) + PAUSE_BLOCKS // 2) * BLOCK
