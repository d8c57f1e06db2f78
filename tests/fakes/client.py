"""A WebSocket client for tests: our codec over a real connection."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect

from server.protocol.codec import (
    MicrophoneFrame,
    TutorFrame,
    Version,
    decode_server,
    encode_client,
)
from server.protocol.messages import ClientMessage, ServerMessage

Kind = TypeVar("Kind")


class TestClient:
    """Sends and remembers; `until` waits for a message of a type."""

    __test__ = False

    def __init__(self, socket: ClientConnection, version: Version) -> None:
        self.socket = socket
        self.version = version
        self.seen: list[ServerMessage | TutorFrame] = []

    async def send(self, *messages: ClientMessage | MicrophoneFrame) -> None:
        for message in messages:
            await self.socket.send(encode_client(message, self.version))

    async def next(self) -> ServerMessage | TutorFrame:
        """The next thing from the server."""
        decoded = decode_server(await self.socket.recv(), self.version)
        assert decoded is not None
        self.seen.append(decoded)
        return decoded

    async def until(
        self, kind: type[Kind], which: Callable[[Kind], bool] = lambda found: True
    ) -> Kind:
        """Reads on until a message of this type, and perhaps of this kind, comes."""
        while True:
            message = await self.next()
            if isinstance(message, kind) and which(message):
                return message

    def of(self, kind: type[Kind]) -> list[Kind]:
        """What has been seen of a type."""
        return [message for message in self.seen if isinstance(message, kind)]


@asynccontextmanager
async def connected(
    url: str, version: Version = Version.V2, **options: Any
) -> AsyncIterator[TestClient]:
    """A client; v2 offers the subprotocol."""
    subprotocols = ["eloquio.v2"] if version is Version.V2 else None
    options = {"subprotocols": subprotocols, "compression": None, **options}
    async with connect(url, **options) as socket:
        yield TestClient(socket, version)
