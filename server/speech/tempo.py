"""How fast and how smoothly: syllables, rates, pauses and where they fall."""

import re
from collections.abc import Sequence

import numpy as np

from server.domain.evidence import Pause, WordEvidence
from server.speech.energy import FRAME_S, Mask, Samples, Segment
from server.speech.pronouncing import VOWELS

DIP_DB = 2.0
SMOOTHING = 5
# Of Latin, Chinese, Japanese, Hindi and Arabic writing; then closing quotes and brackets.
_CLAUSE_END = re.compile(
    "[.,;:!?\u2026\u3002\u3001\uff0c\uff01\uff1f\u0964\u061f\u060c]['\"\u201d\u2019)]*$"
)
# A word that begins a clause in English: a stop before it is where native speakers stop too.
_CLAUSE_STARTS = frozenset(
    (
        *("and", "but", "or", "so", "because", "if", "when", "while", "although", "though"),
        *("that", "which", "who", "whose", "where", "since", "unless", "until", "before"),
        *("after", "then"),
    )
)


def vowel_count(words: Sequence[WordEvidence]) -> int:
    """Syllables of aligned words: their vowels."""
    return sum(phone.name in VOWELS for word in words for phone in word.phones)


def nuclei_count(level: Samples, mask: Mask, pitch: Samples) -> int:
    """Syllables from energy alone: peaks in speech, voiced within 30 ms, after a dip of at least
    2 dB (de Jong and Wempe 2009).
    """
    if not mask.any():
        return 0
    smooth = np.convolve(level, np.ones(SMOOTHING) / SMOOTHING, "same")
    voiced = np.convolve(np.isfinite(pitch), np.ones(7), "same") > 0
    count, lowest, peak = 0, float(smooth[0]), None
    for value, inside, sounding in zip(smooth, mask, voiced, strict=True):
        if peak is None:
            lowest = min(lowest, float(value))
            if inside and sounding and value >= lowest + DIP_DB:
                peak = float(value)
        else:
            peak = max(peak, float(value))
            if value <= peak - DIP_DB:
                count, peak, lowest = count + 1, None, float(value)
    return count + (peak is not None)


def tokens(text: str) -> list[str]:
    """Words of a text with their punctuation."""
    return [token for token in text.split() if any(letter.isalnum() for letter in token)]


def place_pauses(
    gaps: Sequence[Segment], ends: Sequence[float], text: str, language: str
) -> tuple[Pause, ...]:
    """Pauses with their place: after punctuation or (English) before a word that begins a clause
    is "clause", any other is "inside"; "unknown" without the time of each word.

    Args:
        ends: when each word of the text (`tokens`) ends, seconds.
    """
    spoken = tokens(text)
    if len(spoken) != len(ends):
        return tuple(Pause(g.start * FRAME_S, g.end * FRAME_S, "unknown") for g in gaps)
    placed = []
    for gap in gaps:
        start, end = gap.start * FRAME_S, gap.end * FRAME_S
        index = int(np.searchsorted(ends, (start + end) / 2 + 1e-9)) - 1
        if index < 0 or index >= len(spoken) - 1:
            placed.append(Pause(start, end, "clause"))
            continue
        following = re.sub(r"[^\w']", "", spoken[index + 1]).lower()
        opens = language == "en" and following in _CLAUSE_STARTS
        ended = _CLAUSE_END.search(spoken[index]) is not None
        placed.append(Pause(start, end, "clause" if ended or opens else "inside"))
    return tuple(placed)


def mean_run(syllables: int, gaps: Sequence[Segment]) -> float:
    """Syllables between pauses."""
    return syllables / (1 + len(gaps))
