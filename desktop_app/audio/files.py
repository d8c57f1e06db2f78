"""Recordings as the microphone, a WAV file as the speaker: a whole talk without a sound card."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import numpy as np
import soundfile
import soxr

from desktop_app.audio.devices import SoundProblem
from desktop_app.audio.playback import Playback
from desktop_app.audio.speaker import Draining
from server.protocol.audio import BYTES_PER_SAMPLE, MICROPHONE, TUTOR

SILENCE = bytes(MICROPHONE.block_bytes)
BLOCK_S = MICROPHONE.block_ms / 1000
SPEAKER_BLOCK = TUTOR.bytes_for(20)
LONGEST_S = 10 * 60


def read_recording(path: Path) -> bytes:
    """Any sound file as 16 kHz s16le mono.

    Raises:
        SoundProblem: missing, no sound file, or longer than ten minutes.
    """
    try:
        with soundfile.SoundFile(path) as file:
            if file.frames > LONGEST_S * file.samplerate:
                raise SoundProblem(f"{path} is longer than ten minutes; cut it into turns.")
            samples = file.read(dtype="float32", always_2d=True).mean(axis=1)
            rate = file.samplerate
    except soundfile.LibsndfileError as error:
        if not path.is_file():
            raise SoundProblem(f"There is no file {path}.") from error
        raise SoundProblem(f"{path} is not a sound file that can be read ({error}).") from error
    if rate != MICROPHONE.rate:
        samples = soxr.resample(samples, rate, MICROPHONE.rate)
    return bytes((np.clip(samples, -1, 32767 / 32768) * 32768).astype("<i2").tobytes())


class RecordedMicrophone:
    """Plays sound when it is told to, silence before and after.

    In real time it captures without end, like a device. `fast`, it gives blocks as quickly as they
    are taken, and none at all while it has nothing to play, so that time stands still while the
    tutor works.
    """

    live = False
    waiting_ms = 0.0

    def __init__(self, *, fast: bool = False, name: str = "Recording") -> None:
        self.name = name
        self._fast = fast
        self._sound = b""
        self._at = 0
        self._held = False
        self._spent = asyncio.Event()
        self._going = asyncio.Event()
        self._closed = False

    @property
    def spent(self) -> bool:
        """Whether all that it was given has been captured."""
        return self._at >= len(self._sound)

    def play(self, pcm: bytes) -> None:
        """Plays 16 kHz s16le mono from now on; what was left of the last one is forgotten."""
        self._sound, self._at = pcm, 0
        self.go_on()

    def stop(self) -> None:
        """Forgets what is left of it."""
        self.play(b"")

    def hold(self) -> None:
        """Stops in the middle: the tutor has the floor."""
        self._held = True
        self._going.clear()

    def go_on(self) -> None:
        """Goes on where it was held."""
        self._held = False
        self._spent.clear()
        if self.spent:
            self._spent.set()
            self._going.clear()
        else:
            self._going.set()

    async def until_spent(self) -> None:
        """Waits until all that it was given has been captured."""
        await self._spent.wait()

    async def frames(self) -> AsyncGenerator[bytes, None]:
        """See `Microphone`."""
        loop = asyncio.get_running_loop()
        yield SILENCE
        due = loop.time() + BLOCK_S
        while not self._closed:
            if self._fast:
                await self._going.wait()
                await asyncio.sleep(0)  # the tutor's answers come in between
            else:
                await asyncio.sleep(max(0.0, due - loop.time()))
                due += BLOCK_S
            if not self._closed:
                yield self._next_block()

    async def aclose(self) -> None:
        """Ends `frames`."""
        self._closed = True
        self._spent.set()
        self._going.set()

    def _next_block(self) -> bytes:
        if self._held or self.spent:
            return SILENCE
        block = self._sound[self._at : self._at + MICROPHONE.block_bytes]
        self._at += MICROPHONE.block_bytes
        if self.spent:
            self._spent.set()
            self._going.clear()
        return block.ljust(MICROPHONE.block_bytes, b"\0")


class FileSpeaker:
    """Keeps the time that a loudspeaker would need, or none when `fast`; writes what was played.

    A reply that was interrupted is in the file as far as it was heard.
    """

    def __init__(self, path: Path | None = None, *, fast: bool = False) -> None:
        self.name = str(path) if path else "No loudspeaker"
        self._path = path
        self._fast = fast
        self._draining = Draining()
        self._playback = Playback(self._draining.tell, start_ms=0)
        self._wanted = asyncio.Event()
        self._flushed = 0
        self._file: soundfile.SoundFile | None = None
        self._player: asyncio.Task[None] | None = None

    @property
    def level(self) -> float:
        """RMS of what is leaving now, 0 to 1."""
        return self._playback.level if self._playback.waiting else 0.0

    @property
    def underruns(self) -> int:
        """Gaps in the middle of replies."""
        return self._playback.underruns

    async def open(self) -> None:
        """Creates the file.

        Raises:
            SoundProblem: it cannot be written.
        """
        if self._path is not None:
            try:
                self._file = soundfile.SoundFile(
                    self._path, "w", TUTOR.rate, 1, subtype="PCM_16", format="WAV"
                )
            except (soundfile.LibsndfileError, OSError) as error:
                raise SoundProblem(f"{self._path} cannot be written ({error}).") from error
        self._player = asyncio.get_running_loop().create_task(self._run())

    def play(self, generation: int, pcm: bytes) -> None:
        """Appends a piece of a reply."""
        self._playback.write(generation, pcm)
        self._wanted.set()

    def finish(self, generation: int) -> None:
        """Nothing more comes of this reply."""
        self._playback.finish(generation)

    async def drained(self, generation: int) -> None:
        """Waits until a finished reply has been played whole, or was flushed."""
        flushed = self._flushed
        await self._draining.until(
            lambda: self._playback.over(generation) or self._flushed != flushed
        )

    def pause(self) -> None:
        """Holds back."""
        self._playback.pause(0)

    def resume(self) -> None:
        """Goes on."""
        self._playback.resume()
        self._wanted.set()

    def flush(self) -> None:
        """Forgets what was not played."""
        self._playback.flush()
        self._flushed += 1
        self._draining.tell()

    def heard_ms(self, generation: int) -> int:
        """How much of a reply was played, milliseconds."""
        return round(self._playback.handed_ms(generation))

    async def aclose(self) -> None:
        """Ends playing and completes the file."""
        if self._player is not None:
            self._player.cancel()
            with suppress(asyncio.CancelledError):
                await self._player
            self._player = None
        if self._file is not None:
            self._file.close()
            self._file = None

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if self._playback.paused or not self._playback.waiting:
                self._wanted.clear()
                await self._wanted.wait()
                due = loop.time()
            block = self._playback.read(SPEAKER_BLOCK)
            if self._file is not None:
                self._file.write(np.frombuffer(block, "<i2"))
            due += SPEAKER_BLOCK / BYTES_PER_SAMPLE / TUTOR.rate
            await asyncio.sleep(0 if self._fast else max(0.0, due - loop.time()))
