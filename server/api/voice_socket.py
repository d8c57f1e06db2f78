"""The WebSocket route: negotiation, admission, and the register of who is connected."""

import asyncio

import structlog
from fastapi import APIRouter
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket

from server.api.auth import bearer, bearer_of_subprotocols
from server.api.connection import Connection
from server.api.errors import NUMBERS
from server.api.exchange import Services
from server.domain.errors import EloquioError, Unauthorized
from server.protocol.codec import SUBPROTOCOL, Version
from server.protocol.errors import ErrorCode
from server.protocol.messages import Error
from server.service.callers import Caller
from server.service.voice import Patience

log = structlog.get_logger()


class VoiceSockets:
    """All live connections of this process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._live: dict[Connection, asyncio.Task[None]] = {}
        self.draining = False

    def router(self) -> APIRouter:
        """Routes `/` and `/ws`."""
        router = APIRouter()
        router.add_api_websocket_route("/", self.serve)
        router.add_api_websocket_route("/ws", self.serve)
        return router

    async def serve(self, socket: WebSocket) -> None:
        """One client from upgrade to close."""
        offered = socket.scope.get("subprotocols", [])
        if self.draining:
            await _deny(socket, ErrorCode.SERVER_DRAINING, "The server stops; try again.")
            return
        try:
            caller = self._admit(bearer(socket.headers) or bearer_of_subprotocols(offered))
        except Unauthorized as error:
            await _deny(socket, error.code, error.message)
            return
        version = _choose(offered)
        if version is None:
            await _refuse_protocol(socket)
            return
        await socket.accept(subprotocol=SUBPROTOCOL if version is Version.V2 else None)
        connection = Connection(socket, version, self._services, caller)
        task = asyncio.create_task(connection.serve())
        self._live[connection] = task
        try:
            await asyncio.shield(task)
        finally:
            self._live.pop(connection, None)

    async def drain(self, within_s: float, patience: Patience) -> None:
        """Refuses newcomers, ends every lesson, closes every socket with 1012."""
        self.draining = True
        tasks = list(self._live.values())
        for connection in self._live:
            connection.drain(within_s, patience)
        if tasks:
            await asyncio.wait(tasks, timeout=within_s)

    def _admit(self, token: str | None) -> Caller | None:
        """Without a token in the upgrade the first message may bring it."""
        gate = self._services.gate
        if token is None and not gate.open:
            return None
        return gate.admit(token)


def _choose(offered: list[str]) -> Version | None:
    if SUBPROTOCOL in offered:
        return Version.V2
    unknown = [name for name in offered if not name.startswith("bearer.")]
    return None if unknown else Version.V1


async def _deny(socket: WebSocket, code: ErrorCode, message: str) -> None:
    error = EloquioError(message, code=code)
    headers = {"Retry-After": "3"} if code is ErrorCode.SERVER_DRAINING else None
    await socket.send_denial_response(
        JSONResponse({"error": error.detail.model_dump(mode="json")}, NUMBERS[code].status, headers)
    )


async def _refuse_protocol(socket: WebSocket) -> None:
    await socket.accept()
    error = Error(
        code=ErrorCode.UNSUPPORTED_PROTOCOL,
        message=f'Offer the subprotocol "{SUBPROTOCOL}", or none for v1.',
    )
    await socket.send_text(error.model_dump_json())
    await socket.close(NUMBERS[ErrorCode.UNSUPPORTED_PROTOCOL].close or 1002)
