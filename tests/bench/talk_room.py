"""A loudspeaker, a microphone and the air between them, in audio time.

The loudspeaker is the app's `Playback` behind a device that holds sound as long as a real one; the
microphone hears the learner, the room, and the tutor as much weaker as the trial says.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

import numpy as np
import numpy.typing as npt

from desktop_app.audio.echo import EchoReference
from desktop_app.audio.playback import Playback
from server.protocol.audio import MICROPHONE, TUTOR
from tests.fakes.sound import from_tutor

BLOCK_MS = MICROPHONE.block_ms
TUTOR_BLOCK = TUTOR.bytes_for(BLOCK_MS)
DEVICE_MS = 160  # the app's usual output latency, 150 ms, in whole blocks
CAPTURE_MS = 40  # from the air to the app: voice-path.md section 4 measured 45 to a block's end
ABORT_MS = 2.0  # voice-path.md section 4: silence 1-2 ms after the call
AIR_SAMPLES = 80  # 5 ms, 1.7 m
ECHO_MS, ECHO_DECAY_MS = 120, 25.0  # of a furnished room
BEND = 1.5  # of a small loudspeaker: loud samples come out weaker, which no linear filter removes
ROOM = 4.0  # RMS of the room's noise, of 32,768
Samples = npt.NDArray[np.float64]


class RoomSpeaker:
    """Implements `Speaker`; `paused_at` are the moments at which it fell silent by command."""

    name = "Room"

    def __init__(self) -> None:
        self.now_ms = 0.0
        self.paused_at: list[float] = []
        self.resumed_at: list[float] = []
        self.reference = EchoReference(lambda: DEVICE_MS)
        self._playback = Playback(lambda _generation: None)
        self._device = deque([bytes(TUTOR_BLOCK)] * (DEVICE_MS // BLOCK_MS))

    @property
    def level(self) -> float:
        """RMS of the last block, 0 to 1."""
        return self._playback.level

    @property
    def underruns(self) -> int:
        """Gaps in the middle of replies."""
        return self._playback.underruns

    def tick(self) -> bytes:
        """20 ms pass; what leaves the cone in them, 24 kHz s16le mono."""
        self.now_ms += BLOCK_MS
        block = self._playback.read(TUTOR_BLOCK)
        self.reference.played(block)
        self._device.append(block)
        return self._device.popleft()

    async def open(self) -> None:
        """Always there."""

    def play(self, generation: int, pcm: bytes) -> None:
        """Appends a piece of a reply."""
        self._playback.write(generation, pcm)

    def finish(self, generation: int) -> None:
        """Nothing more comes of this reply."""
        self._playback.finish(generation)

    async def drained(self, generation: int) -> None:
        """Waits until a finished reply was heard; no trial lets one end."""
        raise RuntimeError(f"the reply {generation} ended in the middle of a trial")

    def pause(self) -> None:
        """What the device holds is dropped and taken back."""
        if self._playback.paused:
            return
        self.paused_at.append(self.now_ms + ABORT_MS)
        self._playback.pause(len(self._device) * TUTOR_BLOCK)
        self._device = deque([bytes(TUTOR_BLOCK)] * len(self._device))
        self.reference.clear()

    def resume(self) -> None:
        """Goes on."""
        self.resumed_at.append(self.now_ms)
        self._playback.resume()

    def flush(self) -> None:
        """Forgets what waits."""
        self.pause()
        self._playback.flush()

    def heard_ms(self, generation: int) -> int:
        """How much of a reply left the cone."""
        return round(self._playback.handed_ms(generation))

    async def aclose(self) -> None:
        """Nothing to give back."""


class RoomMicrophone:
    """Implements `Microphone`: the learner's sound, the room, and the tutor `echo_db` weaker.

    `learner` is 16 kHz from the start of the trial, of its whole length; `over` is set when all of
    it was captured and worked through.
    """

    name = "Room"
    live = True
    waiting_ms = 0.0

    def __init__(self, speaker: RoomSpeaker, learner: Samples, echo_db: float | None) -> None:
        self.over = asyncio.Event()
        self._speaker = speaker
        self._learner = learner
        self._gain = 0.0 if echo_db is None else 10 ** (echo_db / 20)
        self._rng = np.random.default_rng(7)
        self._walls = _reflections(self._rng)
        self._air = np.zeros(len(self._walls) - 1)
        self._captured = deque([np.zeros(MICROPHONE.rate // 50)] * (CAPTURE_MS // BLOCK_MS))

    async def frames(self) -> AsyncGenerator[bytes, None]:
        """A block for each 20 ms of the trial."""
        size = MICROPHONE.rate * BLOCK_MS // 1000
        for start in range(0, len(self._learner) - size + 1, size):
            left = np.frombuffer(from_tutor(self._speaker.tick()), "<i2") / 32768
            air = np.concatenate((self._air, np.tanh(BEND * left[:size]) / BEND * 32768))
            self._air = air[size:]
            echo = np.convolve(air, self._walls, mode="valid")
            heard = self._learner[start : start + size] + self._gain * echo
            self._captured.append(heard + self._rng.normal(0, ROOM, size))
            sound = np.clip(np.round(self._captured.popleft()), -32768, 32767)
            yield sound.astype("<i2").tobytes()
            await asyncio.sleep(0)  # what the app does about it comes first
        self.over.set()
        await asyncio.Event().wait()

    async def aclose(self) -> None:
        """Nothing to give back."""


def _reflections(rng: np.random.Generator) -> Samples:
    """The way from the cone to the microphone: 5 ms of air, then walls; as loud as it came."""
    samples = np.arange(MICROPHONE.rate * ECHO_MS // 1000)
    walls = rng.normal(0, 0.1, len(samples)) * np.exp(-samples / 16 / ECHO_DECAY_MS)
    walls[0] = 1.0
    way = np.concatenate((np.zeros(AIR_SAMPLES), walls))
    return np.asarray(way / np.sqrt((way**2).sum()))
