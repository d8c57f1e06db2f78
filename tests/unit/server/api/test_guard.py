"""Who may knock."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from server.api.guard import LOOPBACK_NAMES, Guard


async def knock(kind: str, host: str | None, origin: str | None) -> list[Message]:
    """What the guard answers, with an app behind it that says 200."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "through"})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [] if host is None else [(b"host", host.encode())]
    headers += [] if origin is None else [(b"origin", origin.encode())]
    guard = Guard(app, LOOPBACK_NAMES, frozenset({"https://lessons.example"}))
    await guard({"type": kind, "headers": headers}, receive, send)
    return sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8000"])
@pytest.mark.parametrize("origin", [None, "https://lessons.example"])
async def test_a_program_and_a_listed_page_come_through(
    kind: str, host: str, origin: str | None
) -> None:
    assert await knock(kind, host, origin) == [{"type": "through"}]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("evil.test", None),
        ("127.0.0.1.evil.test", None),
        ("", None),
        (None, None),
        ("127.0.0.1:80:80", None),
        ("127.0.0.1", "null"),
        ("127.0.0.1", "http://127.0.0.1:8765"),
        ("127.0.0.1", "https://lessons.example.evil.test"),
    ],
)
async def test_a_strange_host_or_page_is_refused_before_anything_else(
    kind: str, host: str | None, origin: str | None
) -> None:
    sent = await knock(kind, host, origin)
    assert {"type": "through"} not in sent
    assert sent[0].get("status") == 403 or sent[0]["type"] == "websocket.close"
