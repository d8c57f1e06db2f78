"""The child's life: hand-shake, restart with back-off, giving up, and its end with ours.

The child here is a few lines of Python that keep to the hand-shake; the real server has its own
test.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.backend.address import ServerFailed, ServerStatus
from desktop_app.backend.connect import connect
from desktop_app.backend.embedded import EmbeddedServer
from desktop_app.preferences import Preferences

HANDSHAKE = "import sys; print('{\"port\": 4711}', flush=True); "
WAIT_FOR_PARENT = HANDSHAKE + "sys.stdin.read()"


def server(
    tmp_path: Path,
    code: str,
    told: list[tuple[ServerStatus, str]],
    back_off: tuple[float, ...] = (0.01,),
) -> EmbeddedServer:
    return EmbeddedServer(
        tmp_path,
        lambda status, reason: told.append((status, reason)),
        [sys.executable, "-S", "-c", code],
        back_off,
    )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def test_the_first_start_gives_the_port_and_a_fresh_token(tmp_path: Path) -> None:
    told: list[tuple[ServerStatus, str]] = []
    one = server(tmp_path, WAIT_FOR_PARENT, told)
    backend = await one.start()
    assert backend.url == "http://127.0.0.1:4711"
    assert backend.voice_url == "ws://127.0.0.1:4711/ws"
    assert len(backend.token) >= 43
    assert backend.token not in repr(backend)
    assert [status for status, _ in told] == [ServerStatus.STARTING, ServerStatus.READY]
    await one.aclose()
    assert one.backend is None


async def test_the_child_gets_token_and_data_folder_and_logs_into_a_file(tmp_path: Path) -> None:
    code = (
        HANDSHAKE + "import os; print(len(os.environ['ELOQUIO_TOKEN']),"
        " os.environ['ELOQUIO_DATA_DIR'], file=sys.stderr, flush=True); sys.stdin.read()"
    )
    one = server(tmp_path / "data", code, [])
    await one.start()
    await until(lambda: one.log_file.read_text().count("\n") == 1)
    await one.aclose()
    assert one.log_file.read_text() == f"43 {tmp_path / 'data'}\n"


async def test_closing_its_stdin_ends_the_child(tmp_path: Path) -> None:
    one = server(tmp_path, WAIT_FOR_PARENT, [])
    await one.start()
    pid = one.pid
    assert pid is not None
    began = asyncio.get_running_loop().time()
    await one.aclose()
    assert asyncio.get_running_loop().time() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_child_that_dies_is_started_again_with_another_token(tmp_path: Path) -> None:
    told: list[tuple[ServerStatus, str]] = []
    one = server(tmp_path, WAIT_FOR_PARENT, told)
    first = await one.start()
    assert one.pid is not None
    os.kill(one.pid, signal.SIGKILL)
    await until(lambda: one.backend not in {None, first})
    assert one.backend is not None
    assert one.backend.token != first.token
    assert [status for status, _ in told[2:]] == [ServerStatus.STARTING, ServerStatus.READY]
    assert "server.log" in told[2][1]
    await one.aclose()


async def test_five_failures_in_a_minute_are_enough(tmp_path: Path) -> None:
    told: list[tuple[ServerStatus, str]] = []
    one = server(tmp_path, HANDSHAKE + "sys.exit(3)", told)
    await one.start()
    await until(lambda: told[-1][0] is ServerStatus.FAILED)
    assert [status for status, _ in told].count(ServerStatus.READY) == 5
    await one.aclose()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; sys.exit(2)", r"ended at its start \(status 2\)"),
        ("print('Hello')", "something else than its port"),
        ('print(\'{"port": "x"}\')', "not a number"),
    ],
)
async def test_a_child_that_does_not_say_its_port_is_a_sentence_with_the_log(
    tmp_path: Path, code: str, words: str
) -> None:
    told: list[tuple[ServerStatus, str]] = []
    with pytest.raises(ServerFailed, match=words) as failed:
        await server(tmp_path, code, told).start()
    assert "server.log" in str(failed.value)
    assert told[-1][0] is ServerStatus.FAILED


async def test_a_large_log_is_set_aside_at_the_next_start(tmp_path: Path) -> None:
    one = server(tmp_path, WAIT_FOR_PARENT, [])
    one.log_file.write_bytes(b"x" * 2_000_001)
    await one.start()
    await one.aclose()
    assert one.log_file.stat().st_size == 0
    assert (tmp_path / "server.log.old").stat().st_size == 2_000_001


async def test_a_server_elsewhere_needs_an_address_that_is_one(tmp_path: Path) -> None:
    elsewhere = connect(
        Preferences(server_url="https://example.org:8000/"),
        tmp_path,
        environ={"ELOQUIO_TOKEN": "theirs"},
    )
    backend = await elsewhere.start()
    assert (backend.url, backend.token) == ("https://example.org:8000", "theirs")
    assert backend.voice_url == "wss://example.org:8000/ws"
    with pytest.raises(ServerFailed, match="must look like"):
        await connect(Preferences(server_url="example.org"), tmp_path).start()
