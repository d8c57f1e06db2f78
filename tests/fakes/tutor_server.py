"""A real WebSocket server on loopback that speaks our codec and does what the test wrote down."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from desktop_app.backend.address import Backend
from server.protocol.codec import (
    SUBPROTOCOL,
    MicrophoneFrame,
    TutorFrame,
    Version,
    decode_client,
    encode_server,
)
from server.protocol.messages import ClientMessage, ServerMessage

TOKEN = "right"


class Peer:
    """The server's end of one connection."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket

    async def send(self, *messages: ServerMessage | TutorFrame) -> None:
        """Sends in order."""
        for message in messages:
            await self.socket.send(encode_server(message, Version.V2))

    async def receive(self) -> ClientMessage | MicrophoneFrame | None:
        """The next message or frame."""
        return decode_client(await self.socket.recv(), Version.V2)


@asynccontextmanager
async def tutor_server(talk: Callable[[Peer], Awaitable[None]]) -> AsyncIterator[Backend]:
    """Serves `talk` to each connection with the right token, on any free port."""

    def admit(_connection: ServerConnection, request: Request) -> Response | None:
        if request.headers.get("Authorization") == f"Bearer {TOKEN}":
            return None
        return Response(401, "Unauthorized", Headers())

    async def handle(socket: ServerConnection) -> None:
        await talk(Peer(socket))

    async with serve(
        handle,
        "127.0.0.1",
        0,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        process_request=admit,
        compression=None,
        close_timeout=0.5,
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Backend(f"http://127.0.0.1:{port}", TOKEN)
