"""The app's real child: reachable at once, closed to strangers, never older than the app."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from desktop_app.backend.address import Backend
from desktop_app.backend.embedded import EmbeddedServer
from desktop_app.backend.rest import BackendError, RestClient
from desktop_app.backend.voice import ConnectionLost, VoiceClient
from server.protocol.errors import ErrorCode
from server.protocol.messages import Welcome

PARENT = """
import asyncio, sys
from pathlib import Path
from desktop_app.backend.embedded import EmbeddedServer
from desktop_app.backend.voice import VoiceClient

async def main():
    server = EmbeddedServer(Path(sys.argv[1]))
    voice = await VoiceClient.open(await server.start())
    async for _ in voice.messages():
        print(server.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    made = EmbeddedServer(tmp_path / "data")
    yield made
    await made.aclose()


async def test_the_first_connection_needs_no_retry_and_wants_the_token(
    server: EmbeddedServer,
) -> None:
    backend = await server.start()
    voice = await VoiceClient.open(backend)  # the child may still be importing
    messages = voice.messages()
    assert isinstance(await anext(messages), Welcome)
    await voice.aclose()
    with pytest.raises(ConnectionLost, match="401"):
        await VoiceClient.open(Backend(backend.url, "guessed"))
    async with RestClient(lambda: backend) as rest:
        assert any(language.code == "en" for language in await rest.list_languages())
        assert len(await rest.list_modes()) == 8
        assert (await rest.list_summaries()).total == 0
    async with RestClient(lambda: Backend(backend.url, "guessed")) as stranger:
        with pytest.raises(BackendError) as refused:
            await stranger.list_languages()
    assert refused.value.detail.code is ErrorCode.UNAUTHORIZED


async def test_a_killed_app_leaves_no_child_behind(tmp_path: Path) -> None:
    """kill -9 closes the child's stdin; within 2 s it and its own children are gone."""
    app = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PARENT,
        str(tmp_path / "data"),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert app.stdout is not None
    child = psutil.Process(int(await asyncio.wait_for(app.stdout.readline(), 30)))
    family = [child, *child.children(recursive=True)]
    os.kill(app.pid, signal.SIGKILL)
    began = time.monotonic()
    await app.wait()
    _, alive = await asyncio.to_thread(psutil.wait_procs, family, 5)
    assert alive == []
    assert time.monotonic() - began < 2
