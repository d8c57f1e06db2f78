"""PortAudio may be absent, busy, refused or odd: each is its own sentence, never a traceback."""

import asyncio
import sys
from collections.abc import Callable

import numpy as np
import pytest

from desktop_app.audio import microphone as microphone_module
from desktop_app.audio.devices import SoundProblem, list_devices, portaudio
from desktop_app.audio.microphone import SoundMicrophone
from desktop_app.audio.speaker import SoundSpeaker
from server.protocol.audio import MICROPHONE, TUTOR
from tests.fakes.portaudio import Device, PortAudio

BLOCK = MICROPHONE.block_bytes


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., PortAudio]:
    def put(*devices: Device) -> PortAudio:
        fake = PortAudio(*devices)
        monkeypatch.setitem(sys.modules, "sounddevice", fake)
        return fake

    return put


HEADSET = Device("Headset", inputs=1, outputs=2)
BUILT_IN = Device("Built-in", inputs=2, outputs=2)


def test_without_portaudio_the_sentence_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(SoundProblem, match="libportaudio2"):
        portaudio()
    devices = list_devices()
    assert devices.microphones == ()
    assert devices.problem is not None
    assert "libportaudio2" in devices.problem


def test_devices_are_listed_by_name_once_and_by_direction(
    install: Callable[..., PortAudio],
) -> None:
    fake = install(BUILT_IN, HEADSET, HEADSET, Device("Monitor", outputs=2))
    devices = list_devices()
    assert devices.microphones == ("Built-in", "Headset")
    assert devices.speakers == ("Built-in", "Headset", "Monitor")
    assert devices.problem is None
    assert fake.refreshed == 0
    list_devices(refresh=True)
    assert fake.refreshed == 2


def test_no_microphone_at_all_is_said(install: Callable[..., PortAudio]) -> None:
    install(Device("Monitor", outputs=2))
    assert list_devices().problem == "I cannot find a microphone."


async def first_stream(fake: PortAudio, number: int = 1) -> None:
    async with asyncio.timeout(5):
        while len(fake.streams) < number or not fake.streams[number - 1].active:
            await asyncio.sleep(0.005)


async def test_bursts_of_any_size_become_20_ms_blocks(install: Callable[..., PortAudio]) -> None:
    fake = install(BUILT_IN)
    microphone = SoundMicrophone()
    frames = microphone.frames()
    first = asyncio.ensure_future(anext(frames))
    await first_stream(fake)
    sound = np.arange(800, dtype="<i2").tobytes()
    fake.streams[0].capture(sound[:500])
    fake.streams[0].capture(sound[500:])
    assert await first == sound[:BLOCK]
    assert await anext(frames) == sound[BLOCK : 2 * BLOCK]
    assert microphone.name == "Built-in"
    await frames.aclose()
    assert fake.streams[0].calls == ["start", "close"]


async def test_a_slow_reader_loses_the_oldest_and_it_is_counted(
    install: Callable[..., PortAudio],
) -> None:
    fake = install(BUILT_IN)
    microphone = SoundMicrophone()
    frames = microphone.frames()
    first = asyncio.ensure_future(anext(frames))
    await first_stream(fake)
    for number in range(60):
        fake.streams[0].capture(bytes([number, 0]) * 320)
    assert (await first)[0] == 10
    assert microphone.dropped == 10
    assert microphone.waiting_ms == 49 * 20
    await frames.aclose()


async def test_a_device_that_only_knows_44100_is_resampled(
    install: Callable[..., PortAudio],
) -> None:
    fake = install(Device("Old", inputs=1, rates=(44_100,)))
    microphone = SoundMicrophone()
    frames = microphone.frames()
    first = asyncio.ensure_future(anext(frames))
    await first_stream(fake)
    assert fake.streams[0].samplerate == 44_100
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100)).astype("<i2")
    for start in range(0, 44_100 - 882, 882):
        fake.streams[0].capture(tone[start : start + 882].tobytes())
    blocks = [await first] + [await anext(frames) for _ in range(40)]
    heard = np.frombuffer(b"".join(blocks), "<i2")
    peak = int(np.argmax(np.abs(np.fft.rfft(heard)))) * MICROPHONE.rate / len(heard)
    assert abs(peak - 440) < 3
    await frames.aclose()


@pytest.mark.parametrize(
    ("code", "words"),
    [(-9985, "Another program"), (-9999, "privacy settings"), (-10000, "does not work")],
)
async def test_each_refusal_of_a_device_has_its_own_sentence(
    install: Callable[..., PortAudio], code: int, words: str
) -> None:
    install(Device("Busy", inputs=1, outputs=1, error=code))
    with pytest.raises(SoundProblem, match=words):
        await anext(SoundMicrophone().frames())
    with pytest.raises(SoundProblem, match=words):
        await SoundSpeaker().open()


async def test_without_any_device_the_sentence_says_which_is_missing(
    install: Callable[..., PortAudio],
) -> None:
    install()
    with pytest.raises(SoundProblem, match="cannot find a microphone"):
        await anext(SoundMicrophone().frames())
    with pytest.raises(SoundProblem, match="cannot find a loudspeaker"):
        await SoundSpeaker().open()


async def test_an_unplugged_microphone_goes_on_with_the_default(
    install: Callable[..., PortAudio], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone_module, "SILENT_DEVICE_S", 0.05)
    fake = install(BUILT_IN, HEADSET)
    microphone = SoundMicrophone("Headset")
    frames = microphone.frames()
    first = asyncio.ensure_future(anext(frames))
    await first_stream(fake)
    fake.streams[0].capture(bytes(BLOCK))
    await first
    fake.devices.remove(HEADSET)
    second = asyncio.ensure_future(anext(frames))
    await first_stream(fake, 2)
    fake.streams[1].capture(b"\x01\x00" * 320)
    assert (await second)[:2] == b"\x01\x00"
    assert fake.streams[0].calls[-1] == "close"
    assert microphone.name == "Built-in"
    await frames.aclose()


async def test_a_pause_aborts_the_stream_and_what_was_not_heard_is_played_again(
    install: Callable[..., PortAudio],
) -> None:
    """Heard = handed over minus what the device still held, by its own clock."""
    fake = install(BUILT_IN)
    played: list[bytes] = []
    broken: list[str] = []
    speaker = SoundSpeaker(played=played.append, broken=lambda: broken.append("abort"))
    await speaker.open()
    stream = fake.streams[0]
    sound = np.arange(TUTOR.rate, dtype="<i2").tobytes()
    speaker.play(1, sound)
    for _ in range(20):
        stream.run()
    assert b"".join(played)[480:] == sound[480 : 20 * 960]
    speaker.pause()
    assert stream.calls == ["start", "abort", "start"]
    assert broken == ["abort"]  # the echo reference must start anew
    assert speaker.heard_ms(1) == 400 - 180
    assert stream.run() == bytes(960)
    speaker.resume()
    again = stream.run()
    at = TUTOR.bytes_for(220)
    assert again[480:] == sound[at + 480 : at + 960]
    await speaker.aclose()


async def test_a_flush_reports_what_was_heard_and_frees_who_waits(
    install: Callable[..., PortAudio],
) -> None:
    fake = install(BUILT_IN)
    speaker = SoundSpeaker()
    await speaker.open()
    speaker.play(1, b"\x00\x10" * TUTOR.rate)
    speaker.finish(1)
    waiting = asyncio.create_task(speaker.drained(1))
    for _ in range(25):
        fake.streams[0].run()
    await asyncio.sleep(0)
    speaker.flush()
    await asyncio.wait_for(waiting, 2)
    assert speaker.heard_ms(1) == 500 - 180
    assert fake.streams[0].run() == bytes(960)
    assert speaker.heard_ms(1) == 500 - 180
    await speaker.aclose()


async def test_a_reply_is_over_only_after_the_devices_own_delay(
    install: Callable[..., PortAudio],
) -> None:
    fake = install(BUILT_IN)
    speaker = SoundSpeaker()
    await speaker.open()
    speaker.play(1, b"\x00\x10" * (TUTOR.bytes_for(40) // 2))
    speaker.finish(1)
    loop = asyncio.get_running_loop()
    waiting = asyncio.create_task(speaker.drained(1))
    for _ in range(2):
        fake.streams[0].run()
    began = loop.time()
    await waiting
    assert loop.time() - began >= 0.17
    for _ in range(12):
        fake.streams[0].run()
    assert speaker.heard_ms(1) == 40
    await speaker.aclose()
