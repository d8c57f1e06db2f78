"""A voice activity detector that takes loud for speech: its windows follow the samples exactly."""

import numpy as np

from server.listening.vad import WINDOW_SAMPLES, Window, level_db


class LoudnessVad:
    """Implements `Vad`; speech is whatever is louder than -30 dB."""

    def __init__(self) -> None:
        self._waiting = b""

    def feed(self, pcm: bytes) -> list[Window]:
        self._waiting += pcm
        windows = []
        while len(self._waiting) >= WINDOW_SAMPLES * 2:
            samples = np.frombuffer(self._waiting[: WINDOW_SAMPLES * 2], "<i2") / 32768
            self._waiting = self._waiting[WINDOW_SAMPLES * 2 :]
            level = level_db(float(np.sqrt(np.mean(samples**2))))
            windows.append(Window(0.95 if level > -30 else 0.02, level))
        return windows

    def reset(self) -> None:
        self._waiting = b""
