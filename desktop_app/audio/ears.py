"""Block by block: take out the tutor's sound, measure the level, decide turns.

For a device all of it happens in one worker thread; for recordings inline, so that a run repeats.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from desktop_app.audio.echo import EchoCanceller
from server.listening.listener import Listener, ListeningEvent
from server.protocol.messages import Completeness

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard:
    """What one block meant; `level` is its RMS, 0 to 1, after echo cancellation."""

    events: tuple[ListeningEvent, ...]
    level: float


class Ears:
    """One listener with its canceller; every call is served in order."""

    def __init__(
        self, listener: Listener, canceller: EchoCanceller | None, *, threaded: bool
    ) -> None:
        self.muted = False
        self.half_duplex = canceller is not None and canceller.half_duplex
        self._listener = listener
        self._canceller = canceller
        self._worker = ThreadPoolExecutor(1, "ears") if threaded else None

    async def hear(
        self, block: bytes, waiting_ms: float, tutor_speaking: bool, tutor_level: float
    ) -> Heard:
        """20 ms of the microphone; while muted they count as silence."""
        if self.muted:
            block = bytes(len(block))
        return await self._run(
            lambda: self._process(block, waiting_ms, tutor_speaking, tutor_level)
        )

    async def begin(self) -> tuple[ListeningEvent, ...]:
        """The learner takes the floor by key."""
        return await self._run(lambda: tuple(self._listener.begin()))

    async def done(self) -> tuple[ListeningEvent, ...]:
        """The learner is done by key."""
        return await self._run(lambda: tuple(self._listener.done()))

    async def hold(self) -> None:
        """The learner wants time to think."""
        await self._run(self._listener.hold)

    async def hint(self, completeness: Completeness, pause: int) -> None:
        """What the words up to that pause look like."""
        await self._run(lambda: self._listener.hint(completeness, pause))

    async def settle(self) -> None:
        """The device was flushed or changed: forget what was learnt of the echo."""
        canceller = self._canceller
        if canceller is not None:
            await self._run(canceller.reset)

    def close(self) -> None:
        """Ends the worker."""
        if self._worker is not None:
            self._worker.shutdown(wait=False)

    def _process(
        self, block: bytes, waiting_ms: float, tutor_speaking: bool, tutor_level: float
    ) -> Heard:
        if self._canceller is not None:
            block = self._canceller.process(block, waiting_ms, tutor_level)
        samples = np.frombuffer(block, "<i2").astype(np.float32)
        level = float(np.sqrt(np.mean(samples**2))) / 32768
        events = self._listener.feed(block, tutor_speaking)
        return Heard(tuple(events), level)

    async def _run(self, call: Callable[[], T]) -> T:
        if self._worker is None:
            return call()
        return await asyncio.get_running_loop().run_in_executor(self._worker, call)
