"""The law of the final pitch: glides are measured in semitones, levels and noises deny."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.listening.final_pitch import final_move_st, has_final_move

SILENCE = bytes(6400)


def glide(start_hz: float, end_hz: float, ms: int = 1000, level: float = 6000) -> bytes:
    seconds = np.arange(ms * 16) / 16_000
    hertz = start_hz * (end_hz / start_hz) ** (seconds * 1000 / ms)
    phase = 2 * np.pi * np.cumsum(hertz) / 16_000
    wave = sum(np.sin(n * phase) / n for n in (1, 2, 3))
    return bytes((wave * level / 2).astype("<i2").tobytes())


@given(st.floats(120, 250), st.floats(-9, 9))
def test_a_glide_is_measured_over_its_last_300_ms(start_hz: float, semitones: float) -> None:
    end_hz = start_hz * 2 ** (semitones / 12)
    move = final_move_st(glide(start_hz, end_hz) + SILENCE)
    assert move is not None
    assert move == pytest.approx(0.2 * semitones, abs=0.35)  # 200 of 1,000 ms lie between


@given(st.floats(90, 320))
def test_a_level_voice_has_no_move_however_loud(hertz: float) -> None:
    for level in (500, 12_000):
        assert not has_final_move(glide(hertz, hertz, level=level) + SILENCE)


def test_a_fall_and_a_rise_are_moves_and_what_came_before_does_not_matter() -> None:
    for start_hz, end_hz in ((220, 160), (160, 220)):
        assert has_final_move(glide(180, 180, 3000) + glide(start_hz, end_hz, 400) + SILENCE)
        assert not has_final_move(glide(start_hz, end_hz, 400) + glide(180, 180, 600) + SILENCE)


@given(st.binary(max_size=4000))
def test_any_bytes_too_short_for_300_ms_of_voice_deny(pcm: bytes) -> None:
    assert final_move_st(pcm) is None


def test_noise_and_silence_deny() -> None:
    noise = np.random.default_rng(2).normal(0, 2000, 24_000).astype("<i2").tobytes()
    assert not has_final_move(noise)
    assert not has_final_move(bytes(48_000))
