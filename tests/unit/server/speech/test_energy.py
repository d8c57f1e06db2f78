"""The law of finding speech: relative to the recording, deaf to silence and steady noise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.speech import energy
from server.speech.energy import SAMPLE_RATE, Segment


def tone_bursts(*spans: tuple[float, float], seconds: float = 3.0, level: float = 0.2) -> bytes:
    """A 200 Hz tone in the given spans over faint noise, s16le."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    inside = np.any([(time >= a) & (time < b) for a, b in spans], axis=0)
    noise = np.random.default_rng(1).normal(0, 0.001, len(time))
    sound = level * np.sin(2 * np.pi * 200 * time) * inside + noise
    return (sound * 32767).astype("<i2").tobytes()


def found(pcm: bytes) -> tuple[Segment, ...]:
    level = energy.energy_db(energy.samples_of(pcm))
    return energy.segments(energy.speech_mask(level))


def test_bursts_are_found_where_they_are_and_the_silence_between_is_a_pause() -> None:
    parts = found(tone_bursts((0.5, 1.2), (1.7, 2.4)))
    assert [(p.start / 100, p.end / 100) for p in parts] == [
        (pytest.approx(0.5, abs=0.05), pytest.approx(1.2, abs=0.05)),
        (pytest.approx(1.7, abs=0.05), pytest.approx(2.4, abs=0.05)),
    ]
    (pause,) = energy.pauses(parts)
    assert pause.seconds == pytest.approx(0.5, abs=0.1)


def test_a_gap_below_150_ms_is_no_pause() -> None:
    assert energy.pauses((Segment(0, 50), Segment(64, 100))) == ()
    assert energy.pauses((Segment(0, 50), Segment(65, 100))) == (Segment(50, 65),)


@pytest.mark.parametrize("gain", [0.0, 0.003, 0.1])
def test_silence_and_steady_noise_hold_no_speech(gain: float) -> None:
    noise = np.random.default_rng(2).normal(0, gain, 3 * SAMPLE_RATE)
    assert found((noise * 32767).astype("<i2").tobytes()) == ()


@given(st.integers(0, 400))
def test_any_length_even_an_odd_one_is_measured(size: int) -> None:
    assert found(b"\x01" * size) == ()


def test_a_change_of_gain_changes_nothing() -> None:
    loud, quiet = tone_bursts((0.5, 1.2), level=0.4), tone_bursts((0.5, 1.2), level=0.4)
    halved = (np.frombuffer(quiet, "<i2") // 2).astype("<i2").tobytes()
    assert found(loud) == found(halved)


def test_speech_over_noise_is_measured_in_decibels() -> None:
    level = energy.energy_db(energy.samples_of(tone_bursts((0.5, 2.5), level=0.2)))
    measured = energy.snr_db(level, energy.speech_mask(level))
    assert measured == pytest.approx(20 * np.log10(0.2 / 2**0.5 / 0.001), abs=1.5)
