"""The socket: token, numbering, and a clear sentence for each way a path can break."""

import asyncio

import pytest

from desktop_app.backend.address import Backend
from desktop_app.backend.voice import ConnectionLost, VoiceClient
from server.protocol import messages as wire
from server.protocol.codec import FIRST, SUBPROTOCOL, MicrophoneFrame, TutorFrame
from tests.fakes.tutor_server import Peer, tutor_server


async def collect(voice: VoiceClient) -> list[wire.ServerMessage | TutorFrame]:
    return [message async for message in voice.messages()]


async def count(voice: VoiceClient, seen: list[object]) -> None:
    async for message in voice.messages():
        seen.append(message)  # noqa: PERF401 - what came before the break counts


async def test_messages_and_frames_arrive_in_order_until_the_server_closes_in_peace() -> None:
    frame = TutorFrame(pcm=b"\x01\x00" * 480, generation=3, seq=2, sample=0)

    async def talk(peer: Peer) -> None:
        assert peer.socket.subprotocol == SUBPROTOCOL
        await peer.send(wire.Welcome(seq=1, protocol="v2"), frame, wire.Tick(seq=3, t=9))

    async with tutor_server(talk) as backend:
        voice = await VoiceClient.open(backend)
        assert await collect(voice) == [
            wire.Welcome(seq=1, protocol="v2"),
            frame,
            wire.Tick(seq=3, t=9),
        ]
        await voice.aclose()
        await voice.aclose()


async def test_microphone_frames_are_numbered_for_the_whole_session() -> None:
    received: list[object] = []

    async def talk(peer: Peer) -> None:
        received.extend([await peer.receive() for _ in range(3)])

    async with tutor_server(talk) as backend:
        voice = await VoiceClient.open(backend)
        await voice.send_audio(b"\x01\x00", utterance=1, time_us=5, flags=FIRST)
        await voice.send_audio(b"\x02\x00", utterance=2, time_us=6)
        await voice.send(wire.EndSession())
        await collect(voice)
        await voice.aclose()
    assert received == [
        MicrophoneFrame(pcm=b"\x01\x00", utterance=1, seq=1, time_us=5, flags=FIRST),
        MicrophoneFrame(pcm=b"\x02\x00", utterance=2, seq=2, time_us=6),
        wire.EndSession(),
    ]


async def test_a_wrong_token_is_refused_before_the_connection_stands() -> None:
    async def talk(_peer: Peer) -> None:
        raise AssertionError("nobody may come in")

    async with tutor_server(talk) as backend:
        with pytest.raises(ConnectionLost, match="401"):
            await VoiceClient.open(Backend(backend.url, "wrong"))


async def test_nobody_there_is_one_sentence() -> None:
    with pytest.raises(ConnectionLost, match="cannot be reached"):
        await VoiceClient.open(Backend("http://127.0.0.1:9", ""))


async def test_a_close_by_the_server_carries_its_code_and_reason() -> None:
    async def talk(peer: Peer) -> None:
        await peer.socket.close(4409, "This talk goes on elsewhere.")

    async with tutor_server(talk) as backend:
        voice = await VoiceClient.open(backend)
        with pytest.raises(ConnectionLost, match="goes on elsewhere") as lost:
            await collect(voice)
        assert lost.value.close_code == 4409
        with pytest.raises(ConnectionLost):
            await voice.send(wire.EndSession())
        await voice.aclose()


async def test_a_silent_path_is_dead_after_its_time_and_a_tick_keeps_it_alive() -> None:
    async def talk(peer: Peer) -> None:
        for number in range(4):
            await peer.send(wire.Tick(seq=number + 1, t=0))
            await asyncio.sleep(0.1)
        await peer.socket.wait_closed()

    async with tutor_server(talk) as backend:
        voice = await VoiceClient.open(backend, silent_after=0.25)
        seen: list[object] = []
        with pytest.raises(ConnectionLost, match="Nothing came"):
            await count(voice, seen)
        assert len(seen) == 4
        await voice.aclose()


async def test_a_peer_that_does_not_speak_the_protocol_is_said() -> None:
    async def talk(peer: Peer) -> None:
        await peer.socket.send('{"type":"weather"}')
        await peer.socket.wait_closed()

    async with tutor_server(talk) as backend:
        voice = await VoiceClient.open(backend)
        with pytest.raises(ConnectionLost, match="another protocol"):
            await collect(voice)
        await voice.aclose()


async def test_a_flood_of_control_messages_is_paced_below_what_the_server_refuses() -> None:
    times: list[float] = []

    async def talk(peer: Peer) -> None:
        for _ in range(20):
            await peer.receive()
            times.append(asyncio.get_running_loop().time())

    async with tutor_server(talk) as backend:
        voice = await VoiceClient.open(backend)
        for number in range(20):
            await voice.send(wire.Ping(t=number))
        await collect(voice)
        await voice.aclose()
    assert times[15] - times[0] < 0.3  # a burst of 16 goes at once
    assert times[19] - times[0] >= 0.4  # then 8 a second
