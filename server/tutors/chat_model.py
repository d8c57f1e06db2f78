"""A language model behind an OpenAI-compatible server: `POST {base}/chat/completions`, streamed."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, Literal, TypedDict, cast

import httpx

from server.domain.errors import TutorUnavailable

CONNECT_S = 2.0
PROBE_S = 1.0  # of a health report, which others wait for
READ_S = 10.0  # the turn's own budget ends a reply long before
LONGEST_EVENT = 65_536  # bytes without a line end
LONGEST_REPLY = 300  # tokens; the longest turn has 50 words
TEMPERATURE = 0.7


class Message(TypedDict):
    """One message of the request."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatModel:
    """One model on one server. Every failure is a TutorUnavailable that names it."""

    def __init__(self, base_url: str, model: str) -> None:
        self.base_url = base_url
        self.model = model
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
            headers={"Accept-Encoding": "identity"},
            trust_env=False,
        )

    async def pieces(self, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        """The reply's text as it is made; closing it closes the connection.

        Raises:
            TutorUnavailable: not reached, refused, not a stream of completions, or broken off.
        """
        request = {
            "model": self.model,
            "messages": list(messages),
            "stream": True,
            "max_tokens": LONGEST_REPLY,
            "temperature": TEMPERATURE,
        }
        try:
            async with self._http.stream(
                "POST", f"{self.base_url}/chat/completions", json=request
            ) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise self._failed(f"answered {answer.status_code}")
                async with aclosing(self._events(answer)) as events:
                    async for event in events:
                        piece, ended = self._piece(event)
                        if piece:
                            yield piece
                        if ended:
                            return
        except httpx.HTTPError as error:
            raise self._failed(f"failed ({type(error).__name__})") from error
        raise self._failed("broke off")

    async def answering(self) -> str:
        """Words for a health report: whether the server is there."""
        try:
            answer = await self._http.get(f"{self.base_url}/models", timeout=PROBE_S)
        except httpx.HTTPError as error:
            why = type(error).__name__
            return f"{self.base_url} does not answer ({why}): the dialogue talks instead"
        return f"{self.base_url} answers ({answer.status_code})"

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._http.aclose()

    async def _events(self, answer: httpx.Response) -> AsyncGenerator[bytes, None]:
        """The data of each server-sent event; other lines are passed over."""
        waiting = b""
        async with aclosing(cast(AsyncGenerator[bytes, None], answer.aiter_bytes())) as received:
            async for part in received:
                *lines, waiting = (waiting + part).split(b"\n")
                if len(waiting) > LONGEST_EVENT:
                    raise self._failed("sent a line without end")
                for line in lines:
                    if line.startswith(b"data:"):
                        yield line[5:].strip()

    def _piece(self, event: bytes) -> tuple[str, bool]:
        """Text of one event, and whether it is the last."""
        if event == b"[DONE]":
            return "", True
        try:
            choices = json.loads(event)["choices"]
            piece, reason = _content(choices[0]) if choices else ("", None)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise self._failed("sent what is no completion") from error
        if reason not in (None, "stop"):
            raise self._failed(f"ended its reply by {str(reason)[:40]!r}")
        return piece, reason is not None

    def _failed(self, what: str) -> TutorUnavailable:
        return TutorUnavailable(
            f"The language model at {self.base_url} {what}: check TUTOR_LLM_BASE_URL and that the "
            f"server runs {self.model}."
        )


def _content(choice: Any) -> tuple[str, Any]:
    content = choice.get("delta", {}).get("content")
    if content is not None and not isinstance(content, str):
        raise TypeError
    return content or "", choice.get("finish_reason")
