"""A real HTTP server on loopback that answers `/v1/chat/completions` as the test wrote down."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from server.api.listening_sockets import listening_socket

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class BreaksOffError(Exception):
    """Closes the connection in the middle of an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One scripted answer.

    Attributes:
        text: streamed in pieces of five characters; then `end`.
        end: "done"; "stall" until the client leaves; "break" of the connection; "length" as a
            finish reason.
        status: of the response; another than 200 has no stream.
        raw: sent instead of a stream of completions.
    """

    text: str = ""
    end: str = "done"
    status: int = 200
    raw: bytes | None = None


@dataclass(slots=True)
class LlmServer:
    """What was asked of the server, and what it will answer; the last answer serves on.

    Attributes:
        requests: bodies, in order.
        most_in_flight: requests that were open at once.
        left: set when a client went away before its answer's end.
        asked: set with each request.
    """

    answers: list[Answer]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["path"] != "/v1/chat/completions":
            await _whole(send, 200 if scope["path"] == "/v1/models" else 404, b"{}")
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.requests.append(json.loads(body))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self.asked.set()
        try:
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            await self._answer(answer, receive, send)
        finally:
            self.in_flight -= 1

    async def _answer(self, answer: Answer, receive: Receive, send: Send) -> None:
        if answer.status != 200 or answer.raw is not None:
            await _whole(send, answer.status, answer.raw or b'{"error": "no"}')
            return
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _event(send, {"role": "assistant"})
        for start in range(0, len(answer.text), 5):
            await _event(send, {"content": answer.text[start : start + 5]})
        if answer.end == "stall":
            while (await receive())["type"] != "http.disconnect":
                pass
            self.left.set()
            return
        if answer.end == "break":
            raise BreaksOffError
        if answer.end == "length":
            await _event(send, {}, "length")
        await _body(send, b"data: [DONE]\n\n", more=False)


async def _event(send: Send, delta: dict[str, str], reason: str | None = None) -> None:
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
    await _body(send, b"data: " + json.dumps(chunk).encode() + b"\n\n", more=True)


async def _body(send: Send, body: bytes, *, more: bool) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _whole(send: Send, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await _body(send, body, more=False)


@asynccontextmanager
async def llm_server(*answers: Answer) -> AsyncIterator[LlmServer]:
    """Serves the answers, in order, on any free port."""
    served = LlmServer(list(answers))
    listening = listening_socket("127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    server = uvicorn.Server(
        uvicorn.Config(served, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield served
    finally:
        server.should_exit = True
        await task
