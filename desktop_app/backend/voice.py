"""The socket to the tutor: our messages and audio frames over `eloquio.v2`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Self

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as dial
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from desktop_app.backend.address import Backend
from server.protocol.codec import (
    SUBPROTOCOL,
    MicrophoneFrame,
    TutorFrame,
    Version,
    decode_server,
    encode_client,
)
from server.protocol.errors import ProtocolError
from server.protocol.messages import ClientMessage, ServerMessage

SILENT_AFTER = 3.0  # seconds without the server's 1 s tick: a dead path (voice-path.md 2.5)
CONTROL_S, CONTROL_BURST = 8, 16  # a little below the server's 10 a second and burst of 20
MAX_MESSAGE = 1 << 20  # a session's study notes are the largest


class ConnectionLost(Exception):
    """The path to the tutor is gone; the message is a sentence for the learner.

    Attributes:
        close_code: what the server closed with, None when it did not.
    """

    def __init__(self, message: str, close_code: int | None = None) -> None:
        super().__init__(message)
        self.close_code = close_code


class VoiceClient:
    """One connection. Microphone frames are numbered here, from 1 for the whole session."""

    def __init__(self, socket: ClientConnection, silent_after: float = SILENT_AFTER) -> None:
        self.last_seq = 0
        self._socket = socket
        self._silent_after = silent_after
        self._silent = False
        loop = asyncio.get_running_loop()
        self._heard_at = self._paced_at = loop.time()
        self._allowance: float = CONTROL_BURST
        self._watchdog = loop.create_task(self._watch())

    @classmethod
    async def open(cls, backend: Backend, silent_after: float = SILENT_AFTER) -> Self:
        """Connects.

        Raises:
            ConnectionLost: when nobody answers or the token is refused.
        """
        try:
            socket = await dial(
                backend.voice_url,
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers=backend.headers,
                compression=None,
                close_timeout=0.5,
                ping_interval=None,
                max_size=MAX_MESSAGE,
                proxy=None,
            )
        except (OSError, InvalidHandshake, TimeoutError) as error:
            raise ConnectionLost(f"The tutor cannot be reached ({error}).") from error
        return cls(socket, silent_after)

    async def send(self, message: ClientMessage) -> None:
        """Sends a control message, later when there were too many: the server refuses a flood.

        Raises:
            ConnectionLost: when the path is gone.
        """
        await self._pace()
        await self._send(encode_client(message, Version.V2))

    async def send_audio(self, pcm: bytes, utterance: int, time_us: int, flags: int = 0) -> None:
        """Sends learner's audio, 16 kHz s16le mono, at most 8,176 bytes.

        Raises:
            ConnectionLost: when the path is gone.
        """
        self.last_seq += 1
        frame = MicrophoneFrame(
            pcm=pcm, utterance=utterance, seq=self.last_seq, time_us=time_us, flags=flags
        )
        await self._send(encode_client(frame, Version.V2))

    async def messages(self) -> AsyncIterator[ServerMessage | TutorFrame]:
        """What the server sends, in order, until either side closes in peace.

        Raises:
            ConnectionLost: when the path breaks, stays silent, or carries what is not the protocol.
        """
        loop = asyncio.get_running_loop()
        while True:
            try:
                data = await self._socket.recv()
            except ConnectionClosed as closed:
                self._judge(closed)
                return
            self._heard_at = loop.time()
            try:
                message = decode_server(data, Version.V2)
            except ProtocolError as error:
                raise ConnectionLost(f"The tutor speaks another protocol ({error}).") from error
            if message is not None:
                yield message

    async def aclose(self) -> None:
        """Closes the connection; safe to call twice."""
        self._watchdog.cancel()
        with suppress(asyncio.CancelledError):
            await self._watchdog
        await self._socket.close()

    async def _pace(self) -> None:
        now = asyncio.get_running_loop().time()
        self._allowance = min(CONTROL_BURST, self._allowance + (now - self._paced_at) * CONTROL_S)
        self._paced_at = now
        self._allowance -= 1
        if self._allowance < 0:
            await asyncio.sleep(-self._allowance / CONTROL_S)

    async def _send(self, data: str | bytes) -> None:
        try:
            await self._socket.send(data)
        except ConnectionClosed as closed:
            raise ConnectionLost(self._sentence(closed), _code(closed)) from closed

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            left = self._heard_at + self._silent_after - loop.time()
            if left <= 0:
                break
            await asyncio.sleep(left)
        self._silent = True
        self._socket.transport.abort()

    def _judge(self, closed: ConnectionClosed) -> None:
        if self._silent or _code(closed) != 1000:
            raise ConnectionLost(self._sentence(closed), _code(closed)) from closed

    def _sentence(self, closed: ConnectionClosed) -> str:
        if self._silent:
            return f"Nothing came from the tutor for {self._silent_after:.0f} seconds."
        if closed.rcvd is not None and closed.rcvd.reason:
            return closed.rcvd.reason
        return "The connection to the tutor broke."


def _code(closed: ConnectionClosed) -> int | None:
    return closed.rcvd.code if closed.rcvd is not None else None
