"""Which way the voice goes at the end of what was said.

A voice that falls or rises at its end has finished something; one that stays level goes on. A weak
witness in learners, so it may only deny: in 1,600 recordings of speechocean762 (Zhang et al. 2021)
67 % of the ends have such a move and 44 % of the pauses of 300 ms within.
"""

import numpy as np
import numpy.typing as npt

from server.protocol.audio import BYTES_PER_SAMPLE, MICROPHONE

LOOKED_AT_MS = 1_500  # of sound before the pause, enough for 300 ms of voice
MOVE_ST = 1.0  # semitones
VOICE_FRAMES = 30  # the last 300 ms of voice
EDGE_FRAMES = 10  # the first and the last 100 ms of them are compared
LOWEST_HZ, HIGHEST_HZ = 70, 450
VOICED = 0.6  # normalised autocorrelation at the period
NEAR_BEST = 0.9  # the shortest lag so near the best is the period: an octave below is as good
LOUD = 0.1  # of the loudest frame: what is softer is room
_HOP = MICROPHONE.rate // 100
_FRAME = MICROPHONE.rate // 25
_SHORTEST, _LONGEST = MICROPHONE.rate // HIGHEST_HZ, MICROPHONE.rate // LOWEST_HZ
Samples = npt.NDArray[np.float64]


def final_move_st(pcm: bytes) -> float | None:
    """Semitones from the first to the last third of the last 300 ms of voice; falling is negative.

    None where there is less voice than that in the last 1.5 s.

    Args:
        pcm: 16 kHz s16le mono, up to a pause; what comes before the last 1.5 s does not matter.
    """
    looked_at = pcm[-MICROPHONE.bytes_for(LOOKED_AT_MS) :]
    samples = np.frombuffer(looked_at, "<i2", count=len(looked_at) // BYTES_PER_SAMPLE)
    if len(samples) < _FRAME:
        return None
    pitch = _track(samples.astype(np.float64) / 32768)
    voice = pitch[np.isfinite(pitch)][-VOICE_FRAMES:]
    if len(voice) < VOICE_FRAMES:
        return None
    before, after = np.median(voice[:EDGE_FRAMES]), np.median(voice[-EDGE_FRAMES:])
    return float(12 * np.log2(after / before))


def has_final_move(pcm: bytes) -> bool:
    """Whether the voice fell or rose at its end by a semitone or more."""
    move = final_move_st(pcm)
    return move is not None and abs(move) >= MOVE_ST


def _track(samples: Samples) -> Samples:
    """F0 in Hz of each 10 ms, NaN where unvoiced: normalised autocorrelation of 40 ms frames."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(frames, 2 * _FRAME)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[:, : _LONGEST + 1]
    squares = np.cumsum(frames**2, axis=1)
    lags = np.arange(_LONGEST + 1)
    head = squares[:, _FRAME - 1 - lags]
    tail = squares[:, -1:] - np.where(lags > 0, squares[:, np.maximum(lags - 1, 0)], 0)
    likeness = correlation / np.sqrt(np.maximum(head * tail, 1e-12))
    inner = likeness[:, _SHORTEST:-1]
    peak = (inner >= likeness[:, _SHORTEST - 1 : -2]) & (inner >= likeness[:, _SHORTEST + 1 :])
    heights = np.where(peak, inner, 0.0)
    best = heights.max(axis=1)
    period = np.argmax(heights >= NEAR_BEST * best[:, None], axis=1) + _SHORTEST
    loudness = np.sqrt(squares[:, -1])
    voiced = (best >= VOICED) & (loudness >= LOUD * loudness.max())
    return np.where(voiced, MICROPHONE.rate / period, np.nan)
