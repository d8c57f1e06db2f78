"""Where the learner's voice comes from."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any, Protocol

import numpy as np
import soxr

from desktop_app.audio.devices import (
    SoundProblem,
    as_problem,
    find_device,
    is_rate_refused,
    list_devices,
    portaudio,
)
from server.protocol.audio import MICROPHONE

KEPT_BLOCKS = 50  # 1 s: a slower reader loses the oldest
SILENT_DEVICE_S = 1.0  # no block for so long: the device is gone
REOPENED_WITHIN = 3  # tries


class Microphone(Protocol):
    """20 ms blocks of 16 kHz s16le mono.

    Attributes:
        name: what the learner calls it; changes when another device takes over.
        live: blocks come by themselves, in real time, from a device that can also hear the speaker.
        waiting_ms: captured and not yet taken, for the echo canceller.
    """

    name: str
    live: bool

    @property
    def waiting_ms(self) -> float:
        """Milliseconds captured and not yet taken."""
        ...

    def frames(self) -> AsyncGenerator[bytes, None]:
        """Opens the microphone and captures until `aclose`.

        Raises:
            SoundProblem: the device cannot be opened, or is gone and none other can be found.
        """
        ...

    async def aclose(self) -> None:
        """Ends `frames`; safe to call twice."""
        ...


class SoundMicrophone:
    """A PortAudio input; after unplugging it goes on with that name or the default device."""

    live = True

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.dropped = 0
        self._blocks: deque[bytes] = deque(maxlen=KEPT_BLOCKS)
        self._arrived = asyncio.Event()
        self._closed = False
        self._stream: Any = None
        self._resampler: soxr.ResampleStream | None = None
        self._rest = b""

    @property
    def waiting_ms(self) -> float:
        """Milliseconds captured and not yet taken."""
        return len(self._blocks) * MICROPHONE.block_ms

    async def frames(self) -> AsyncGenerator[bytes, None]:
        """See `Microphone`."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._open, loop)
        try:
            while not self._closed:
                while self._blocks:
                    yield self._blocks.popleft()
                self._arrived.clear()
                if not self._blocks and not await self._wait():
                    await self._reopen(loop)
        finally:
            await loop.run_in_executor(None, self._close)

    async def aclose(self) -> None:
        """Ends `frames`."""
        self._closed = True
        self._arrived.set()

    async def _wait(self) -> bool:
        try:
            async with asyncio.timeout(SILENT_DEVICE_S):
                await self._arrived.wait()
        except TimeoutError:
            return False
        return True

    async def _reopen(self, loop: asyncio.AbstractEventLoop) -> None:
        for left in reversed(range(REOPENED_WITHIN)):
            await loop.run_in_executor(None, self._close)
            await loop.run_in_executor(None, lambda: list_devices(refresh=True))
            try:
                await loop.run_in_executor(None, self._open, loop)
            except SoundProblem:
                if not left:
                    raise
                await asyncio.sleep(SILENT_DEVICE_S)
            else:
                return

    def _open(self, loop: asyncio.AbstractEventLoop) -> None:
        sound = portaudio()
        try:
            device = find_device(sound, self.name, "input")
            try:
                self._start(sound, loop, device, MICROPHONE.rate)
            except sound.PortAudioError as error:
                if not is_rate_refused(error):
                    raise
                rate = int(sound.query_devices(device, "input")["default_samplerate"])
                self._start(sound, loop, device, rate)
            used = str(sound.query_devices(device, "input")["name"])
        except sound.PortAudioError as error:
            raise SoundProblem(as_problem(error, "input")) from error
        self.name = used

    def _start(
        self, sound: Any, loop: asyncio.AbstractEventLoop, device: int | None, rate: int
    ) -> None:
        self._rest = b""
        self._resampler = (
            None
            if rate == MICROPHONE.rate
            else soxr.ResampleStream(rate, MICROPHONE.rate, 1, dtype="int16")
        )
        stream = sound.RawInputStream(
            samplerate=rate,
            device=device,
            channels=1,
            dtype="int16",
            blocksize=rate * MICROPHONE.block_ms // 1000,
            latency="high",
            callback=lambda block, _count, _clock, _flags: loop.call_soon_threadsafe(
                self._captured, bytes(block)
            ),
        )
        stream.start()
        self._stream = stream

    def _captured(self, block: bytes) -> None:
        if self._resampler is not None:
            block = self._resampler.resample_chunk(np.frombuffer(block, "<i2")).tobytes()
        data = self._rest + block
        size = MICROPHONE.block_bytes
        whole = len(data) - len(data) % size
        for start in range(0, whole, size):
            self.dropped += len(self._blocks) == KEPT_BLOCKS
            self._blocks.append(data[start : start + size])
        self._rest = data[whole:]
        self._arrived.set()

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)
