"""What the socket refuses, by which words and numbers, and what it survives."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.protocol import codec
from server.protocol.codec import MicrophoneFrame, Version
from server.protocol.errors import ErrorCode
from server.protocol.messages import (
    Auth,
    EndSession,
    Error,
    GetLanguages,
    Languages,
    Pong,
    ReplyComplete,
    SessionEnded,
    SessionStarted,
    Text,
    Welcome,
)
from server.tutors.scripted import Script
from tests.fakes.client import connected
from tests.fakes.socket_steps import LOUD, START, heard_out
from tests.integration.conftest import Running, running


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"target_language": "klingon"}, "target_language"),
        ({"mother_language": "elvish"}, "mother_language"),
        ({"teaching_mode": "conversatoin"}, "teaching_mode"),
        ({"scenario_id": "resturant"}, "scenario_id"),
        ({"user_level": "wizard"}, "user_level"),
    ],
)
async def test_an_unknown_name_is_refused_by_its_field(
    open_server: Running, change: dict[str, str], field: str
) -> None:
    async with connected(open_server.ws) as client:
        await client.send(START.model_copy(update=change))
        error = await client.until(Error)
        assert error.field == field
        assert error.code in {ErrorCode.NOT_FOUND, ErrorCode.INVALID_REQUEST}
        if field in {"teaching_mode", "scenario_id"}:
            assert "conversation" in error.message or "restaurant" in error.message
        await client.send(START)
        await client.until(SessionStarted)


async def test_what_needs_a_session_says_so(open_server: Running) -> None:
    async with connected(open_server.ws) as client:
        await client.send(MicrophoneFrame(LOUD, 1, 1))
        assert (await client.until(Error)).code == ErrorCode.SESSION_NOT_STARTED
        await client.send(EndSession())
        assert (await client.until(Error)).code == ErrorCode.SESSION_NOT_STARTED
        await client.send(START)
        await client.until(SessionStarted)
        await client.send(START)
        assert (await client.until(Error)).code == ErrorCode.SESSION_ALREADY_STARTED


async def test_garbage_is_answered_and_the_third_strike_closes_with_4429(
    open_server: Running,
) -> None:
    async with connected(open_server.ws) as client:
        await client.until(Welcome)
        for garbage in ("{", b"\x01", '{"type":"dance"}'):
            await client.socket.send(garbage)
            assert (await client.until(Error)).message
        with pytest.raises(ConnectionClosed) as closed:
            await client.until(Pong)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4429


async def test_65536_bytes_pass_and_65537_close_with_1009(open_server: Running) -> None:
    async with connected(open_server.ws, Version.V1) as client:
        await client.until(Welcome)
        await client.socket.send("x" * 65_536)
        assert (await client.until(Error)).code == ErrorCode.INVALID_MESSAGE
        await client.socket.send("x" * 65_537)
        with pytest.raises(ConnectionClosed) as closed:
            await client.until(Pong)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_an_unknown_subprotocol_is_told_why(open_server: Running) -> None:
    async with connect(open_server.ws, subprotocols=["chat"], compression=None) as socket:  # type: ignore[list-item]
        error = json.loads(await socket.recv())
        assert error["code"] == "unsupported_protocol"
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1002


class TestWithAToken:
    """A server that was given a launch token."""

    async def test_the_header_and_the_subprotocol_and_the_first_message_are_places_for_it(
        self, locked_server: Running
    ) -> None:
        token = "secret-of-this-launch"
        header = {"Authorization": f"Bearer {token}"}
        async with connected(locked_server.ws, additional_headers=header) as client:
            await client.send(START)
            await client.until(SessionStarted)
        offered = ["eloquio.v2", f"bearer.{token}"]
        async with connected(locked_server.ws, subprotocols=offered) as client:
            assert client.socket.subprotocol == "eloquio.v2"
            await client.send(START)
            await client.until(SessionStarted)
        async with connected(locked_server.ws) as client:
            await client.send(Auth(token=token), START)
            await client.until(SessionStarted)
        async with connected(locked_server.ws, Version.V1) as client:
            await client.send(START.model_copy(update={"token": token}))
            await client.until(SessionStarted)

    async def test_a_wrong_token_is_refused_before_accept(self, locked_server: Running) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with connected(
                locked_server.ws, additional_headers={"Authorization": "Bearer guess"}
            ):
                pass
        assert refused.value.response.status_code == 401

    async def test_without_a_token_nothing_is_answered_but_4401(
        self, locked_server: Running
    ) -> None:
        async with connected(locked_server.ws) as client:
            await client.send(GetLanguages())
            assert (await client.until(Error)).code == ErrorCode.UNAUTHORIZED
            with pytest.raises(ConnectionClosed) as closed:
                await client.until(Languages)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("path", ["/", "/ws"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.test"}]
)
async def test_a_strange_page_cannot_open_a_socket(
    open_server: Running, path: str, headers: dict[str, str]
) -> None:
    reader, writer = await asyncio.open_connection(*open_server.host.split(":"))
    wanted = {"Host": open_server.host, **headers}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in wanted.items())]
    lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", ""]
    writer.write("\r\n".join(lines).encode())
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert b" 403 " in status


async def test_a_session_that_is_full_or_idle_ends_with_its_reason(tmp_path: Path) -> None:
    full = running(tmp_path / "full", max_turns_per_session=2)
    async with full as server, connected(server.ws) as client:
        await client.send(START)
        await heard_out(client)
        await client.send(Text(turn_id=uuid4(), text="One coffee, please."))
        await client.until(ReplyComplete)
        await client.send(Text(turn_id=uuid4(), text="And some cake."))
        assert (await client.until(Error)).code == ErrorCode.TOO_MANY_TURNS
        assert (await client.until(SessionEnded)).reason == "limit"
    idle = running(tmp_path / "idle", session_timeout_seconds=1)
    async with idle as server, connected(server.ws) as client:
        await client.send(START)
        assert (await client.until(SessionEnded)).reason == "idle"
        await client.send(START)
        await client.until(SessionStarted)


async def test_a_client_that_takes_nothing_is_let_go_and_its_talk_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.downlink.STUCK_S", 0.3)
    minute = Script(sound=bytes(48_000 * 60))
    async with running(tmp_path / "data", script=minute) as server:
        reader, writer = await asyncio.open_connection(*server.host.split(":"), limit=1024)
        lines = ["GET /ws HTTP/1.1", f"Host: {server.host}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        lines += ["Sec-WebSocket-Protocol: eloquio.v2"]
        lines += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", ""]
        writer.write("\r\n".join(lines).encode())
        await reader.readuntil(b"\r\n\r\n")
        start = START.model_dump_json(exclude={"token"}).encode()
        header = bytes([0x81, 0xFE]) + len(start).to_bytes(2, "big") + bytes(4)  # mask of zeros
        writer.write(header + start)  # and from here on it never reads
        async with httpx.AsyncClient(base_url=server.http) as rest:
            query = "/api/v1/summaries?user_external_id=user_123"
            while not (await rest.get(query)).json()["items"]:
                await asyncio.sleep(0.05)
        writer.close()


def test_the_subprotocol_name_is_the_documented_one() -> None:
    assert codec.SUBPROTOCOL == "eloquio.v2"
