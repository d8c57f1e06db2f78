"""The law of the real engines: what is said is heard, silence is not, damage is survived."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from server.domain.errors import TutorUnavailable
from server.listening.listener import ActivityStarted, Listener, Speech
from server.listening.vad import SileroVad
from server.protocol.messages import TurnTaking
from server.speech.models import verified_folder
from server.speech.recognizer import WorkerRecognizer
from server.speech.synthesizer import WorkerSynthesizer
from tests.fakes.sound import from_tutor, loudness, microphone, word_error_rate, words

pytestmark = [pytest.mark.voice, pytest.mark.asyncio(loop_scope="module")]

SENTENCE = "Good evening, I would like a table for two people, please."


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the weights built once for all these tests."""
    folder = tmp_path_factory.mktemp("data")
    verified_folder("whisper-base", folder)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recognizer(data_folder: Path) -> AsyncIterator[WorkerRecognizer]:
    recognizer = WorkerRecognizer(data_folder)
    await recognizer.start()
    yield recognizer
    await recognizer.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def synthesizer(data_folder: Path) -> AsyncIterator[WorkerSynthesizer]:
    synthesizer = WorkerSynthesizer(data_folder)
    yield synthesizer
    await synthesizer.aclose()


async def spoken(
    synthesizer: WorkerSynthesizer, text: str, language: str, speed: float = 1.0
) -> bytes:
    async with aclosing(synthesizer.speak(text, language, speed)) as pieces:
        return b"".join([piece async for piece in pieces])


async def test_what_the_english_voice_says_is_heard_word_for_word(
    recognizer: WorkerRecognizer, synthesizer: WorkerSynthesizer
) -> None:
    assert recognizer.problem is None
    assert synthesizer.voice_for("en") == "neural"
    pcm = from_tutor(await spoken(synthesizer, SENTENCE, "en"))
    heard = await recognizer.transcribe(pcm, "en")
    assert word_error_rate(SENTENCE, heard.text) == 0
    assert [word.text.lower() for word in heard.words] == words(SENTENCE)
    assert all(0.3 < word.probability <= 1 for word in heard.words)
    starts = [word.start_s for word in heard.words]
    assert starts == sorted(starts)
    assert 0 <= starts[0] <= heard.words[-1].end_s <= len(pcm) / 32_000
    assert heard.language == "en"
    assert heard.language_probability > 0.8
    assert heard.no_speech_probability < 0.3
    assert (await recognizer.transcribe(pcm, None)).language == "en"
    assert await recognizer.transcribe(pcm, "en") == heard


async def test_a_turn_cut_out_by_the_listener_keeps_its_first_and_last_syllable(
    recognizer: WorkerRecognizer, synthesizer: WorkerSynthesizer
) -> None:
    said = ["Potatoes and tomatoes, please.", "And the bill, please.", "Thanks a lot."]
    second = b"\0" * 32_000
    stream = second
    for sentence in said:
        stream += from_tutor(await spoken(synthesizer, sentence, "en")) + second
    ear = Listener(TurnTaking(pause_ms=700, complete_ms=500, barge_in=True), SileroVad())
    turns: list[bytes] = []
    for start in range(0, len(stream), 640):
        for event in ear.feed(stream[start : start + 640]):
            match event:
                case ActivityStarted(preroll):
                    turns.append(preroll)
                case Speech(pcm):
                    turns[-1] += pcm
    heard = [(await recognizer.transcribe(pcm, "en")).text for pcm in turns]
    assert [words(text) for text in heard] == [words(text) for text in said]
    assert not ear.open


@pytest.mark.corpus
async def test_native_speech_is_heard(recognizer: WorkerRecognizer, shared_data: Path) -> None:
    for line in (shared_data / "speech" / "texts.tsv").read_text().splitlines():
        name, said = line.split("\t")
        heard = await recognizer.transcribe(microphone(shared_data / "speech" / name), "en")
        assert word_error_rate(said, heard.text) <= 0.15, heard.text


@pytest.mark.corpus
async def test_a_turn_longer_than_the_models_window_is_heard_to_its_end(
    recognizer: WorkerRecognizer, shared_data: Path
) -> None:
    lines = (shared_data / "speech" / "texts.tsv").read_text().splitlines()
    clips = [line.split("\t") for line in lines] * 2
    sound = b"".join(
        microphone(shared_data / "speech" / name) + b"\0" * 32_000 for name, _ in clips
    )
    heard = await recognizer.transcribe(sound, "en")
    assert len(sound) > 28 * 32_000
    assert word_error_rate(" ".join(said for _, said in clips), heard.text) <= 0.15
    assert heard.words[-1].end_s == pytest.approx(len(sound) / 32_000, abs=2)


async def test_silence_noise_and_nothing_give_no_words(recognizer: WorkerRecognizer) -> None:
    noise = np.random.default_rng(5).normal(0, 1, 48_000)
    for samples in (np.zeros(48_000), noise * 300, noise * 3000, np.zeros(0)):
        heard = await recognizer.transcribe(samples.astype("<i2").tobytes(), "en")
        assert (heard.text, heard.words) == ("", ())
        assert heard.no_speech_probability > 0.6


async def test_an_unknown_language_is_refused_in_a_sentence(recognizer: WorkerRecognizer) -> None:
    with pytest.raises(TutorUnavailable, match="does not know the language 'ga'"):
        await recognizer.transcribe(b"\0" * 32_000, "ga")


async def test_a_recognizer_killed_in_mid_utterance_answers_after_its_restart(
    recognizer: WorkerRecognizer, synthesizer: WorkerSynthesizer
) -> None:
    pcm = from_tutor(await spoken(synthesizer, SENTENCE, "en"))
    killed = recognizer.worker.pid
    assert killed is not None
    os.kill(killed, signal.SIGSTOP)  # it takes the request and cannot answer before it dies
    listening = asyncio.create_task(recognizer.transcribe(pcm, "en"))
    await asyncio.sleep(0)
    os.kill(killed, signal.SIGKILL)
    assert word_error_rate(SENTENCE, (await listening).text) == 0
    assert recognizer.worker.pid != killed


async def test_a_flipped_byte_in_the_weights_is_refused_and_said(
    data_folder: Path, tmp_path: Path
) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(data_folder / "models" / "whisper-base", weights)
    with (weights / "model.bin").open("r+b") as stream:
        stream.seek(100_000_000)
        byte = stream.read(1)[0]
        stream.seek(100_000_000)
        stream.write(bytes([byte ^ 1]))
    recognizer = WorkerRecognizer(tmp_path, weights)
    await recognizer.start()
    assert recognizer.problem is not None
    assert "model.bin is damaged" in recognizer.problem
    with pytest.raises(TutorUnavailable, match="damaged"):
        await recognizer.transcribe(b"\0" * 32_000, "en")
    await recognizer.aclose()


async def test_missing_weights_are_a_problem_in_a_sentence_and_no_traceback(
    tmp_path: Path,
) -> None:
    recognizer = WorkerRecognizer(tmp_path, tmp_path / "nothing here")
    await recognizer.start()
    assert recognizer.problem is not None
    assert "Systran/faster-whisper-base" in recognizer.problem
    await recognizer.aclose()


@pytest.mark.parametrize(
    ("language", "sentence", "errors"),
    [
        ("es", "Buenas tardes, quiero una mesa para dos personas.", 0.5),
        ("pt", "Boa tarde, eu quero uma mesa para duas pessoas.", 0.25),
        ("de", "Heute ist das Wetter schön und ich gehe in den Park.", 0.4),
    ],
)
async def test_a_basic_voice_is_heard_in_its_language(
    recognizer: WorkerRecognizer,
    synthesizer: WorkerSynthesizer,
    language: str,
    sentence: str,
    errors: float,
) -> None:
    assert synthesizer.voice_for(language) == "basic"
    pcm = await spoken(synthesizer, sentence, language)
    assert 1.5 < len(pcm) / 48_000 < 6
    assert loudness(pcm) > 0.02
    heard = await recognizer.transcribe(from_tutor(pcm), language)
    assert word_error_rate(sentence, heard.text) <= errors, heard.text


@pytest.mark.parametrize("language", ["en", "es"])
async def test_speed_changes_the_length_within_its_bounds(
    synthesizer: WorkerSynthesizer, language: str
) -> None:
    slow, plain, fast = [
        len(await spoken(synthesizer, "One, two, three, four, five.", language, speed))
        for speed in (0.5, 1.0, 1.5)
    ]
    assert slow > 1.5 * plain > 1.5 * 1.2 * fast
    faster = len(await spoken(synthesizer, "One, two, three, four, five.", language, 9.0))
    assert faster == pytest.approx(fast, rel=0.01)


async def test_sentences_come_one_by_one_and_leaving_early_frees_the_voice(
    synthesizer: WorkerSynthesizer,
) -> None:
    text = " ".join(["This is a sentence that takes a little while to say."] * 60)
    async with aclosing(synthesizer.speak(text, "en")) as pieces:
        first = await anext(pieces)
    assert 1 < len(first) / 48_000 < 5
    assert len(await spoken(synthesizer, "Yes.", "en")) > 0


async def test_letters_that_a_voice_cannot_read_are_silence_not_an_error(
    synthesizer: WorkerSynthesizer,
) -> None:
    assert await spoken(synthesizer, "", "en") == b""
    assert await spoken(synthesizer, "你好", "en") == b""
