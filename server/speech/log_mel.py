"""The picture of sound that Whisper reads: 80 Slaney mel bands, 10 ms frames (Radford et al. 2022,
section 2.2; the constants are those of openai/whisper, `audio.py`).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

RATE = 16_000
HOP = 160
FFT = 400
BANDS = 80
MAX_FRAMES = 3000  # 30 s, what the encoder has positions for

Samples = npt.NDArray[np.float32]


def samples_of(pcm: bytes) -> Samples:
    """Signed 16-bit little-endian to -1..1."""
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)


def log_mel(samples: Samples, frames: int) -> npt.NDArray[np.float32]:
    """Shape (1, 80, frames), scaled as Whisper was trained; sound is padded with silence or cut."""
    half = FFT // 2
    padded = np.zeros(frames * HOP + FFT, np.float32)
    used = samples[: frames * HOP]
    padded[half : half + len(used)] = used
    if len(used) > half:
        padded[:half] = used[half:0:-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[: frames * HOP : HOP]
    power = np.abs(np.fft.rfft(windows * _window(), axis=1)).astype(np.float32) ** 2
    mel = np.log10(np.maximum(_bank() @ power.T, 1e-10))
    return np.ascontiguousarray(((np.maximum(mel, mel.max() - 8) + 4) / 4)[None], np.float32)


@cache
def _window() -> Samples:
    return np.hanning(FFT + 1)[:-1].astype(np.float32)


@cache
def _bank() -> Samples:
    """Triangles on the Slaney mel scale, each of area 1: shape (80, 201)."""
    top = 15 + np.log(RATE / 2 / 1000) / (np.log(6.4) / 27)
    edges = _hertz(np.linspace(0, top, BANDS + 2))
    ramps = edges[:, None] - np.fft.rfftfreq(FFT, 1 / RATE)
    widths = np.diff(edges)
    rising, falling = -ramps[:-2] / widths[:-1, None], ramps[2:] / widths[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


def _hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Linear below 1 kHz (mel 15), logarithmic above."""
    above = 1000 * np.exp(np.log(6.4) / 27 * (np.maximum(mel, 15) - 15))
    return np.where(mel < 15, mel * 200 / 3, above)
