"""The processes: the embedded child, the three ports, small packets at once."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import uvloop
from websockets.exceptions import InvalidStatus

from server.api.listening_sockets import listening_socket
from server.protocol.codec import Version
from server.protocol.messages import SessionStarted, StartSession, Text, TurnAck, Welcome
from tests.fakes.client import connected

TOKEN = "one-launch"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "ELOQUIO_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", **more}


async def child(folder: Path) -> tuple[asyncio.subprocess.Process, str]:
    """An embedded server and its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "--embedded",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, env=environment(folder, ELOQUIO_TOKEN=TOKEN),
    )  # fmt: skip
    assert process.stdout is not None
    port = json.loads(await process.stdout.readline())["port"]
    return process, f"ws://127.0.0.1:{port}"


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_an_accepted_socket_sends_small_packets_at_once(loop: object) -> None:
    async def accepted_nodelay() -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def on_connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            seen.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listening_socket("127.0.0.1", 0)
        async with await asyncio.start_server(on_connect, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            value = await seen
            writer.close()
            await writer.wait_closed()
        return value

    with asyncio.Runner(loop_factory=loop) as runner:  # type: ignore[arg-type]
        assert runner.run(accepted_nodelay()) == 1


async def test_the_embedded_child_answers_the_first_connect_and_ends_with_its_stdin(
    tmp_path: Path,
) -> None:
    process, url = await child(tmp_path)
    try:  # no retry: the port was listening before it was printed
        async with connected(url, additional_headers=HEADERS) as client:
            await client.send(StartSession(scenario_id="restaurant"))
            await client.until(SessionStarted)
        with pytest.raises(InvalidStatus):
            async with connected(url, additional_headers={"Authorization": "Bearer guess"}):
                pass
        with pytest.raises(InvalidStatus):
            async with connected(url, origin="https://evil.example", additional_headers=HEADERS):
                pass
    finally:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(4):
            status = await process.wait()
    assert status == 0


async def test_a_child_killed_in_mid_lesson_keeps_its_acknowledged_turns(tmp_path: Path) -> None:
    process, url = await child(tmp_path)
    turn = Text(turn_id=uuid4(), text="I would like some soup, please.")
    async with connected(url, additional_headers=HEADERS) as client:
        await client.send(StartSession(scenario_id="restaurant"))
        session = (await client.until(SessionStarted)).session_id
        await client.send(turn)
        await client.until(TurnAck, lambda ack: ack.turn_id == turn.turn_id)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    process, url = await child(tmp_path)
    try:
        http = url.replace("ws://", "http://")
        async with httpx.AsyncClient(base_url=http, headers=HEADERS) as rest:
            turns = (await rest.get(f"/api/v1/sessions/{session}/turns")).json()["items"]
        assert turn.text in [stored["text"] for stored in turns]
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def test_the_embedded_child_needs_a_token(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "--embedded",
        stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        env=environment(tmp_path),
    )  # fmt: skip
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert b"ELOQUIO_TOKEN" in errors


async def test_three_ports_serve_one_app_and_sigterm_ends_it_with_status_0(
    tmp_path: Path,
) -> None:
    free = [listening_socket("127.0.0.1", 0) for _ in range(3)]
    api, voice, health = (taken.getsockname()[1] for taken in free)
    for taken in free:
        taken.close()
    ports = {"API_PORT": str(api), "SERVER_PORT": str(voice), "HEALTH_PORT": str(health)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env=environment(tmp_path, **ports),
    )  # fmt: skip
    assert process.stdout is not None
    while b"Health" not in (line := await process.stdout.readline()):
        assert line, "the server ended before it was ready"
    async with httpx.AsyncClient() as rest:
        for port in (api, voice, health):
            answer = await rest.get(f"http://127.0.0.1:{port}/health")
            assert answer.json()["status"] == "healthy"
        assert (await rest.get(f"http://127.0.0.1:{api}/docs")).status_code == 200
    async with connected(f"ws://127.0.0.1:{voice}", Version.V1) as client:
        assert (await client.until(Welcome)).protocol == "v1"
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        assert await process.wait() == 0


async def test_check_says_what_was_chosen_and_why(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "--check",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env=environment(tmp_path),
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0
    for part in (b"tutor", b"storage", b"sessions", b"auth"):
        assert part in output
