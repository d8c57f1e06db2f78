"""From one sample rate to another. Runs inside a worker process: soxr is of the `voice` extra."""

import numpy as np

from server.speech.log_mel import Samples
from server.speech.packages import voice_extra

FULL_SCALE = 32767


def resampled(samples: Samples, source_rate: int, target_rate: int) -> Samples:
    """The whole of a sound at another rate (soxr, high quality); the same one where they agree."""
    if source_rate == target_rate or not len(samples):
        return samples
    sound: Samples = voice_extra("soxr").resample(samples, source_rate, target_rate)
    return sound


def pcm_of(samples: Samples) -> bytes:
    """-1..1 to signed 16-bit little-endian; what is louder is clipped."""
    return (np.clip(samples, -1, 1) * FULL_SCALE).astype("<i2").tobytes()
