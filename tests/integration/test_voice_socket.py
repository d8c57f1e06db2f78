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
from websockets.exceptions import ConnectionClosed

from server.protocol.codec import MicrophoneFrame, TutorFrame, Version
from server.protocol.errors import ErrorCode
from server.protocol.messages import (
    ActivityEnd,
    ActivityStart,
    CorrectTranscript,
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
    Pong,
    Scenarios,
    SessionEnded,
    SessionStarted,
    TeachingModes,
    Text,
    Transcription,
    TurnAck,
    TurnComplete,
    TurnHint,
    Welcome,
)
from server.protocol.models import Role
from tests.fakes.client import connected
from tests.fakes.socket_steps import DEMO, LOUD, START, heard_out, speak
from tests.integration.conftest import Running, running


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
        hint = await client.until(TurnHint)
        assert (hint.completeness, hint.t) == ("complete", 4000)
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


async def test_a_corrected_turn_is_acknowledged_and_gets_new_feedback(
    open_server: Running,
) -> None:
    async with connected(open_server.ws) as client:
        await client.send(START)
        await heard_out(client)
        turn = Text(turn_id=uuid4(), text="He want a table for two person.")
        await client.send(turn)
        await client.until(TurnAck, lambda ack: ack.turn_id == turn.turn_id)
        first = await client.until(Feedback, lambda found: found.turn_id == turn.turn_id)
        correction = CorrectTranscript(turn_id=turn.turn_id, text="I want a table for two people.")
        await client.send(correction)
        ack = await client.until(TurnAck, lambda ack: ack.turn_id == turn.turn_id)
        second = await client.until(Feedback, lambda found: found.turn_id == turn.turn_id)
        assert (ack.duplicate, ack.turn_index) == (False, first.turn_index)
        assert second.seq > ack.seq > first.seq
        await client.send(correction)
        assert (await client.until(TurnAck, lambda ack: ack.turn_id == turn.turn_id)).duplicate
        assert (await client.until(Feedback)).metrics == second.metrics
        await client.send(CorrectTranscript(turn_id=uuid4(), text="Another turn."))
        assert (await client.until(Error)).code == ErrorCode.NOT_FOUND


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
            ).status_code != 200:
                await asyncio.sleep(0.02)
            assert answer.json()["status"] == "ok"
            turns = (await rest.get(f"/api/v1/sessions/{session}/turns")).json()["items"]
            assert "I would like some water, please." in [turn["text"] for turn in turns]


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
