"""The law of voices: every language is heard or says why not, every choice is another voice."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from server.domain.errors import TutorUnavailable
from server.speech import neural_voice
from server.speech.models import manifest
from server.speech.neural_voice import MODEL, NeuralVoices, open_engine
from server.speech.packages import voice_extra
from server.speech.synthesizer import WorkerSynthesizer
from server.storage.builtin_catalog import load_builtin_catalog
from tests.fakes.native_phrases import PHRASES
from tests.fakes.sound import loudness

pytestmark = pytest.mark.voice

VOICELESS = ("th", "my", "fil", "gl")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def synthesizer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerSynthesizer]:
    synthesizer = WorkerSynthesizer(tmp_path_factory.mktemp("data"))
    yield synthesizer
    await synthesizer.aclose()


async def spoken(
    synthesizer: WorkerSynthesizer,
    language: str,
    text: str | None = None,
    speed: float = 1.0,
    voice: str | None = None,
) -> bytes:
    text = text or PHRASES[language]
    async with aclosing(synthesizer.speak(text, language, speed, voice)) as pieces:
        return b"".join([piece async for piece in pieces])


def seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / 24_000


def pitch_hz(pcm: bytes) -> float:
    """Median pitch of the loud parts, by autocorrelation, 24 kHz."""
    samples = np.frombuffer(pcm, "<i2") / 32768
    found = []
    for start in range(0, len(samples) - 2048, 1024):
        piece = samples[start : start + 2048]
        if np.sqrt((piece**2).mean()) > 0.03:
            likeness = np.correlate(piece, piece, "full")[2047:]
            found.append(24_000 / (60 + np.argmax(likeness[60:400])))
    return float(np.median(found))


@pytest.mark.asyncio(loop_scope="module")
async def test_every_language_of_the_catalogue_speaks_a_phrase_of_its_own_or_says_why_not(
    synthesizer: WorkerSynthesizer,
) -> None:
    languages = load_builtin_catalog().languages
    assert len(languages) == 68
    assert {language.code for language in languages} == {*PHRASES, *VOICELESS}
    for language in languages:
        code = language.code
        assert language.offline is not None
        assert synthesizer.voice_for(code) == language.offline.voice, code
        if code in VOICELESS:
            assert synthesizer.voices(code) == ()
            with pytest.raises(TutorUnavailable, match=f"no voice for the language '{code}'"):
                await spoken(synthesizer, code, "1, 2, 3")
            continue
        pcm = await spoken(synthesizer, code)
        assert 0.3 < seconds(pcm) < 8, code
        assert loudness(pcm) > 0.02, code


@pytest.mark.asyncio(loop_scope="module")
async def test_every_voice_of_a_language_is_another_one_and_says_what_kind_it_is(
    synthesizer: WorkerSynthesizer,
) -> None:
    for language in ("en", "es", "fr", "pt", "vi"):
        voices = synthesizer.voices(language)
        assert len({voice.id for voice in voices}) == len(voices) >= 5
        assert [voice.id for voice in voices if voice.kind == "neural"] == (
            ["heart"] if language == "en" else []
        )
        assert all(v.label.startswith("Basic voice") == (v.kind == "basic") for v in voices)
        for voice in voices:
            assert loudness(await spoken(synthesizer, language, voice=voice.id)) > 0.02, voice


@pytest.mark.asyncio(loop_scope="module")
async def test_a_regional_voice_counts_as_its_region_does(synthesizer: WorkerSynthesizer) -> None:
    french = await spoken(synthesizer, "fr", "72, 93.")  # soixante-douze, septante-deux
    for voice in ("basic-belgian", "basic-swiss"):
        assert seconds(await spoken(synthesizer, "fr", "72, 93.", voice=voice)) < seconds(french)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("language", ["es", "zh", "ar", "cy"])
async def test_female_is_higher_and_unhurried_is_slower(
    synthesizer: WorkerSynthesizer, language: str
) -> None:
    male, female, male_calm, female_calm = [
        await spoken(synthesizer, language, voice=voice)
        for voice in ("basic", "basic-female", "basic-male-calm", "basic-female-calm")
    ]
    assert pitch_hz(female) > 1.5 * pitch_hz(male)
    assert pitch_hz(female_calm) > 1.5 * pitch_hz(male_calm)
    assert seconds(male_calm) > 1.08 * seconds(male)
    assert seconds(female_calm) > 1.08 * seconds(female)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("language", "voice"),
    [("en", "heart"), ("en", "basic"), ("es", "basic-female"), ("de", "basic-male-calm")],
)
async def test_slow_is_slower_and_repeated_is_the_same(
    synthesizer: WorkerSynthesizer, language: str, voice: str
) -> None:
    plain = await spoken(synthesizer, language, voice=voice)
    slow = await spoken(synthesizer, language, speed=0.75, voice=voice)
    assert seconds(slow) >= 1.25 * seconds(plain)
    assert loudness(slow) > 0.02
    again = await spoken(synthesizer, language, voice=voice)
    assert len(again) == pytest.approx(len(plain), rel=0.01)
    assert again == plain or voice.startswith("basic")


@pytest.mark.asyncio(loop_scope="module")
async def test_an_unknown_voice_is_refused_with_those_there_are(
    synthesizer: WorkerSynthesizer,
) -> None:
    with pytest.raises(TutorUnavailable, match=r"'emma' is not here.*heart, basic"):
        await spoken(synthesizer, "en", voice="emma")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_basic_voice_killed_while_it_speaks_says_the_sentence_after_its_restart(
    synthesizer: WorkerSynthesizer,
) -> None:
    whole = await spoken(synthesizer, "es")
    killed = synthesizer.basic.pid
    assert killed is not None
    said = b""
    async with aclosing(synthesizer.speak(PHRASES["es"], "es")) as pieces:
        async for piece in pieces:
            said += piece
            if synthesizer.basic.pid == killed:
                os.kill(killed, signal.SIGKILL)
    assert len(said) == pytest.approx(len(whole), rel=0.01)


@pytest.fixture
def emma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Weights that are right for the manifest of this test, fetched under another voice's name."""
    heart = manifest()[MODEL]
    right = Path(voice_extra("hibari").__file__).parent / "assets" / heart.files[0].name
    emma = manifest()["hibari-emma"]
    file = replace(emma.files[0], sha256=heart.files[0].sha256, bytes=heart.files[0].bytes)
    monkeypatch.setattr(
        neural_voice,
        "manifest",
        lambda: {MODEL: heart, "hibari-emma": replace(emma, files=(file,))},
    )
    place = tmp_path / "hibari-emma" / file.name
    place.parent.mkdir()
    place.write_bytes(right.read_bytes())
    return place


def said_by(voices: NeuralVoices, **more: str) -> bytes:
    header = {"text": "I can't dance after the bath.", "speed": 1.0, **more}
    return b"".join(pcm for _, pcm in voices.handle("speak", header, b""))


def test_a_fetched_voice_speaks_with_its_own_rules_of_sound(emma: Path, tmp_path: Path) -> None:
    voices = open_engine({"models": str(tmp_path), "threads": 1})
    american, british = said_by(voices), said_by(voices, model="hibari-emma")
    assert loudness(british) > 0.02
    assert british != american
    assert said_by(voices, model="hibari-emma") == british
    assert said_by(voices) == american


def test_a_fetched_voice_with_a_flipped_byte_is_refused_and_the_other_goes_on(
    emma: Path, tmp_path: Path
) -> None:
    wrong = bytearray(emma.read_bytes())
    wrong[4_000_000] ^= 1
    emma.write_bytes(wrong)
    voices = open_engine({"models": str(tmp_path), "threads": 1})
    with pytest.raises(TutorUnavailable, match=r"damaged.*models fetch hibari-emma"):
        said_by(voices, model="hibari-emma")
    assert loudness(said_by(voices)) > 0.02


@pytest.mark.asyncio(loop_scope="module")
async def test_a_fetched_voice_is_offered_as_soon_as_it_lies_there(tmp_path: Path) -> None:
    synthesizer = WorkerSynthesizer(tmp_path)
    assert "emma" not in [voice.id for voice in synthesizer.voices("en")]
    (tmp_path / "models" / "hibari-emma").mkdir(parents=True)
    assert [voice.id for voice in synthesizer.voices("en")][:2] == ["heart", "emma"]
    synthesizer.problem = "The neural voice is damaged."
    assert synthesizer.voice_for("en") == "basic"
    assert {voice.kind for voice in synthesizer.voices("en")} == {"basic"}
