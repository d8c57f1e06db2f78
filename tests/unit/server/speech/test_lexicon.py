"""The law of words: only lists that are really of the language are asked."""

import pytest
import wordfreq
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from server.speech.lexicon import Lexicon, coverage


def share(text: str, language: str) -> float:
    value = Lexicon(language).target_share(text)
    assert value is not None
    return value


@pytest.mark.parametrize("language", ["af", "gl"])
def test_a_neighbours_word_list_is_never_asked(language: str) -> None:
    assert "wordfreq" not in coverage().get(language, {})
    assert Lexicon(language).target_share("Ek wil graag eet") is None
    assert all(lexeme.zipf is None for lexeme in map(Lexicon(language).lexeme, ["wil", "eet"]))


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "th"])
def test_a_language_without_spaces_is_not_covered(language: str) -> None:
    assert Lexicon(language).words("我想吃饭") == []


def test_every_listed_name_is_one_the_packages_know() -> None:
    lists = {code for size in ("small", "large") for code in wordfreq.available_languages(size)}
    for language, names in coverage().items():
        assert names, language
        assert names.get("wordfreq", "en") in lists | {"hr", "sr", "bs", "sh"}
        assert names.get("simplemma", "en") in SUPPORTED_LANGUAGES


@pytest.mark.parametrize("language", ["hr", "fil", "vi"])
def test_a_language_under_another_name_gives_words_with_what_is_covered(language: str) -> None:
    lexeme = Lexicon(language).lexeme("radio")
    assert lexeme.lemma
    assert (lexeme.zipf is not None) == ("wordfreq" in coverage()[language])


def test_english_forms_have_lemma_frequency_and_band() -> None:
    lexeme = Lexicon("en").lexeme("teaches")
    assert (lexeme.text, lexeme.lemma, lexeme.cefr) == ("teaches", "teach", "A1")
    assert lexeme.zipf == pytest.approx(4.1, abs=0.5)
    assert Lexicon("en").lexeme("unprecedented").cefr == "C1"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quiero una mesa para dos personas", "es"),
        ("Ich möchte einen Tisch für zwei", "de"),
        ("Je voudrais une table pour deux", "fr"),
        ("I would like a table for two please", "en"),
        ("Hello my name is Juan and I am from Oaxaca", "en"),
    ],
)
def test_words_belong_to_their_own_language_and_not_to_another(text: str, language: str) -> None:
    assert share(text, language) >= 0.8
    for other in {"en", "es", "de", "fr"} - {language}:
        assert share(text, other) < 0.5


def test_hesitations_are_no_words() -> None:
    assert Lexicon("en").words("Um, I uh like it") == ["I", "like", "it"]
