"""Where the tutor's voice goes."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from desktop_app.audio.devices import SoundProblem, as_problem, find_device, portaudio
from desktop_app.audio.playback import Playback
from desktop_app.preferences import Latency
from server.protocol.audio import BYTES_PER_SAMPLE, TUTOR

LATENCY_S: dict[Latency, float] = {"low": 0.04, "normal": 0.15, "robust": 0.40}  # desktop.md 4
BLOCK_SAMPLES = TUTOR.rate * 20 // 1000


class Speaker(Protocol):
    """Plays replies, 24 kHz s16le mono, told apart by generation."""

    name: str

    @property
    def level(self) -> float:
        """RMS of what is leaving now, 0 to 1."""
        ...

    @property
    def underruns(self) -> int:
        """How often it had nothing to play in the middle of a reply."""
        ...

    async def open(self) -> None:
        """Gets the device.

        Raises:
            SoundProblem: it cannot be had.
        """
        ...

    def play(self, generation: int, pcm: bytes) -> None:
        """Appends a piece of a reply."""
        ...

    def finish(self, generation: int) -> None:
        """Nothing more comes of this reply."""
        ...

    async def drained(self, generation: int) -> None:
        """Waits until a finished reply has been heard whole, or was flushed."""
        ...

    def pause(self) -> None:
        """Silence at once; nothing is lost."""
        ...

    def resume(self) -> None:
        """Goes on where the learner stopped hearing."""
        ...

    def flush(self) -> None:
        """Silence at once; what was not heard is forgotten."""
        ...

    def heard_ms(self, generation: int) -> int:
        """How much of a reply has left the speaker, milliseconds."""
        ...

    async def aclose(self) -> None:
        """Gives the device back; safe to call twice."""
        ...


class Draining:
    """Lets coroutines wait for a reply to be over; told from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()

    def tell(self, _generation: int = 0) -> None:
        """Something ended."""
        self._loop.call_soon_threadsafe(self._changed.set)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for the condition, looked at whenever something ended."""
        while not condition():
            self._changed.clear()
            await self._changed.wait()


class SoundSpeaker:
    """A PortAudio output, kept open between replies.

    `played` sees each block that leaves, in the device's thread; `broken` is called when what was
    handed over did not all leave: after an abort, or when the device ran dry.
    """

    def __init__(
        self,
        name: str = "",
        latency: Latency = "normal",
        played: Callable[[bytes], None] = lambda _pcm: None,
        broken: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self._latency_s = LATENCY_S[latency]
        self._played = played
        self._broken = broken
        self._draining = Draining()
        self._playback = Playback(self._draining.tell)
        self._stream: Any = None
        self._leaves_at = 0.0  # by the device's clock: the end of all that it holds
        self._speech_leaves_at = 0.0  # the end of what is not inserted silence
        self._flushed = 0

    @property
    def level(self) -> float:
        """RMS of what is leaving now, 0 to 1."""
        return self._playback.level

    @property
    def underruns(self) -> int:
        """Gaps in the middle of replies."""
        return self._playback.underruns

    @property
    def latency_ms(self) -> float:
        """From the callback to the ear, as the device reports it."""
        return float(self._stream.latency) * 1000 if self._stream else self._latency_s * 1000

    async def open(self) -> None:
        """Gets the device.

        Raises:
            SoundProblem: it cannot be had.
        """
        await asyncio.get_running_loop().run_in_executor(None, self._open)

    def play(self, generation: int, pcm: bytes) -> None:
        """Appends a piece of a reply."""
        self._playback.write(generation, pcm)

    def finish(self, generation: int) -> None:
        """Nothing more comes of this reply."""
        self._playback.finish(generation)

    async def drained(self, generation: int) -> None:
        """Waits until a finished reply has been heard whole, or was flushed."""
        flushed = self._flushed
        while True:
            await self._draining.until(
                lambda: self._playback.over(generation) or self._flushed != flushed
            )
            if self._flushed != flushed:
                return
            await asyncio.sleep(self.latency_ms / 1000)
            if self._playback.over(generation):  # a pause meanwhile takes back the last part
                return

    def pause(self) -> None:
        """Silence at once: `abort()` drops what the device still holds (1-2 ms, measured)."""
        if self._playback.paused:
            return
        self._playback.pause(self._unheard(self._leaves_at))
        self._speech_leaves_at = 0.0
        if self._stream is not None:
            self._stream.abort()
            self._broken()
            self._stream.start()

    def resume(self) -> None:
        """Goes on where the learner stopped hearing."""
        self._playback.resume()

    def flush(self) -> None:
        """Silence at once; what was not heard is forgotten."""
        self.pause()
        self._playback.flush()
        self._flushed += 1
        self._draining.tell()

    def heard_ms(self, generation: int) -> int:
        """How much of a reply has left the speaker, milliseconds."""
        unheard = TUTOR.milliseconds(self._unheard(self._speech_leaves_at))
        return max(0, round(self._playback.handed_ms(generation) - unheard))

    async def aclose(self) -> None:
        """Gives the device back."""
        stream, self._stream = self._stream, None
        if stream is not None:
            await asyncio.get_running_loop().run_in_executor(
                None, lambda: stream.close(ignore_errors=True)
            )

    def _open(self) -> None:
        sound = portaudio()
        try:
            device = find_device(sound, self.name, "output")
            self._stream = sound.RawOutputStream(
                samplerate=TUTOR.rate,
                device=device,
                channels=1,
                dtype="int16",
                blocksize=BLOCK_SAMPLES,
                latency=self._latency_s,
                callback=self._fill,
            )
            self._stream.start()
            self.name = str(sound.query_devices(device, "output")["name"])
        except sound.PortAudioError as error:
            raise SoundProblem(as_problem(error, "output")) from error

    def _fill(self, out: Any, count: int, clock: Any, flags: Any) -> None:
        if flags:  # the device ran dry before this block
            self._broken()
        block = self._playback.read(count * BYTES_PER_SAMPLE)
        out[:] = block
        self._leaves_at = clock.outputBufferDacTime + count / TUTOR.rate
        if self._playback.level > 0:
            self._speech_leaves_at = self._leaves_at
        self._played(block)

    def _unheard(self, leaves_at: float) -> int:
        """Bytes handed to the device up to then that have not left it."""
        if self._stream is None:
            return 0
        left = min(max(0.0, leaves_at - float(self._stream.time)), self.latency_ms / 1000)
        return TUTOR.bytes_for(left * 1000)
