"""The law of the signal work before and after the engines."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.speech.cuts import cut_at_pauses
from server.speech.log_mel import BANDS, RATE, log_mel, samples_of
from server.speech.resample import pcm_of, resampled


@given(st.floats(0, 100), st.integers(0, 3))
def test_the_cuts_cover_every_sample_once_and_no_piece_is_too_long(
    seconds: float, seed: int
) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.1, int(seconds * RATE)).astype(np.float32)
    spans = cut_at_pauses(noise, 28.0)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(noise)
    assert all(end == start for (_, end), (start, _) in pairwise(spans))
    assert all(end - start <= 28 * RATE for start, end in spans)


def test_the_cut_lies_in_the_pause() -> None:
    speech = np.random.default_rng(1).normal(0, 0.1, 40 * RATE).astype(np.float32)
    speech[21 * RATE : int(21.4 * RATE)] = 0
    ((_, cut), _) = cut_at_pauses(speech, 28.0)
    assert 21.0 <= cut / RATE <= 21.4


def test_a_tone_lights_the_band_of_its_frequency_and_silence_is_even() -> None:
    time = np.arange(RATE) / RATE
    low = log_mel(np.sin(2 * np.pi * 200 * time).astype(np.float32), 150)[0]
    high = log_mel(np.sin(2 * np.pi * 4000 * time).astype(np.float32), 150)[0]
    assert low.shape == (BANDS, 150)
    assert 2 <= int(low[:, 50].argmax()) <= 8
    assert 55 <= int(high[:, 50].argmax()) <= 66
    assert low[:, 50].max() == pytest.approx(low.max(), abs=0.1)
    assert low.max() - low.min() == pytest.approx(2.0, abs=1e-5)
    silence = log_mel(np.zeros(0, np.float32), 100)
    assert np.ptp(silence) == 0


def test_sound_longer_than_the_window_is_cut_to_it() -> None:
    assert log_mel(np.ones(RATE * 3, np.float32), 100).shape == (1, BANDS, 100)


def test_pcm_goes_there_and_back_and_loud_is_clipped() -> None:
    pcm = np.array([-32767, -1, 0, 1, 32767], "<i2").tobytes()
    assert (
        np.abs(np.frombuffer(pcm_of(samples_of(pcm)), "<i2") - np.frombuffer(pcm, "<i2")).max() <= 1
    )
    assert np.frombuffer(pcm_of(np.array([3.0, -3.0], np.float32)), "<i2").tolist() == [
        32767,
        -32767,
    ]


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100])
def test_a_tone_keeps_its_pitch_and_length_at_another_rate(rate: int) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)
    sound = resampled(tone, rate, 24_000)
    assert abs(len(sound) - 24_000) <= 2
    crossings = np.count_nonzero(np.diff(np.signbit(sound[100:-100])))
    assert abs(crossings - 880 * (len(sound) - 200) / 24_000) <= 2
