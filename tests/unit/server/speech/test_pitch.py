"""The law of pitch: a known sweep is followed, noise has none, gain does not matter."""

import numpy as np
import pytest

from server.speech import pitch
from server.speech.energy import SAMPLE_RATE, Samples


def sweep(start_hz: float, end_hz: float, seconds: float = 2.0) -> Samples:
    steps = np.linspace(start_hz, end_hz, int(seconds * SAMPLE_RATE))
    wave: Samples = np.sin(2 * np.pi * np.cumsum(steps) / SAMPLE_RATE)
    return wave + 0.5 * np.sin(4 * np.pi * np.cumsum(steps) / SAMPLE_RATE)


def tracked(samples: Samples) -> Samples:
    frames = len(samples) // 160
    return pitch.track(samples, frames, np.ones(frames, dtype=bool))


@pytest.mark.parametrize(("start", "end"), [(90, 180), (120, 300), (260, 200)])
def test_a_sweep_is_followed_within_half_a_semitone(start: float, end: float) -> None:
    found = tracked(sweep(start, end))[5:-5]
    centre = (np.arange(5, 5 + len(found)) * 160 + 320) / (2.0 * SAMPLE_RATE)
    expected = start + (end - start) * centre
    assert np.nanmax(np.abs(12 * np.log2(found / expected))) < 0.5
    assert pitch.range_st(found) == pytest.approx(pitch.range_st(expected), abs=0.3)


def test_noise_and_silence_are_unvoiced() -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, SAMPLE_RATE)
    assert np.isfinite(tracked(noise)).mean() < 0.05
    assert pitch.range_st(tracked(np.zeros(SAMPLE_RATE))) is None
    assert pitch.final_st(tracked(np.zeros(SAMPLE_RATE))) is None


def test_a_falling_end_lies_below_the_turn() -> None:
    final = pitch.final_st(tracked(sweep(220, 120)))
    assert final is not None
    assert final < -3


def test_gain_does_not_matter() -> None:
    np.testing.assert_allclose(tracked(sweep(100, 200)), tracked(0.1 * sweep(100, 200)))
