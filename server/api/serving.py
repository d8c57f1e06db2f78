"""Listening sockets, and a uvicorn that lets lessons end before it stops."""

import asyncio
import os
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from server.api.voice_socket import VoiceSockets
from server.service.voice import LEAVING_AT_ONCE, Patience

DRAIN_WITHIN_S = 25.0
LEAVE_WITHIN_S = 1.5
LARGEST_MESSAGE = 65_536


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound, listening TCP socket; port 0 takes a free one.

    IPPROTO_TCP is not decoration: asyncio sets TCP_NODELAY only on a socket whose protocol is TCP,
    and without it an echo takes 21 ms instead of 0.8 (measured, docs/decisions/0002).

    Raises:
        OSError: the port is taken.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(2048)
    except OSError:
        bound.close()
        raise
    return bound


class DrainingServer(uvicorn.Server):
    """On the first signal: lessons end and are stored, sockets close with 1012, exit status 0."""

    def __init__(self, app: FastAPI, voices: VoiceSockets) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                ws="websockets-sansio",
                ws_per_message_deflate=False,
                ws_max_size=LARGEST_MESSAGE,
                timeout_graceful_shutdown=5,
                access_log=False,
                log_config=None,
            )
        )
        self._voices = voices
        self._loop: asyncio.AbstractEventLoop | None = None
        self._draining: asyncio.Task[None] | None = None

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._draining is not None or self._loop is None:
            super().handle_exit(sig, frame)
            return
        self._loop.call_soon_threadsafe(self.drain, DRAIN_WITHIN_S, Patience())

    def leave_with_parent(self) -> None:
        """The app is gone: store what is there and stop within 2 s."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.drain, LEAVE_WITHIN_S, LEAVING_AT_ONCE)

    def drain(self, within_s: float, patience: Patience) -> None:
        """Begins the drain, once."""
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain(within_s, patience))

    async def _drain(self, within_s: float, patience: Patience) -> None:
        try:
            async with asyncio.timeout(within_s):
                await self._voices.drain(within_s, patience)
        except TimeoutError:
            self.force_exit = True
        finally:
            self.should_exit = True
