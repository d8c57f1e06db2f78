"""A real server on loopback, with the scripted tutor."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from server.api.listening_sockets import listening_socket
from server.api.serving import DrainingServer
from server.bootstrap import Built, Engines, assemble
from server.settings import Settings
from server.tutors.rules_assessor import RulesAssessor
from server.tutors.scripted import Script, ScriptedTutor
from tests.fakes.judging import WordsMeter


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers; `url` without path."""

    built: Built
    server: DrainingServer
    host: str
    task: "asyncio.Task[None]"

    @property
    def http(self) -> str:
        return f"http://{self.host}"

    @property
    def ws(self) -> str:
        return f"ws://{self.host}"


@asynccontextmanager
async def running(
    folder: Path,
    token: str | None = None,
    script: Script | None = None,
    *,
    real: bool = False,
    **more: object,
) -> AsyncIterator[Running]:
    """Starts and drains a server on a free port; `real` has the offline tutor instead of the
    scripted one, `more` are settings.
    """
    settings = Settings(
        eloquio_data_dir=folder, eloquio_token=SecretStr(token) if token else None, **more
    )
    scripted = Engines(ScriptedTutor(script), WordsMeter(), RulesAssessor())
    async with assemble(settings, None if real else scripted) as built:
        server = DrainingServer(built.app, built.voices)
        listening = listening_socket("127.0.0.1", 0)
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        task = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield Running(built, server, host, task)
        finally:
            server.leave_with_parent()
            await task


@pytest.fixture
async def open_server(tmp_path: Path) -> AsyncIterator[Running]:
    """Without a token: everybody on this computer is the local owner."""
    async with running(tmp_path / "data") as server:
        yield server


@pytest.fixture
async def locked_server(tmp_path: Path) -> AsyncIterator[Running]:
    """With the token "secret-of-this-launch"."""
    async with running(tmp_path / "data", token="secret-of-this-launch") as server:
        yield server
