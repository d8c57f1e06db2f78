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
        self._asked: dict[type, int] = {}

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
        """The next message of this type, and perhaps of this kind, after the last one asked for.

        Messages of different types may be asked for in any order.
        """
        place = self._asked.get(kind, 0)
        while True:
            while place < len(self.seen):
                message = self.seen[place]
                place += 1
                self._asked[kind] = place
                if isinstance(message, kind) and which(message):
                    return message
            await self.next()

    def of(self, kind: type[Kind]) -> list[Kind]:
        """What has been seen of a type."""
        return [message for message in self.seen if isinstance(message, kind)]


@asynccontextmanager
async def connected(
    url: str, version: Version = Version.V2, **options: Any
) -> AsyncIterator[TestClient]:
    """A client; v2 offers the subprotocol."""
    subprotocols = ["eloquio.v2"] if version is Version.V2 else None
    options = {"subprotocols": subprotocols, "compression": None, "close_timeout": 0.2} | options
    async with connect(url, **options) as socket:
        yield TestClient(socket, version)
