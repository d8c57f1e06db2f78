"""Lessons over a real socket: both dialects, every refusal, nothing lost."""

import asyncio
import base64
import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import soundfile
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.protocol import codec
from server.protocol.codec import MicrophoneFrame, TutorFrame, Version
from server.protocol.errors import ErrorCode
from server.protocol.messages import (
    ActivityEnd,
    ActivityPause,
    ActivityStart,
    Auth,
    EndSession,
    Error,
    Feedback,
    GetLanguages,
    GetScenarios,
    GetTeachingModes,
    Interrupt,
    Interrupted,
    Languages,
    Ping,
    Playback,
    Pong,
    ReplyComplete,
    Scenarios,
    SessionEnded,
    SessionStarted,
    StartSession,
    TeachingModes,
    Text,
    Transcription,
    TurnAck,
    TurnComplete,
    TurnHint,
    Welcome,
)
from server.protocol.models import Role
from server.tutors.scripted import Script
from tests.fakes.client import TestClient, connected
from tests.integration.conftest import Running, running

DEMO = Path(__file__).parents[2] / "resources" / "demo" / "1-drink.flac"
LOUD = b"\x00\x20" * 320  # 20 ms, far above silence
START = StartSession(
    user_external_id="user_123",
    mother_language="spanish",
    target_language="english",
    user_level="intermediate",
    teaching_mode="conversation",
    scenario_id="restaurant",
)


async def heard_out(client: TestClient) -> int:
    """Hears a reply to its end and says so; its generation."""
    complete = await client.until(ReplyComplete)
    heard = complete.samples * 1000 // 24_000
    await client.send(Playback(generation=complete.generation, heard_ms=heard))
    await client.until(TurnComplete)
    return complete.generation


async def speak(client: TestClient, utterance: int, seq: int = 0) -> None:
    """Half a second of speech as one turn."""
    await client.send(ActivityStart(utterance=utterance, turn_id=uuid4()))
    for n in range(25):
        await client.send(MicrophoneFrame(LOUD, utterance, seq + n + 1))
    await client.send(
        ActivityPause(utterance=utterance), ActivityEnd(utterance=utterance, last_seq=seq + 25)
    )


async def test_a_spoken_lesson_is_answered_scored_stored_and_noted(open_server: Running) -> None:
    async with connected(open_server.ws) as client:
        assert (await client.until(Welcome)).protocol == "v2"
        await client.send(START)
        started = await client.until(SessionStarted)
        assert started.level == "B1"
        assert started.scenario is not None
        assert started.scenario.slug == "restaurant"
        assert started.turn_taking.pause_ms == 1600
        await heard_out(client)
        await speak(client, 1)
        assert (await client.until(TurnHint)).completeness == "complete"
        ack = await client.until(TurnAck, lambda found: found.turn_index == 1)
        final = await client.until(Transcription, lambda found: found.role is Role.USER)
        assert (ack.turn_index, final.final, final.utterance) == (1, True, 1)
        await heard_out(client)
        await client.send(EndSession())
        ended = await client.until(SessionEnded)
        feedback = client.of(Feedback)
        assert feedback[0].turn_index == 1
        assert list(ended.study_notes.subtitle) == ["0", "1", "2", "3"]
        indexes = [ack.turn_index for ack in client.of(TurnAck)]
        assert indexes == [0, 1, 2]
        numbers = [message.seq for message in client.seen]
        assert numbers == list(range(1, len(numbers) + 1))
    async with httpx.AsyncClient(base_url=open_server.http) as rest:
        turns = (await rest.get(f"/api/v1/sessions/{started.session_id}/turns")).json()
        assert [turn["role"] for turn in turns["items"]] == ["assistant", "user", "assistant"]
        assert turns["items"][1]["evaluation"] is not None
        summary = (await rest.get(f"/api/v1/sessions/{started.session_id}/summary")).json()
        assert summary["notes"] == ended.study_notes.model_dump(mode="json")


async def test_the_founding_documents_javascript_sequence_works_in_v1(
    open_server: Running,
) -> None:
    async with connect(open_server.ws, compression=None, close_timeout=0.2) as socket:
        welcome = json.loads(await socket.recv())
        assert (welcome["type"], welcome["protocol"]) == ("welcome", "v1")
        await socket.send(START.model_dump_json(exclude={"token"}))
        seen: list[str] = []

        async def until(kind: str) -> dict[str, object]:
            while True:
                raw = await socket.recv()
                assert isinstance(raw, str), "v1 never sends binary frames"
                message: dict[str, object] = json.loads(raw)
                seen.append(str(message["type"]))
                if message["type"] == kind:
                    return message

        await until("session_started")
        audio = await until("audio")
        assert len(base64.b64decode(str(audio["data"]))) > 0
        await until("turn_complete")
        await socket.send(json.dumps({"type": "end_session"}))
        ended = await until("session_ended")
        assert set(ended["study_notes"]) == {"title", "subtitle"}  # type: ignore[call-overload]
        assert "transcription" in seen


async def test_a_v1_client_only_sends_audio_and_the_server_listens_in_its_place(
    open_server: Running,
) -> None:
    speech, rate = soundfile.read(DEMO, dtype="int16")
    assert rate == 16_000
    pcm = bytes(32_000) + speech.tobytes()  # the client then stops sending: that is silence too
    async with connected(open_server.ws, Version.V1) as client:
        await client.send(START.model_copy(update={"user_level": "C1"}))
        await client.until(TurnComplete)
        for start in range(0, len(pcm), 6_400):
            await client.send(MicrophoneFrame(pcm[start : start + 6_400]))
        said = await client.until(Transcription, lambda found: found.role is Role.USER)
        assert said.final
        assert said.text
        await client.until(TurnComplete)
        await client.send(EndSession())
        await client.until(SessionEnded)
        roles = [ack.turn_index for ack in client.of(TurnAck)]
        assert roles[:3] == [0, 1, 2]


async def test_speaking_over_a_v1_reply_cuts_it(open_server: Running) -> None:
    speech, _ = soundfile.read(DEMO, dtype="int16")
    async with connected(open_server.ws, Version.V1) as client:
        await client.send(START)
        await client.until(TutorFrame)
        await client.send(
            *(
                MicrophoneFrame(piece.tobytes())
                for piece in (speech[at : at + 3_200] for at in range(0, 32_000, 3_200))
            )
        )
        cut = await client.until(Interrupted)
        assert (cut.generation, cut.reason) == (1, "learner")


async def test_an_interrupted_reply_is_stored_as_heard_and_nothing_of_it_follows(
    open_server: Running,
) -> None:
    async with connected(open_server.ws) as client:
        await client.send(START)
        first = await client.until(TutorFrame)
        await client.send(Interrupt(generation=first.generation, heard_ms=650))
        await client.until(Interrupted)
        after = len(client.seen)
        await client.send(Text(turn_id=uuid4(), text="One coffee, please."))
        second = await client.until(TutorFrame, lambda one: one.generation != first.generation)
        assert second.generation == first.generation + 1
        late = [
            frame
            for frame in client.seen[after:]
            if isinstance(frame, TutorFrame) and frame.generation == first.generation
        ]
        assert not late
        await client.send(EndSession())
        await client.until(SessionEnded)
        session = client.of(SessionStarted)[0].session_id
    async with httpx.AsyncClient(base_url=open_server.http) as rest:
        turns = (await rest.get(f"/api/v1/sessions/{session}/turns")).json()["items"]
    assert turns[0]["details"]["cut"] is True
    assert turns[0]["text"] == "Good evening."
    assert turns[1]["text"] == "One coffee, please."


async def test_a_turn_sent_twice_is_one_turn(open_server: Running) -> None:
    async with connected(open_server.ws) as client:
        await client.send(START)
        await heard_out(client)
        turn = Text(turn_id=uuid4(), text="Hello there.")
        await client.send(turn)
        first = await client.until(TurnAck, lambda ack: ack.turn_id == turn.turn_id)
        await client.send(turn)
        second = await client.until(TurnAck, lambda ack: ack.turn_id == turn.turn_id)
        assert (first.duplicate, second.duplicate) == (False, True)
        assert first.turn_index == second.turn_index


async def test_a_silent_utterance_is_answered_by_an_empty_transcription(
    open_server: Running,
) -> None:
    async with connected(open_server.ws) as client:
        await client.send(START)
        await heard_out(client)
        await client.send(
            ActivityStart(utterance=1, turn_id=uuid4()),
            MicrophoneFrame(bytes(640), 1, 1),
            ActivityEnd(utterance=1, last_seq=1),
        )
        nothing = await client.until(Transcription, lambda found: found.role is Role.USER)
        assert (nothing.text, nothing.final) == ("", True)


async def test_catalogue_questions_need_no_session(open_server: Running) -> None:
    async with connected(open_server.ws) as client:
        await client.send(GetTeachingModes(), GetLanguages(), GetScenarios(), Ping(t=7))
        assert len((await client.until(TeachingModes)).items) == 8
        assert len((await client.until(Languages)).items) >= 45
        assert len((await client.until(Scenarios)).items) == 70
        assert (await client.until(Pong)).t == 7


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


async def test_a_client_that_vanishes_loses_no_turn_and_gets_notes(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as server:
        async with connected(server.ws) as client:
            await client.send(START)
            await heard_out(client)
            await speak(client, 1)
            session = client.of(SessionStarted)[0].session_id
            client.socket.transport.abort()
        async with httpx.AsyncClient(base_url=server.http) as rest:
            while (
                answer := await rest.get(f"/api/v1/sessions/{session}/summary")
            ).status_code == 404:
                await asyncio.sleep(0.02)
            assert answer.json()["status"] == "ok"
            turns = (await rest.get(f"/api/v1/sessions/{session}/turns")).json()["items"]
            assert "I would like some water, please." in [turn["text"] for turn in turns]


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


async def test_a_draining_server_stores_lessons_and_closes_with_1012(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as server, connected(server.ws) as client:
        await client.send(START)
        await heard_out(client)
        server.server.leave_with_parent()
        with pytest.raises(ConnectionClosed) as closed:
            await client.until(Pong)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        assert client.of(SessionEnded)[0].reason == "draining"
        await server.task


async def test_frames_of_another_utterance_and_blocks_sent_again_are_dropped(
    open_server: Running,
) -> None:
    async with connected(open_server.ws) as client:
        await client.send(START)
        await heard_out(client)
        turn = uuid4()
        await client.send(ActivityStart(utterance=5, turn_id=turn))
        for _ in range(3):
            await client.send(MicrophoneFrame(LOUD, 5, 1), MicrophoneFrame(LOUD, 4, 9))
        await client.send(MicrophoneFrame(LOUD, 5, 2), ActivityEnd(utterance=5, last_seq=2))
        ack = await client.until(TurnAck, lambda found: found.turn_id == turn)
        await client.send(EndSession())
        await client.until(SessionEnded)
        session = client.of(SessionStarted)[0].session_id
    async with httpx.AsyncClient(base_url=open_server.http) as rest:
        turns = (await rest.get(f"/api/v1/sessions/{session}/turns")).json()["items"]
    assert turns[ack.turn_index]["details"]["audio_ms"] == 40


def test_the_subprotocol_name_is_the_documented_one() -> None:
    assert codec.SUBPROTOCOL == "eloquio.v2"
