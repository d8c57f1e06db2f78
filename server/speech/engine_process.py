"""One child process of a speech worker and its three pipes."""

import asyncio
import os
import sys
from asyncio import IncompleteReadError
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from server.domain.errors import TutorUnavailable
from server.speech import frames
from server.speech.frames import BadFrame, Frame, Header

PIPE_BYTES = 1 << 20
STDERR_TAIL_BYTES = 4000


class ProcessDied(Exception):
    """The child ended, wrote what is no frame, or stopped answering."""


class EngineProcess:
    """Speaks frames with one child until it dies; asks one request at a time."""

    def __init__(self, process: Process, answer_within_s: float) -> None:
        self.process = process
        self._answer_within_s = answer_within_s
        self._request = 0
        self._reading: asyncio.Task[Frame] | None = None
        self._stderr_tail = b""
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def spawn(cls, kind: str, threads: int, answer_within_s: float) -> "EngineProcess":
        """Starts the process; the frozen build starts itself with another argument.

        Raises:
            TutorUnavailable: the system refused another process.
        """
        frozen = getattr(sys, "frozen", False)
        entry = ["--speech-worker"] if frozen else ["-X", "utf8", "-m", "server.speech.child"]
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *entry, kind,
                stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, limit=PIPE_BYTES,
            )  # fmt: skip
        except OSError as exc:
            raise TutorUnavailable(
                f"the system gave no process for the speech worker {kind!r}: {exc}"
            ) from exc
        return cls(process, answer_within_s)

    @property
    def alive(self) -> bool:
        """False once its end was noticed."""
        return self.process.returncode is None

    async def open(self, options: dict[str, Any]) -> None:
        """Hands over the options and waits until the engine is loaded.

        Raises:
            TutorUnavailable: with the engine's sentence.
            ProcessDied: it ended without one.
        """
        await self._send(options)
        header, _ = await self._receive()
        if header["type"] == "failed":
            raise TutorUnavailable(header["message"])

    async def ask(self, name: str, header: Header, payload: bytes) -> AsyncGenerator[Frame, None]:
        """Gives the pieces of one reply; closing it early cancels the rest in the child.

        Raises:
            TutorUnavailable: the engine refused.
            ProcessDied: before the end of the reply.
        """
        self._request += 1
        request, ended = self._request, False
        await self._send({"id": request, "name": name, "header": header}, payload)
        try:
            while True:
                reply, data = await self._receive()
                if reply["id"] != request:
                    continue  # the rest of a cancelled reply
                ended = reply["type"] != "piece"
                if reply["type"] == "error":
                    raise TutorUnavailable(reply["message"])
                if ended:
                    return
                yield reply["header"], data
        finally:
            if not ended and self._writer is not None:
                self._writer.write(frames.pack({"cancel": request}))

    async def aclose(self) -> str:
        """Ends the process and gives its last line of stderr, or its exit status."""
        with suppress(ProcessLookupError):
            self.process.kill()
        status = await self.process.wait()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._listening
        lines = self._stderr_tail.decode(errors="replace").split("\n")
        said = [line.strip() for line in lines if line.strip()]
        return said[-1] if said else f"exit status {status}"

    @property
    def _writer(self) -> asyncio.StreamWriter | None:
        writer = self.process.stdin
        return None if writer is None or writer.is_closing() else writer

    async def _send(self, header: Header, payload: bytes = b"") -> None:
        writer = self._writer  # it may close between the write and the drain
        if writer is None:
            raise ProcessDied
        try:
            writer.write(frames.pack(header, payload))
            await writer.drain()
        except ConnectionError as exc:
            raise ProcessDied from exc

    async def _receive(self) -> Frame:
        """The next frame. A caller that is cancelled leaves the half-read frame to the next one."""
        if self.process.stdout is None:
            raise ProcessDied
        if self._reading is None:
            self._reading = asyncio.create_task(frames.receive(self.process.stdout))
        try:
            frame = await asyncio.wait_for(asyncio.shield(self._reading), self._answer_within_s)
        except (IncompleteReadError, ConnectionError, BadFrame, TimeoutError) as exc:
            raise ProcessDied from exc
        self._reading = None
        return frame

    async def _listen(self) -> None:
        """Drains stderr, or the child would block on it; keeps its end."""
        if self.process.stderr is None:
            return
        while chunk := await self.process.stderr.read(PIPE_BYTES):
            self._stderr_tail = (self._stderr_tail + chunk)[-STDERR_TAIL_BYTES:]
