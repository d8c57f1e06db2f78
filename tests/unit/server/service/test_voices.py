"""Who speaks: what may be called a voice, and how an unknown one is refused."""

import pytest

from server.domain.errors import NotFound
from server.protocol.models import Language, Voice
from server.service.catalog import Catalog
from server.service.voices import Voices, resolve_voice
from server.storage.builtin_catalog import load_builtin_catalog
from server.tutors.scripted import ScriptedTutor
from tests.fakes.catalog import MemoryCatalog

ENGLISH = Language(code="en", label="English")
VOICES = (
    Voice(id="heart", label="Heart: American, female", kind="neural"),
    Voice(id="basic-female", label="Basic voice: female", kind="basic"),
)


@pytest.mark.parametrize("text", ["basic-female", " BASIC_Female", "basic voice:  female"])
def test_a_voice_is_known_by_id_and_label(text: str) -> None:
    assert resolve_voice(text, VOICES, ENGLISH) is VOICES[1]


@pytest.mark.parametrize(
    ("text", "voices", "words"),
    [
        ("basic-femal", VOICES, r"did you mean basic-female\? there are heart, basic-female"),
        ("zzz", VOICES, "'zzz'; there are heart, basic-female"),
        ("heart", (), "no voice for English here: leave `voice` out"),
    ],
)
def test_an_unknown_voice_is_refused_with_the_nearest(
    text: str, voices: tuple[Voice, ...], words: str
) -> None:
    with pytest.raises(NotFound, match=words) as refused:
        resolve_voice(text, voices, ENGLISH)
    assert refused.value.field == "voice"


async def test_voices_are_listed_for_a_language_by_any_of_its_names() -> None:
    builtin = load_builtin_catalog()
    catalog = Catalog(
        MemoryCatalog(), builtin.aliases, builtin.whisper_codes, builtin.pause_budgets
    )
    voices = Voices(catalog, ScriptedTutor())
    assert [voice.id for voice in await voices.of("spanish")] == ["tone", "tone-again"]
    with pytest.raises(NotFound, match="klingon") as refused:
        await voices.of("klingon")
    assert refused.value.field == "language_code"
