"""The way down: messages before waiting audio, one counter for both, nothing unbounded."""

import asyncio
import time
from collections import deque

from starlette.websockets import WebSocket
from typing_extensions import override

from server.api.pacing import Pacing
from server.domain.turns import ReplySound
from server.protocol.audio import TUTOR
from server.protocol.codec import FIRST, TutorFrame, Version, encode_server
from server.protocol.messages import ServerMessage
from server.service.downlink import Downlink

LONGEST_WAITING = TUTOR.bytes_for(120_000)
STUCK_S = 5.0


class SocketDownlink(Downlink):
    """Queues for one socket; `run` sends until cancelled or until the peer is gone."""

    def __init__(self, socket: WebSocket, version: Version) -> None:
        self._socket = socket
        self._version = version
        self._urgent: deque[ServerMessage] = deque()
        self._waiting: deque[ReplySound | ServerMessage] = deque()
        self._waiting_bytes = 0
        self._seq = 0
        self._wake = asyncio.Event()
        self._busy_since: float | None = None
        self.pacing = Pacing(time.monotonic) if version is Version.V1 else None

    @override
    def send(self, message: ServerMessage) -> None:
        self._urgent.append(message)
        self._wake.set()

    @override
    def play(self, sound: ReplySound) -> None:
        self._waiting.append(sound)
        self._waiting_bytes += len(sound.pcm)
        if self.pacing is not None:
            self.pacing.queued(sound)
        self._wake.set()

    @override
    def after_audio(self, message: ServerMessage) -> None:
        self._waiting.append(message)
        if self.pacing is not None:
            self.pacing.complete = True
        self._wake.set()

    @override
    def drop(self, generation: int) -> None:
        self._waiting = deque(
            item for item in self._waiting if getattr(item, "generation", None) != generation
        )
        self._waiting_bytes = sum(
            len(item.pcm) for item in self._waiting if isinstance(item, ReplySound)
        )
        if self.pacing is not None:
            self.pacing.forget(generation)

    @property
    def stuck(self) -> bool:
        """Whether the peer has taken nothing for 5 s, or lets replies pile up."""
        if self._waiting_bytes > LONGEST_WAITING:
            return True
        return self._busy_since is not None and time.monotonic() - self._busy_since > STUCK_S

    async def run(self) -> None:
        """Sends what comes, in order of urgency."""
        while True:
            if self._urgent:
                await self._message(self._urgent.popleft())
            elif self._waiting:
                await self._next_waiting()
            else:
                await self._woken(None)

    async def flush(self) -> None:
        """Sends the messages that wait, without audio: the last words of a connection."""
        while self._urgent:
            await self._message(self._urgent.popleft())

    async def _next_waiting(self) -> None:
        item = self._waiting[0]
        if isinstance(item, ReplySound):
            early = self.pacing.early_by(item) if self.pacing is not None else 0.0
            if early > 0:
                await self._woken(early)
                return
            self._waiting.popleft()
            self._waiting_bytes -= len(item.pcm)
            await self._sound(item)
            return
        self._waiting.popleft()
        await self._message(item)

    async def _woken(self, within_s: float | None) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(within_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _message(self, message: ServerMessage) -> None:
        self._seq += 1
        await self._out(encode_server(message.model_copy(update={"seq": self._seq}), self._version))

    async def _sound(self, sound: ReplySound) -> None:
        self._seq += 1
        flags = FIRST if sound.sample == 0 else 0
        frame = TutorFrame(sound.pcm, sound.generation, self._seq, sound.sample, flags)
        await self._out(encode_server(frame, self._version))

    async def _out(self, data: str | bytes) -> None:
        self._busy_since = time.monotonic()
        if isinstance(data, str):
            await self._socket.send_text(data)
        else:
            await self._socket.send_bytes(data)
        self._busy_since = None
