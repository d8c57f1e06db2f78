"""The ladder of the fitted models, climbed by real sound through the real encoder."""

from pathlib import Path

import numpy as np
import pytest

from server.domain.evidence import SpeechEvidence
from server.domain.scoring import evaluate
from server.protocol.models import Metric
from server.speech.evidence_codec import from_data
from server.speech.meter_engine import MeterEngine
from server.speech.models import verified_folder
from server.speech.neural_voice import NeuralVoices, open_engine
from server.speech.resample import resampled
from tests.fakes.evidence import ENGLISH, RUBRIC, TurnEvidence

pytestmark = pytest.mark.voice
TEXTS = (
    "She works in Paris and teaches children every summer.",
    "Could you recommend a starter without meat, please?",
    "I was born in 1985, and I have lived here for twelve years.",
)


@pytest.fixture(scope="module")
def meter(tmp_path_factory: pytest.TempPathFactory) -> MeterEngine:
    folder = tmp_path_factory.mktemp("data")
    verified_folder("whisper-base", folder)
    return MeterEngine(folder)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> NeuralVoices:
    return open_engine({"models": str(tmp_path_factory.mktemp("voice")), "threads": 1})


def spoken(voice: NeuralVoices, text: str, speed: float = 1.0) -> np.ndarray:
    """The text at 16 kHz, -32768 to 32767."""
    pieces = voice.handle("speak", {"text": text, "speed": speed}, b"")
    samples = np.frombuffer(b"".join(pcm for _, pcm in pieces), "<i2") / np.float32(32768)
    return np.clip(resampled(samples, 24_000, 16_000), -1, 1).astype(float) * 32767


def measured(
    meter: MeterEngine, samples: np.ndarray, text: str, expected: str | None = None
) -> TurnEvidence:
    pcm = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
    header = {"text": text, "language": "en", "words": [], "typed": False, "expected": expected}
    data, _ = next(meter.handle("measure", header, pcm))
    return from_data(data)


def sound(evidence: TurnEvidence) -> SpeechEvidence:
    assert evidence.speech is not None
    assert evidence.speech.scores is not None
    return evidence.speech


def shown(evidence: TurnEvidence, metric: Metric) -> float:
    score = evaluate(evidence, RUBRIC, ENGLISH).metrics[metric].score
    assert score is not None
    return score


def test_a_clear_native_voice_is_at_the_top_and_a_hurried_one_is_not_clearer(
    meter: MeterEngine, voice: NeuralVoices
) -> None:
    for text in TEXTS:
        clear = measured(meter, spoken(voice, text), text)
        assert shown(clear, Metric.PRONUNCIATION) >= 4.5
        assert shown(clear, Metric.FLUENCY) >= 4.5
    hurried = measured(meter, spoken(voice, TEXTS[0], 1.6), TEXTS[0])
    clear = measured(meter, spoken(voice, TEXTS[0]), TEXTS[0])
    for metric in (Metric.PRONUNCIATION, Metric.FLUENCY):
        assert shown(hurried, metric) < shown(clear, metric)


def test_the_same_sound_is_scored_the_same_at_any_gain_and_little_lower_in_noise(
    meter: MeterEngine, voice: NeuralVoices
) -> None:
    samples = spoken(voice, TEXTS[0])
    first = measured(meter, samples, TEXTS[0])
    assert measured(meter, samples, TEXTS[0]) == first
    power = np.sqrt(np.mean(samples**2))
    noise = np.random.default_rng(3).normal(0, power / 10, len(samples))
    for changed, within in ((samples / 2, 0.1), (samples / 4, 0.1), (samples + noise, 0.3)):
        again = measured(meter, changed, TEXTS[0])
        for metric in (Metric.PRONUNCIATION, Metric.FLUENCY):
            assert shown(again, metric) == pytest.approx(shown(first, metric), abs=within)


def test_a_text_that_was_read_is_known_from_one_that_was_not(
    meter: MeterEngine, voice: NeuralVoices
) -> None:
    samples = spoken(voice, TEXTS[0])
    read = sound(measured(meter, samples, "she works in Paris", TEXTS[0]))
    assert read.as_expected is True
    assert len(read.words) == 9
    other = measured(meter, samples, TEXTS[0], TEXTS[2])
    assert sound(other).as_expected is False
    judged = evaluate(other, RUBRIC, ENGLISH).metrics[Metric.PRONUNCIATION]
    assert judged.score is None
    assert "something else was said" in (judged.reason or "")


def test_noise_alone_has_no_scores(meter: MeterEngine) -> None:
    noise = np.random.default_rng(0).normal(0, 300, 48_000)
    evidence = measured(meter, noise, "")
    assert evidence.speech is not None
    assert evidence.speech.scores is None


def test_without_weights_the_meter_measures_and_does_not_examine(
    voice: NeuralVoices, tmp_path: Path
) -> None:
    meter = MeterEngine(tmp_path, tmp_path / "nowhere")
    evidence = measured(meter, spoken(voice, TEXTS[0]), TEXTS[0])
    assert evidence.speech is not None
    assert evidence.speech.aligned
    assert evidence.speech.scores is None


def test_a_turn_longer_than_the_encoder_hears_at_once_is_scored_whole(
    meter: MeterEngine, voice: NeuralVoices
) -> None:
    samples = np.tile(spoken(voice, TEXTS[0]), 9)
    assert len(samples) > 30 * 16_000
    long = sound(measured(meter, samples, " ".join([TEXTS[0]] * 9)))
    assert long.scores is not None
    assert len(long.scores.words) == len(long.words) == 81
    assert min(long.scores.words) > 3.5
    assert long.scores.accuracy.score > 4
