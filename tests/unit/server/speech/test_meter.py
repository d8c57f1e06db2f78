"""The law of the meter: real sound, measured in its own process, the same each time."""

import json
import math
from collections.abc import AsyncIterator
from pathlib import Path
from time import process_time

import numpy as np
import pytest
import soundfile

from server.domain.errors import TutorError
from server.domain.evidence import RecognizedWord, SpeechEvidence
from server.domain.fluency import judge_fluency
from server.domain.pronunciation import judge_pronunciation
from server.domain.scoring import evaluate
from server.protocol.models import Metric
from server.speech.aligner import Aligner, alignable_words
from server.speech.meter import WorkerMeter
from server.speech.meter_engine import MeterEngine
from server.speech.sound_evidence import Ears, measure_sound
from tests.fakes.evidence import ENGLISH, RUBRIC, TurnEvidence, words


@pytest.fixture
async def meter() -> AsyncIterator[WorkerMeter]:
    meter = WorkerMeter()
    yield meter
    await meter.aclose()


def read(path: Path) -> bytes:
    pcm, rate = soundfile.read(path, dtype="int16")
    assert rate == 16_000
    return bytes(pcm.tobytes())


def labels(shared_data: Path, count: int) -> list[dict[str, object]]:
    """Utterances of many speakers, in a fixed order."""
    path = shared_data / "speechocean762" / "labels.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return rows[:: len(rows) // count][:count]


async def test_a_typed_turn_has_words_and_no_sound(meter: WorkerMeter) -> None:
    evidence = await meter.measure("I am agree with you.", "en-GB", None, ())
    assert evidence.speech is None
    assert [lexeme.lemma for lexeme in evidence.text.lexemes][1:3] == ["be", "agree"]
    assert [lint.better for lint in evidence.text.lints or ()] == ["I agree"]


async def test_silence_and_noise_have_no_speech_and_no_score(meter: WorkerMeter) -> None:
    noise = np.random.default_rng(0).normal(0, 300, 48_000).astype("<i2").tobytes()
    for pcm in (bytes(96_000), noise, b""):
        evidence = await meter.measure("", "en", pcm, ())
        assert evidence.speech is not None
        assert evidence.speech.speech_s == 0
        assert evaluate(evidence, RUBRIC, ENGLISH).total is None


@pytest.mark.corpus
async def test_read_speech_is_aligned_and_the_same_sound_gives_the_same_numbers(
    meter: WorkerMeter, shared_data: Path
) -> None:
    pcm = read(shared_data / "speech" / "austen-0890.wav")
    text = "unless to be rather cold hearted and rather selfish is to be ill disposed"
    first = await meter.measure(text, "en", pcm, ())
    second = await meter.measure(text, "en", pcm, ())
    assert first == second
    assert first.speech is not None
    assert first.speech.aligned
    assert [word.text for word in first.speech.words] == text.split()
    scores = evaluate(first, RUBRIC, ENGLISH).metrics
    assert (scores[Metric.PRONUNCIATION].score or 0) >= 4.3
    assert (scores[Metric.FLUENCY].score or 0) >= 4.0


@pytest.mark.corpus
def test_gain_moves_no_score_and_noise_of_20_db_little(shared_data: Path) -> None:
    ears = Ears(Aligner("en"))
    text = "he was not an ill disposed young man"
    sound = np.frombuffer(read(shared_data / "speech" / "austen-0880.wav"), "<i2").astype(float)
    power = np.sqrt(np.mean(sound**2))
    noise = np.random.default_rng(5).normal(0, power / 10, len(sound))

    def scored(samples: np.ndarray) -> tuple[float, float]:
        pcm = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
        turn = TurnEvidence(words(text), measure_sound(pcm, text, "en", (), ears))
        return judge_fluency([turn]).score or 0, judge_pronunciation([turn], ENGLISH).score or 0

    plain = scored(sound)
    for changed in (sound / 2, sound * 1.5):
        assert scored(changed) == pytest.approx(plain, abs=0.05)
    assert scored(sound + noise)[0] == pytest.approx(plain[0], abs=0.3)


@pytest.mark.corpus
def test_scores_agree_with_experts_on_learners_and_cost_little(shared_data: Path) -> None:
    ears = Ears(Aligner("en"))
    pairs: dict[str, list[tuple[float, float]]] = {"fluency": [], "accuracy": []}
    begun, heard = process_time(), 0.0
    for row in labels(shared_data, 60):
        text = str(row["text"])
        pcm = read(shared_data / "speechocean762" / "flac" / f"{row['utt']}.flac")
        sound: SpeechEvidence = measure_sound(pcm, text, "en", (), ears)
        heard += sound.audio_s
        turn = TurnEvidence(words(text), sound)
        fluency, accuracy = judge_fluency([turn]), judge_pronunciation([turn], ENGLISH)
        if fluency.score is not None and accuracy.score is not None:
            pairs["fluency"].append((fluency.score, float(np.mean(row["fluency"]))))
            pairs["accuracy"].append((accuracy.score, float(np.mean(row["accuracy"]))))
    spent = (process_time() - begun) / heard
    agreement = {name: np.corrcoef(np.array(p).T)[0, 1] for name, p in pairs.items()}
    print(agreement, len(pairs["fluency"]), f"{spent:.3f} CPU s a second")
    assert len(pairs["fluency"]) >= 30
    assert agreement["fluency"] >= 0.55
    assert agreement["accuracy"] >= 0.55
    assert spent <= 0.15


@pytest.mark.corpus
def test_words_of_the_recognizer_lend_the_alignment_their_probability(shared_data: Path) -> None:
    pcm = read(shared_data / "speech" / "austen-0880.wav")
    text = "He was not an ill-disposed young man."
    said = [RecognizedWord(word, 0.0, 0.0, 0.5) for word in text.split()]
    measured = measure_sound(pcm, text, "en", said, Ears(Aligner("en")))
    assert [word.text for word in measured.words] == alignable_words(text)
    assert {word.log_probability for word in measured.words} == {math.log(0.5)}


def test_another_request_is_refused() -> None:
    with pytest.raises(TutorError, match="measure"):
        next(iter(MeterEngine().handle("sing", {}, b"")))
