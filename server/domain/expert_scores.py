"""Scores that models fitted to experts gave to the sound, pooled over turns."""

from collections.abc import Sequence
from math import sqrt
from typing import Literal

from server.domain.evidence import Estimate, SpeechEvidence

Dimension = Literal["fluency", "prosody", "accuracy", "total"]
NARROWEST = 0.25
NOISY_BELOW_DB = 10.0
WIDER_IN_NOISE = 1.5


def pooled(sounds: Sequence[SpeechEvidence], dimension: Dimension) -> Estimate | None:
    """The mean of the turns' estimates, each by its seconds of speech; None unless every turn has
    one.
    """
    found: list[tuple[float, Estimate]] = []
    for speech in sounds:
        if speech.scores is None:
            return None
        found.append((speech.speech_s, getattr(speech.scores, dimension)))
    seconds = sum(weight for weight, _ in found)
    if seconds <= 0:
        return None
    score = sum(weight * estimate.score for weight, estimate in found) / seconds
    spread = sqrt(sum((weight * estimate.half_width) ** 2 for weight, estimate in found)) / seconds
    return Estimate(score, max(NARROWEST, spread * noise_factor(sounds)))


def noise_factor(sounds: Sequence[SpeechEvidence]) -> float:
    """How much wider a band is for noise: 10 dB lowers experts' models by up to half a point."""
    noisy = any(speech.snr_db < NOISY_BELOW_DB for speech in sounds)
    return WIDER_IN_NOISE if noisy else 1.0
