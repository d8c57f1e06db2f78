"""What waits to be heard, what was handed to the device, and what of it can be taken back.

Written by the event loop, read by the device's thread, 24 kHz s16le mono throughout.
"""

import threading
from collections import deque
from collections.abc import Callable

import numpy as np

from server.protocol.audio import BYTES_PER_SAMPLE, TUTOR

KEPT = TUTOR.bytes_for(1000)  # played sound that a pause can take back
FADE = TUTOR.bytes_for(10)
START_MS = 60  # jitter buffer (voice-path.md 4): grows at each underrun
GROW_MS = 40
MOST_MS = 400
LONGEST = TUTOR.bytes_for(5 * 60 * 1000)
SILENCE = 0  # the generation of inserted silence


class Playback:
    """A queue of replies with a memory of the last second.

    `tell(generation)` is called, in the reader's thread, each time a finished reply has been handed
    over whole. `start_ms` 0 plays at once.
    """

    def __init__(self, tell: Callable[[int], None], start_ms: int = START_MS) -> None:
        self.underruns = 0
        self.level = 0.0
        self._tell = tell
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._waiting_bytes = 0
        self._played: deque[tuple[int, bytes]] = deque()
        self._played_bytes = 0
        self._handed: dict[int, int] = {}
        self._finished: set[int] = set()
        self._start = TUTOR.bytes_for(start_ms)
        self._newest = SILENCE
        self._running = False
        self._paused = False

    @property
    def waiting(self) -> bool:
        """Whether anything is still to be handed over."""
        return self._waiting_bytes > 0

    @property
    def paused(self) -> bool:
        """Whether it holds back."""
        return self._paused

    def write(self, generation: int, pcm: bytes) -> None:
        """Appends; what does not fit into five minutes is dropped."""
        with self._lock:
            if pcm and self._waiting_bytes + len(pcm) <= LONGEST:
                self._waiting.append((generation, pcm))
                self._waiting_bytes += len(pcm)
                self._newest = generation

    def finish(self, generation: int) -> None:
        """Nothing more comes of this reply: its end is not an underrun."""
        with self._lock:
            self._finished.add(generation)
            over = self._is_over(generation)
        if over:
            self._tell(generation)

    def over(self, generation: int) -> bool:
        """Whether a finished reply has been handed over whole."""
        with self._lock:
            return self._is_over(generation)

    def read(self, size: int) -> bytes:
        """The next `size` bytes for the device, silence where there is nothing."""
        with self._lock:
            if self._paused or not self._may_run():
                self.level = 0.0
                self._remember(SILENCE, bytes(size))
                return bytes(size)
            before = self._generations()
            fading_in = not self._running
            self._running = True
            block = self._take(size)
            starved = len(block) < size and not self._ended()
            if starved:
                self.underruns += 1
                self._start = min(self._start + TUTOR.bytes_for(GROW_MS), TUTOR.bytes_for(MOST_MS))
            self._running = len(block) == size
            if not self._running:
                self._remember(SILENCE, bytes(size - len(block)))
            over = [g for g in before if self._is_over(g)]
        for generation in over:
            self._tell(generation)
        return self._shape(block, size, fading_in, starved)

    def pause(self, unheard: int) -> None:
        """Holds back; the last `unheard` bytes handed over were never heard and are taken back."""
        with self._lock:
            self._paused = True
            self._running = False
            unheard -= unheard % BYTES_PER_SAMPLE
            while unheard > 0 and self._played:
                generation, pcm = self._played.pop()
                keep, back = pcm[: max(0, len(pcm) - unheard)], pcm[-unheard:]
                self._played_bytes -= len(back)
                unheard -= len(back)
                if keep:
                    self._played.append((generation, keep))
                if generation != SILENCE:
                    self._handed[generation] -= len(back)
                    self._waiting.appendleft((generation, back))
                    self._waiting_bytes += len(back)

    def resume(self) -> None:
        """Goes on from the heard position."""
        with self._lock:
            self._paused = False

    def flush(self) -> None:
        """Forgets what waits; what was handed over stays counted."""
        with self._lock:
            self._waiting.clear()
            self._waiting_bytes = 0
            self._paused = self._running = False

    def handed_ms(self, generation: int) -> float:
        """How much of a reply was handed over and not taken back."""
        with self._lock:
            return TUTOR.milliseconds(self._handed.get(generation, 0))

    def _is_over(self, generation: int) -> bool:
        return generation in self._finished and generation not in self._generations()

    def _generations(self) -> set[int]:
        return {generation for generation, _ in self._waiting}

    def _may_run(self) -> bool:
        if self._running:
            return True
        return self._waiting_bytes > 0 and (self._waiting_bytes >= self._start or self._ended())

    def _ended(self) -> bool:
        return self._newest in self._finished

    def _take(self, size: int) -> bytes:
        block = b""
        while self._waiting and len(block) < size:
            generation, pcm = self._waiting.popleft()
            part, rest = pcm[: size - len(block)], pcm[size - len(block) :]
            if rest:
                self._waiting.appendleft((generation, rest))
            self._waiting_bytes -= len(part)
            self._handed[generation] = self._handed.get(generation, 0) + len(part)
            self._remember(generation, part)
            block += part
        return block

    def _remember(self, generation: int, pcm: bytes) -> None:
        self._played.append((generation, pcm))
        self._played_bytes += len(pcm)
        while self._played_bytes - len(self._played[0][1]) >= KEPT:
            self._played_bytes -= len(self._played.popleft()[1])

    def _shape(self, block: bytes, size: int, fading_in: bool, fading_out: bool) -> bytes:
        samples = np.frombuffer(block, "<i2").astype(np.float32)
        fade = min(len(samples), FADE // BYTES_PER_SAMPLE)
        if fading_in and fade:
            samples[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
        if fading_out and fade:
            samples[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        self.level = float(np.sqrt(np.mean(samples**2))) / 32768 if len(samples) else 0.0
        return samples.astype("<i2").tobytes().ljust(size, b"\0")
