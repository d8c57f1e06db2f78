"""The server's end of a speech worker: asks, streams, and starts it again when it died."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import structlog

from server.domain.errors import TutorUnavailable
from server.speech.engine_process import EngineProcess, ProcessDied
from server.speech.frames import Frame, Header

ANSWER_WITHIN_S = 60.0  # a turn of 5 minutes is heard in about 10 s on the slowest machine tried

log = structlog.get_logger(__name__)


class Worker:
    """One engine in one child process, restarted when it dies.

    Requests are served one at a time, in order. A request during which the child dies is asked
    once more of a new child; pieces already given are not given again.
    """

    def __init__(
        self,
        kind: str,
        options: dict[str, Any],
        *,
        threads: int = 1,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        """Prepares; nothing starts yet.

        Args:
            kind: one of `server.speech.child.KINDS`, or a `module:factory`.
            options: plain data for the factory.
            threads: how many the engine's numeric libraries may use.
            answer_within_s: a child silent for longer within a request is taken for dead.
        """
        self._kind = kind
        self._options = options
        self._threads = threads
        self._answer_within_s = answer_within_s
        self._process: EngineProcess | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._process.process.pid if self._process is not None else None

    @property
    def busy(self) -> bool:
        """Whether a request is with the child, or the child starts."""
        return self._turn.locked()

    async def start(self) -> None:
        """Starts the child and waits until its engine is loaded; a request would also start it.

        Raises:
            TutorUnavailable: with the child's own sentence, or its last line of stderr.
        """
        async with self._turn:
            await self._running()

    async def call(self, name: str, header: Header, payload: bytes = b"") -> Frame:
        """Asks for one answer: the last piece of the reply.

        Raises:
            TutorUnavailable: the engine refused, or the child died twice on this request.
        """
        answer: Frame | None = None
        async with aclosing(self.stream(name, header, payload)) as pieces:
            async for piece in pieces:
                answer = piece
        if answer is None:
            raise TutorUnavailable(f"the speech worker {self._kind!r} gave no answer to {name!r}")
        return answer

    async def stream(
        self, name: str, header: Header, payload: bytes = b""
    ) -> AsyncGenerator[Frame, None]:
        """Gives the pieces of the reply as they are made; closing it cancels the rest.

        Close it (`contextlib.aclosing`) when it is left early: the next request waits for that.

        Raises:
            TutorUnavailable: as `call`.
        """
        given, last_words = 0, ""
        async with self._turn:
            for attempt in (1, 2):
                process = await self._running()
                skip = given
                try:
                    async with aclosing(process.ask(name, header, payload)) as pieces:
                        async for piece in pieces:
                            if skip:
                                skip -= 1
                                continue
                            given += 1
                            yield piece
                except ProcessDied:
                    last_words = await self._drop()
                    if self._closed:
                        break
                    log.warning("speech_worker_died", kind=self._kind, request=name, try_=attempt)
                else:
                    return
        if self._closed:
            raise TutorUnavailable(f"the speech worker {self._kind!r} was closed meanwhile")
        raise TutorUnavailable(
            f"the speech worker {self._kind!r} stopped twice on the same request ({last_words}); "
            "say it again, and if that fails report it with the log"
        )

    async def aclose(self) -> None:
        """Ends the child; safe to call twice. A request in progress fails."""
        self._closed = True
        await self._drop()

    async def _running(self) -> EngineProcess:
        if self._closed:
            raise TutorUnavailable(f"the speech worker {self._kind!r} is closed")
        if self._process is not None and self._process.alive:
            return self._process
        await self._drop()
        process = await EngineProcess.spawn(self._kind, self._threads, self._answer_within_s)
        self._process, ready = process, False
        try:
            await process.open(self._options)
            ready = True
        except ProcessDied as exc:
            raise TutorUnavailable(
                f"the speech worker {self._kind!r} stopped while it started: {await self._drop()}"
            ) from exc
        finally:
            if not ready:
                await self._drop()
        return process

    async def _drop(self) -> str:
        process, self._process = self._process, None
        return await process.aclose() if process is not None else "it was not running"
