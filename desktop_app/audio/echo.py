"""Takes the tutor's own sound out of the microphone."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import soxr

from server.protocol.audio import MICROPHONE, TUTOR

FRAME = MICROPHONE.bytes_for(10)
MARGIN_MS = 60.0  # desktop.md 4: above latency + 60 ms, cut back to latency - 60 ms
RELEASE_MS = 200  # the half-duplex gate opens so long after the last sound


class EchoCanceller(Protocol):
    """Cleans 20 ms blocks of 16 kHz s16le mono, in the audio worker.

    Attributes:
        half_duplex: it cannot tell the learner from the tutor, so the learner cannot interrupt by
            voice.
    """

    half_duplex: bool

    def process(self, near: bytes, waiting_ms: float, tutor_level: float) -> bytes:
        """The block without the tutor; `waiting_ms` of the microphone come after it already."""
        ...

    def reset(self) -> None:
        """The device has changed or was flushed: what was learnt of the room is stale."""
        ...


class EchoReference:
    """What was really played, silence included, at 16 kHz, held ahead of its echo.

    A plain queue keeps the backlog of the stream's start and fails (1-11 dB); cutting it back to
    just below the output latency (`latency_ms()`) gave 23-66 dB (desktop.md 4).
    """

    def __init__(self, latency_ms: Callable[[], float]) -> None:
        self.cuts = 0
        self._latency_ms = latency_ms
        self._resample = soxr.ResampleStream(TUTOR.rate, MICROPHONE.rate, 1, dtype="int16")
        self._lock = threading.Lock()
        self._sound = bytearray()

    def played(self, pcm: bytes) -> None:
        """24 kHz s16le mono that left the speaker, from its thread."""
        sound = self._resample.resample_chunk(np.frombuffer(pcm, "<i2")).tobytes()
        with self._lock:
            self._sound += sound

    def take(self, size: int, waiting_ms: float) -> bytes:
        """The reference of the next `size` bytes of the microphone."""
        with self._lock:
            backlog = MICROPHONE.milliseconds(len(self._sound)) - waiting_ms
            latency = self._latency_ms()
            if backlog > latency + MARGIN_MS:
                surplus = backlog - max(0.0, latency - MARGIN_MS)
                del self._sound[: MICROPHONE.bytes_for(surplus)]
                self.cuts += 1
            sound = bytes(self._sound[:size])
            del self._sound[:size]
        return sound.ljust(size, b"\0")

    def clear(self) -> None:
        """Forgets everything: first capture, abort, underflow, device change."""
        with self._lock:
            self._sound.clear()


class WebRtcEcho:
    """The canceller of pywebrtc-audio over an `EchoReference`."""

    half_duplex = False

    def __init__(self, reference: EchoReference, canceller: Any) -> None:
        self._reference = reference
        self._canceller = canceller

    def process(self, near: bytes, waiting_ms: float, _tutor_level: float) -> bytes:
        """See `EchoCanceller`."""
        far = self._reference.take(len(near), waiting_ms)
        clean = b""
        for start in range(0, len(near) - FRAME + 1, FRAME):
            heard, played = (
                np.frombuffer(sound[start : start + FRAME], "<i2").copy() for sound in (near, far)
            )
            clean += np.asarray(self._canceller.process(heard, played), "<i2").tobytes()
        return clean

    def reset(self) -> None:
        """See `EchoCanceller`."""
        self._reference.clear()
        self._canceller.reset()


class HalfDuplexGate:
    """Without a canceller: the microphone is silent while the tutor sounds, and 200 ms after."""

    half_duplex = True

    def __init__(self) -> None:
        self._closed_ms = 0

    def process(self, near: bytes, _waiting_ms: float, tutor_level: float) -> bytes:
        """See `EchoCanceller`."""
        if tutor_level > 0:
            self._closed_ms = RELEASE_MS
        elif self._closed_ms > 0:
            self._closed_ms -= MICROPHONE.block_ms
        else:
            return near
        return bytes(len(near))

    def reset(self) -> None:
        """It remembers nothing of the room."""


def make_canceller(reference: EchoReference) -> EchoCanceller | None:
    """The best canceller of this machine; None where the package cannot be loaded."""
    try:
        import pywebrtc_audio  # noqa: PLC0415 - a native package that a platform may lack
    except (ImportError, OSError):
        return None
    return WebRtcEcho(reference, pywebrtc_audio.EchoCanceller(MICROPHONE.rate, 1))
