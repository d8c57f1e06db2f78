import numpy as np
import pytest

from server.tutors.utterance import KEPT_BYTES, PIECE_BYTES, Utterance

RATE = 16_000


def noise(seconds: float, level: float, seed: int = 1) -> bytes:
    samples = np.random.default_rng(seed).normal(0, level, int(RATE * seconds))
    return samples.astype("<i2").tobytes()


def speech_then_pause(room: float = 20) -> Utterance:
    utterance = Utterance(1)
    utterance.add(noise(1.0, 2000))
    utterance.add(noise(0.2, room, 2))
    return utterance


@pytest.mark.parametrize("room", [0, 20, 150])
def test_the_noise_of_the_room_is_silence(room: float) -> None:
    utterance = speech_then_pause(room)
    length = len(utterance)
    utterance.add(noise(1.5, room, 3))
    assert utterance.quiet_since(length)


@pytest.mark.parametrize("level", [500, 2000])
def test_a_hundred_milliseconds_of_speech_are_not_silence(level: float) -> None:
    utterance = speech_then_pause()
    length = len(utterance)
    utterance.add(noise(0.3, 20, 3))
    utterance.add(noise(0.1, level, 4))
    utterance.add(noise(0.3, 20, 5))
    assert not utterance.quiet_since(length)


def test_a_click_is_not_speech() -> None:
    utterance = speech_then_pause()
    length = len(utterance)
    utterance.add(noise(0.2, 20, 3))
    utterance.add(noise(0.02, 3000, 4))
    utterance.add(noise(0.2, 20, 5))
    assert utterance.quiet_since(length)


def test_nothing_added_is_silence() -> None:
    utterance = speech_then_pause()
    assert utterance.quiet_since(len(utterance))


def test_without_a_pause_to_measure_by_anything_added_counts_as_speech() -> None:
    utterance = Utterance(1)
    utterance.add(noise(0.1, 20))
    utterance.add(noise(0.5, 20))
    assert not utterance.quiet_since(RATE // 10 * 2)


def test_digital_silence_and_shreds_are_too_short_to_hear() -> None:
    silent, shred = Utterance(1), Utterance(2)
    silent.add(bytes(RATE * 2))
    shred.add(noise(0.1, 2000))
    assert silent.too_short
    assert shred.too_short
    assert not speech_then_pause().too_short


def test_a_long_utterance_is_cut_in_its_pauses_and_loses_nothing() -> None:
    utterance = Utterance(1)
    for second in range(70):
        utterance.add(noise(0.8, 2000, second))
        utterance.add(noise(0.2, 10, second))
    pieces = utterance.pieces()
    assert len(pieces) == 3
    assert b"".join(pieces) == utterance.pcm()
    for piece in pieces[:-1]:
        assert len(piece) <= PIECE_BYTES
        end = np.frombuffer(piece[-640:], "<i2").astype(float)
        assert np.abs(end).mean() < 50


def test_five_minutes_are_kept_at_most() -> None:
    utterance = Utterance(1)
    for _ in range(32):
        utterance.add(bytes(RATE * 2 * 10))
    assert len(utterance) == KEPT_BYTES


def test_an_odd_byte_is_left_out() -> None:
    utterance = Utterance(1)
    utterance.add(b"\x01\x02\x03")
    assert utterance.pcm() == b"\x01\x02"
