"""Sound for the tests: files at 16 kHz, and how many words of a text were heard wrongly."""

import re
from pathlib import Path

import numpy as np
import soundfile

from server.speech.resample import pcm_of, resampled


def microphone(path: Path) -> bytes:
    """A file as the microphone would give it: 16 kHz s16le mono."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return pcm_of(resampled(samples.mean(axis=1).astype(np.float32), rate, 16_000))


def from_tutor(pcm: bytes) -> bytes:
    """What the tutor says, as a microphone hears it."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    return pcm_of(resampled(samples, 24_000, 16_000))


def loudness(pcm: bytes) -> float:
    """Root mean square, 0 to 1."""
    return float(np.sqrt(np.mean((np.frombuffer(pcm, "<i2") / 32768) ** 2)))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("\u2019", "'"))


def word_error_rate(said: str, heard: str) -> float:
    """Levenshtein distance in words over the length of what was said."""
    reference, found = words(said), words(heard)
    row = list(range(len(found) + 1))
    for i, word in enumerate(reference, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (word != other))
    return row[-1] / len(reference)
