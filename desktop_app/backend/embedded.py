"""The embedded server: a child process of the same program, which ends when its stdin closes.

The child listens before it prints its port as one JSON line: the first connection needs no retry.
"""

import asyncio
import json
import os
import secrets
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from desktop_app.backend.address import Backend, ServerFailed, ServerStatus

BACK_OFF = (0.5, 1.0, 2.0, 4.0)  # seconds before each next start
GIVE_UP_AFTER = 5  # failures
GIVE_UP_WITHIN = 60.0  # seconds
HANDSHAKE_WITHIN = 20.0
END_WITHIN = 10.0
LOG_LIMIT = 2_000_000  # bytes; a longer log is set aside as .old at the next start


def serve_command() -> list[str]:
    """What starts the server: the frozen program itself, or this interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--serve"]
    return [sys.executable, "-m", "server", "--embedded"]


class EmbeddedServer:
    """Starts the child, watches it, and starts it again when it dies.

    `tell(status, reason)` hears each change; after a restart `backend` has another port.
    """

    def __init__(
        self,
        data_folder: Path,
        tell: Callable[[ServerStatus, str], None] = lambda _status, _reason: None,
        command: Sequence[str] | None = None,
        back_off: Sequence[float] = BACK_OFF,
    ) -> None:
        self.log_file = data_folder / "server.log"
        self.backend: Backend | None = None
        self._data_folder = data_folder
        self._tell = tell
        self._command = list(command or serve_command())
        self._back_off = tuple(back_off)
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._failures: deque[float] = deque(maxlen=GIVE_UP_AFTER)

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> Backend:
        """The first start; later ones happen by themselves.

        Raises:
            ServerFailed: when the child ends or says nothing in time.
        """
        self._tell(ServerStatus.STARTING, "")
        try:
            backend = await self._spawn()
        except ServerFailed as error:
            self._tell(ServerStatus.FAILED, str(error))
            raise
        self._watch = asyncio.get_running_loop().create_task(self._keep_alive())
        return backend

    async def aclose(self) -> None:
        """Closes the child's stdin, waits, and kills it only if it does not end."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        await self._end()

    async def _spawn(self) -> Backend:
        token = secrets.token_urlsafe(32)
        with self._open_log() as log:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=os.environ
                | {
                    "ELOQUIO_TOKEN": token,
                    "ELOQUIO_DATA_DIR": str(self._data_folder),
                    "PYTHONUNBUFFERED": "1",
                },
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self._process = process
        try:
            port = await asyncio.wait_for(self._handshake(process), HANDSHAKE_WITHIN)
        except (ServerFailed, TimeoutError) as error:
            await self._end()
            reason = str(error) or f"The tutor did not start within {HANDSHAKE_WITHIN:.0f} s."
            raise ServerFailed(f"{reason} Its log is {self.log_file}.") from error
        self.backend = Backend(f"http://127.0.0.1:{port}", token)
        self._tell(ServerStatus.READY, "")
        return self.backend

    @staticmethod
    async def _handshake(process: asyncio.subprocess.Process) -> int:
        assert process.stdout is not None  # noqa: S101 - it was opened as a pipe above
        line = await process.stdout.readline()
        if not line:
            raise ServerFailed(f"The tutor ended at its start (status {await process.wait()}).")
        try:
            port = json.loads(line)["port"]
        except (ValueError, KeyError, TypeError) as error:
            raise ServerFailed("The tutor said something else than its port.") from error
        if not isinstance(port, int):
            raise ServerFailed("The tutor's port is not a number.")
        return port

    async def _keep_alive(self) -> None:
        loop = asyncio.get_running_loop()
        while self._process is not None:
            await self._process.wait()
            self.backend = None
            reason = f"The tutor stopped. Its log is {self.log_file}."
            while self.backend is None:
                self._failures.append(loop.time())
                if self._hopeless():
                    self._tell(ServerStatus.FAILED, reason)
                    return
                self._tell(ServerStatus.STARTING, reason)
                await asyncio.sleep(
                    self._back_off[min(len(self._failures), len(self._back_off)) - 1]
                )
                try:
                    await self._spawn()
                except ServerFailed as error:
                    reason = str(error)

    def _hopeless(self) -> bool:
        full = len(self._failures) == GIVE_UP_AFTER
        return full and self._failures[-1] - self._failures[0] <= GIVE_UP_WITHIN

    async def _end(self) -> None:
        process, self._process, self.backend = self._process, None, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()

    def _open_log(self) -> IO[bytes]:
        self._data_folder.mkdir(parents=True, exist_ok=True)
        if self.log_file.is_file() and self.log_file.stat().st_size > LOG_LIMIT:
            self.log_file.replace(self.log_file.with_suffix(".log.old"))
        return self.log_file.open("ab")
