"""One socket from welcome to close: reads, sends, ticks, counts strikes, says why it closes."""

import asyncio
import time
from contextlib import suppress

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from server import metrics
from server.api.downlink import SocketDownlink
from server.api.errors import CLOSE_NORMAL, CLOSE_SLOW, NUMBERS
from server.api.exchange import Exchange, Services
from server.api.token_bucket import TokenBucket
from server.domain.errors import EloquioError, Unauthorized
from server.protocol.codec import MicrophoneFrame, Version, decode_client
from server.protocol.errors import ErrorCode, ErrorDetail, ProtocolError
from server.protocol.messages import Error, ServerDraining, Tick, Welcome
from server.service.callers import Caller
from server.service.running_lesson import EndReason
from server.service.voice import Patience

log = structlog.get_logger()

AUTH_WITHIN_S = 5.0
STRIKES = 3
AUDIO_FRAMES_S, AUDIO_BURST = 100, 1_500  # twice real time after a burst of 30 s
CONTROL_S, CONTROL_BURST = 10, 20
PEER_GONE = (WebSocketDisconnect, RuntimeError)  # starlette's two ways to say so


class Connection:
    """Serves an accepted socket; `serve` returns when it is closed and its lesson is stored."""

    def __init__(
        self, socket: WebSocket, version: Version, services: Services, caller: Caller | None
    ) -> None:
        self._socket = socket
        self._version = version
        self._down = SocketDownlink(socket, version)
        self._exchange = Exchange(services, self._down, caller)
        self._audio = TokenBucket(AUDIO_FRAMES_S, AUDIO_BURST, time.monotonic)
        self._control = TokenBucket(CONTROL_S, CONTROL_BURST, time.monotonic)
        self._strikes = 0
        self._closing: int | None = None
        self._reader: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Until either side closes."""
        self._down.send(Welcome(protocol=self._version.value))
        self._reader = asyncio.create_task(self._read())
        sender = asyncio.create_task(self._send())
        ticker = asyncio.create_task(self._tick())
        try:
            await asyncio.wait([self._reader])
        finally:
            ticker.cancel()
            self._reader.cancel()
            await self._leave()
            sender.cancel()
            await asyncio.gather(self._reader, sender, ticker, return_exceptions=True)
            await self._say_goodbye()

    def drain(self, within_s: float, patience: Patience) -> None:
        """Tells the client, then ends the lesson with so much patience and closes with 1012."""
        self._exchange.patience = patience
        self._down.send(ServerDraining(within_ms=int(within_s * 1000), reason="The server stops."))
        self._close(ErrorCode.SERVER_DRAINING)

    async def _read(self) -> None:
        while True:
            try:
                async with asyncio.timeout(None if self._exchange.caller else AUTH_WITHIN_S):
                    frame = await self._socket.receive()
            except TimeoutError:
                refusal = Unauthorized(f"No token came within {AUTH_WITHIN_S:.0f} s.")
                self._refuse(refusal.detail, strike=False)
                return
            if frame["type"] == "websocket.disconnect":
                return
            text = frame.get("text")
            await self._on_raw(frame.get("bytes", b"") if text is None else text)

    async def _on_raw(self, raw: str | bytes) -> None:
        try:
            decoded = decode_client(raw, self._version)
            if isinstance(decoded, MicrophoneFrame):
                # Not read is not lost: a sender faster than twice real time is slowed down.
                await asyncio.sleep(self._audio.take())
                await self._exchange.audio(decoded)
            elif decoded is not None:
                self._count()
                await self._exchange.message(decoded)
        except ProtocolError as error:
            self._refuse(error.detail, strike=True)
        except EloquioError as error:
            self._refuse(error.detail, strike=False)
        except Exception:
            log.exception("message_failed")
            detail = ErrorDetail(
                code=ErrorCode.INTERNAL, message="The server failed at this message."
            )
            self._refuse(detail, strike=False)

    def _count(self) -> None:
        if self._control.refuse():
            raise ProtocolError(
                ErrorCode.TOO_MANY_MESSAGES,
                f"More than {CONTROL_S} messages a second: slow down.",
            )

    def _refuse(self, detail: ErrorDetail, *, strike: bool) -> None:
        self._down.send(Error(**detail.model_dump(mode="json")))
        metrics.ERRORS.labels(endpoint="socket", code=detail.code.value).inc()
        self._strikes += strike
        if detail.code is ErrorCode.UNAUTHORIZED:
            self._close(ErrorCode.UNAUTHORIZED)
        elif self._strikes >= STRIKES:
            self._close(ErrorCode.TOO_MANY_MESSAGES)

    def _close(self, why: ErrorCode | None, code: int = CLOSE_NORMAL) -> None:
        if self._closing is None and self._reader is not None:
            self._closing = (NUMBERS[why].close if why else None) or code
            self._reader.cancel()

    async def _send(self) -> None:
        with suppress(*PEER_GONE):
            await self._down.run()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._down.send(Tick(t=int(time.monotonic() * 1000)))
            reason = self._exchange.over
            if self._down.stuck:
                self._close(None, CLOSE_SLOW)
            elif reason is not None:
                await self._end(reason)

    async def _leave(self) -> None:
        """The lesson of a closing connection is stored like any other."""
        draining = self._closing == NUMBERS[ErrorCode.SERVER_DRAINING].close
        await self._end("draining" if draining else "ended")

    async def _end(self, reason: EndReason) -> None:
        try:
            await self._exchange.leave(reason)
        except EloquioError as error:
            log.warning("session_not_closed", reason=error.message)

    async def _say_goodbye(self) -> None:
        if self._closing is None:
            return
        with suppress(*PEER_GONE, TimeoutError):
            async with asyncio.timeout(1):
                await self._down.flush()
                await self._socket.close(self._closing)
