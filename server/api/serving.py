"""A uvicorn that lets lessons end before it stops."""

import asyncio
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
        self._leaving = False

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)
        if self._leaving:
            self.should_exit = True

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._draining is not None or self._loop is None:
            super().handle_exit(sig, frame)
            return
        self._loop.call_soon_threadsafe(self.drain, DRAIN_WITHIN_S, Patience())

    def leave_with_parent(self) -> None:
        """The app is gone: store what is there and stop within 2 s. From any thread."""
        self._leaving = True
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
