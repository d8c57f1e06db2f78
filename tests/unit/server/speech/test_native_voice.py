"""The top of the ladder: a clear native voice, the one we ship."""

from pathlib import Path

import numpy as np
import pytest

from server.domain.scoring import evaluate
from server.protocol.models import Metric, MetricScore
from server.speech.evidence_codec import from_data
from server.speech.meter_engine import MeterEngine
from server.speech.neural_voice import NeuralVoices, open_engine
from server.speech.resample import resampled
from tests.fakes.evidence import ENGLISH, RUBRIC

pytestmark = pytest.mark.voice
TEXTS = (
    "She works in Paris and teaches children every summer.",
    "Could you recommend a starter without meat, please?",
    "I was born in 1985, and I have lived here for twelve years.",
)


@pytest.fixture
def voice(tmp_path: Path) -> NeuralVoices:
    return open_engine({"models": str(tmp_path), "threads": 1})


def spoken(voice: NeuralVoices, text: str, speed: float = 1.0) -> bytes:
    """The text as a learner with this voice would send it, 16 kHz."""
    pieces = voice.handle("speak", {"text": text, "speed": speed}, b"")
    samples = np.frombuffer(b"".join(pcm for _, pcm in pieces), "<i2") / np.float32(32768)
    return (np.clip(resampled(samples, 24_000, 16_000), -1, 1) * 32767).astype("<i2").tobytes()


def scores(pcm: bytes, text: str) -> dict[Metric, MetricScore]:
    request = {"text": text, "language": "en", "words": [], "typed": False, "expected": None}
    data, _ = next(MeterEngine().handle("measure", request, pcm))
    return evaluate(from_data(data), RUBRIC, ENGLISH).metrics


def test_a_clear_native_voice_is_near_the_top_and_a_hurried_one_is_no_clearer(
    voice: NeuralVoices,
) -> None:
    clear = [scores(spoken(voice, text), text) for text in TEXTS]
    for metrics in clear:
        assert (metrics[Metric.PRONUNCIATION].score or 0) >= 4.5
        assert (metrics[Metric.FLUENCY].score or 0) >= 4.0
    hurried = scores(spoken(voice, TEXTS[0], 1.6), TEXTS[0])
    slow = clear[0][Metric.PRONUNCIATION].score
    assert (hurried[Metric.PRONUNCIATION].score or 0) < (slow or 0)


def test_another_text_than_the_one_said_is_no_good_pronunciation(voice: NeuralVoices) -> None:
    pcm = spoken(voice, TEXTS[0])
    wrong = scores(pcm, TEXTS[1])[Metric.PRONUNCIATION].score
    right = scores(pcm, TEXTS[0])[Metric.PRONUNCIATION].score
    assert right is not None
    assert wrong is None or wrong < right - 1
