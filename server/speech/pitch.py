"""Pitch by YIN (de Cheveigne and Kawahara 2002): one F0 a 10 ms frame, NaN where unvoiced."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from server.speech.energy import FRAME, SAMPLE_RATE, Mask, Samples

LOWEST_HZ, HIGHEST_HZ = 60, 500
WINDOW = SAMPLE_RATE // 40
MAX_LAG = SAMPLE_RATE // LOWEST_HZ
MIN_LAG = SAMPLE_RATE // HIGHEST_HZ
VOICED_BELOW = 0.2
MIN_VOICED_FRAMES = 30
FINAL_FRAMES = 30
SILENT_BELOW = 1e-12
_BLOCK = 1000  # frames at once: 1000 * 1024 complex numbers are 16 MB


def track(samples: Samples, frames: int, wanted: Mask) -> Samples:
    """F0 in Hz of each of the first `frames` frames that is wanted, NaN where unvoiced."""
    pitch = np.full(frames, np.nan)
    padded = np.concatenate((samples, np.zeros(WINDOW + MAX_LAG + FRAME)))
    windows = sliding_window_view(padded, WINDOW + MAX_LAG)[::FRAME]
    indexes = np.flatnonzero(wanted[:frames])
    for start in range(0, len(indexes), _BLOCK):
        block = indexes[start : start + _BLOCK]
        pitch[block] = _yin(windows[block])
    return pitch


def _yin(windows: Samples) -> Samples:
    """F0 of each row."""
    difference = _difference(windows)
    lags = np.arange(1, MAX_LAG + 1)
    total = np.cumsum(difference[:, 1:], axis=1)
    normalised = np.ones_like(difference)
    np.divide(difference[:, 1:] * lags, total, out=normalised[:, 1:], where=total > SILENT_BELOW)
    inner = normalised[:, MIN_LAG:MAX_LAG]
    lower_than_next = inner <= normalised[:, MIN_LAG + 1 : MAX_LAG + 1]
    valley = (inner < VOICED_BELOW) & lower_than_next
    voiced = valley.any(axis=1)
    lag = np.argmax(valley, axis=1) + MIN_LAG
    rows = np.arange(len(windows))
    before, here, after = (normalised[rows, lag + step] for step in (-1, 0, 1))
    bend = before - 2 * here + after
    shift = np.where(np.abs(bend) > 1e-12, (before - after) / (2 * np.where(bend, bend, 1)), 0)
    pitch: Samples = SAMPLE_RATE / (lag + np.clip(shift, -0.5, 0.5))
    pitch[~voiced] = np.nan
    return pitch


def _difference(windows: Samples) -> Samples:
    """Squared difference of the first 25 ms with itself at each lag 0 to MAX_LAG."""
    size = 1 << (windows.shape[1] - 1).bit_length()
    head = np.fft.rfft(windows[:, :WINDOW], size)
    whole = np.fft.rfft(windows, size)
    product = np.fft.irfft(np.conj(head) * whole, size)[:, : MAX_LAG + 1]
    power = np.concatenate((np.zeros((len(windows), 1)), np.cumsum(windows**2, axis=1)), axis=1)
    energies = power[:, WINDOW : WINDOW + MAX_LAG + 1] - power[:, : MAX_LAG + 1]
    difference: Samples = np.maximum(energies[:, :1] + energies - 2 * product, 0)
    return difference


def range_st(pitch: Samples) -> float | None:
    """5th to 95th percentile of F0 in semitones; None below 300 ms of voice."""
    voiced = pitch[np.isfinite(pitch)]
    if len(voiced) < MIN_VOICED_FRAMES:
        return None
    low, high = np.percentile(voiced, (5, 95))
    return float(12 * np.log2(high / low))


def final_st(pitch: Samples) -> float | None:
    """Median F0 of the last 300 ms of voice against the median of all, semitones; None below
    600 ms of voice.
    """
    voiced = pitch[np.isfinite(pitch)]
    if len(voiced) < 2 * FINAL_FRAMES:
        return None
    return float(12 * np.log2(np.median(voiced[-FINAL_FRAMES:]) / np.median(voiced)))
