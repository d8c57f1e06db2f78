"""Recordings stand in for the microphone, a file for the speaker, without a sound card."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop_app.audio.devices import SoundProblem
from desktop_app.audio.files import FileSpeaker, RecordedMicrophone, read_recording
from server.protocol.audio import MICROPHONE, TUTOR


def tone(rate: int, seconds: float, hertz: float = 440) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (44_100, 2), (8_000, 1)])
def test_any_rate_and_channels_become_16_khz_mono(tmp_path: Path, rate: int, channels: int) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, np.stack([tone(rate, 1)] * channels, axis=1), rate)
    pcm = np.frombuffer(read_recording(path), "<i2")
    assert abs(len(pcm) - MICROPHONE.rate) <= 2
    spectrum = np.abs(np.fft.rfft(pcm))
    assert abs(int(np.argmax(spectrum)) * MICROPHONE.rate / len(pcm) - 440) < 2
    assert 15_000 < np.abs(pcm).max() < 18_000


def test_a_missing_or_foreign_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SoundProblem, match=r"There is no file .*gone\.wav"):
        read_recording(tmp_path / "gone.wav")
    text = tmp_path / "letter.wav"
    text.write_text("Dear Sir or Madam")
    with pytest.raises(SoundProblem, match="not a sound file"):
        read_recording(text)


async def take(microphone: RecordedMicrophone, blocks: int) -> list[bytes]:
    taken: list[bytes] = []
    async with aclosing(microphone.frames()) as frames:
        async for block in frames:
            taken.append(block)
            if len(taken) == blocks:
                return taken
    return taken


async def test_a_fast_microphone_gives_the_recording_whole_and_then_stands_still() -> None:
    microphone = RecordedMicrophone(fast=True)
    sound = bytes(range(256)) * 10
    taken: list[bytes] = []

    async def listen() -> None:
        async with aclosing(microphone.frames()) as frames:
            taken.extend([block async for block in frames])

    listening = asyncio.create_task(listen())
    microphone.play(sound)
    await microphone.until_spent()
    for _ in range(20):
        await asyncio.sleep(0)
    await microphone.aclose()
    await listening
    assert taken[0] == bytes(640)  # the first block opens it
    assert b"".join(taken[1:]) == sound
    assert all(len(block) == MICROPHONE.block_bytes for block in taken)


async def test_a_held_recording_goes_on_where_it_was() -> None:
    microphone = RecordedMicrophone(fast=False)
    sound = b"\x01\x02" * 320 + b"\x03\x04" * 320
    microphone.play(sound)
    frames = microphone.frames()
    blocks = [await anext(frames), await anext(frames)]
    microphone.hold()
    blocks.append(await anext(frames))
    microphone.go_on()
    blocks.append(await anext(frames))
    assert blocks == [bytes(640), sound[:640], bytes(640), sound[640:]]
    assert microphone.spent
    await frames.aclose()


async def test_real_time_is_kept_without_drift() -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await take(RecordedMicrophone(), 11)
    assert loop.time() - began >= 0.199


async def test_the_file_holds_exactly_what_was_played(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    speaker = FileSpeaker(path, fast=True)
    await speaker.open()
    pcm = (tone(TUTOR.rate, 0.5) * 32767).astype("<i2").tobytes()
    speaker.play(1, pcm)
    speaker.finish(1)
    await speaker.drained(1)
    assert speaker.heard_ms(1) == 500
    await speaker.aclose()
    written, rate = soundfile.read(path, dtype="int16")
    assert rate == TUTOR.rate
    assert np.array_equal(written[240:], np.frombuffer(pcm, "<i2")[240:])  # after the fade-in


async def test_a_flush_lets_those_who_wait_go() -> None:
    speaker = FileSpeaker()
    await speaker.open()
    speaker.play(1, bytes(TUTOR.bytes_for(60_000)))
    speaker.finish(1)
    waiting = asyncio.create_task(speaker.drained(1))
    await asyncio.sleep(0)
    speaker.flush()
    await asyncio.wait_for(waiting, 1)
    assert speaker.heard_ms(1) < 1_000
    await speaker.aclose()


async def test_real_time_playing_takes_as_long_as_the_sound() -> None:
    speaker = FileSpeaker()
    await speaker.open()
    loop = asyncio.get_running_loop()
    began = loop.time()
    speaker.play(1, b"\x00\x10" * TUTOR.rate * 2)
    speaker.pause()
    speaker.flush()
    speaker.play(2, b"\x00\x10" * (TUTOR.rate // 5))
    speaker.finish(2)
    await speaker.drained(2)
    assert 0.15 <= loop.time() - began < 1.5
    await speaker.aclose()


async def test_a_file_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SoundProblem, match="cannot be written"):
        await FileSpeaker(tmp_path / "nowhere" / "out.wav").open()
