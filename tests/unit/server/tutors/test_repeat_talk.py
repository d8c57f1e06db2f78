"""Listen, repeat, read: in every language without dialogues."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.protocol.models import Language
from server.storage.builtin_catalog import load_builtin_catalog
from server.tutors.alike import letters, likeness
from server.tutors.phrasebook import Phrasebook
from server.tutors.repeat_talk import READ, SLOW, RepeatTalk
from tests.fakes.lessons import lesson
from tests.unit.server.tutors.talks import BOOK

CATALOGUE = [language.code for language in load_builtin_catalog().languages]
WITHOUT_DIALOGUES = [code for code in CATALOGUE if code not in BOOK.languages]


def practice(code: str = "nl", mother: str = "en") -> RepeatTalk:
    known = Language(code=mother, label=mother, native_name=mother)
    opened = BOOK.open(replace(lesson(None, language=code), mother_language=known))
    assert isinstance(opened, RepeatTalk)
    return opened


def asked(talk: RepeatTalk) -> str:
    return talk.suggestions().replies[0]


@pytest.mark.parametrize("code", WITHOUT_DIALOGUES)
def test_every_language_is_practised_to_its_goodbye(code: str) -> None:
    talk, steps = practice(code), 0
    *phrases, goodbye = BOOK.phrasebook.phrases[code]
    heard = []
    while not talk.line.closing:
        heard += [text for text in talk.line.sentences if text not in talk.line.shown]
        talk, steps = talk.after(asked(talk)), steps + 1
    assert steps == len(phrases) + READ
    assert heard == phrases
    assert talk.line.sentences[-1] == goodbye
    assert f"{len(phrases)} of {len(phrases)}" in talk.line.text


@pytest.mark.parametrize("code", WITHOUT_DIALOGUES)
def test_no_phrase_passes_for_another(code: str) -> None:
    *phrases, goodbye = BOOK.phrasebook.phrases[code]
    talk = practice(code)
    for phrase in phrases:
        for other in {*phrases, goodbye} - {phrase}:
            assert talk.after(other).step == talk.step, (phrase, other)
        talk = talk.after(phrase)


def test_what_stands_around_a_phrase_is_in_the_mother_tongue_and_not_spoken() -> None:
    opened = practice(mother="de")
    assert opened.line.sentences == ("Hör zu und sprich nach.", "Hallo.", "(Hallo.)")
    assert opened.line.shown == ("Hör zu und sprich nach.", "(Hallo.)")


def test_another_phrase_is_said_again_slowly_then_left_and_named_at_the_end() -> None:
    talk = practice().after("Waar is de kat")
    assert (talk.line.speed, talk.line.facts[0].outcome) == (SLOW, "wrong")
    assert "I heard something else." in talk.line.sentences
    talk = talk.after("Waar is de kat")
    assert asked(talk) == "Goedemorgen."
    while not talk.line.closing:
        talk = talk.after("Waar is de kat")
    assert "0 of 10" in talk.line.text
    assert "Practise this one again: Hallo." in talk.line.sentences


def test_a_phrase_nearly_right_tells_what_was_heard() -> None:
    talk = practice().after("Hallo.").after("Goedem.")
    assert talk.line.sentences[:2] == ("Almost.", "I heard: Goedem.")


def test_a_phrase_right_at_the_second_try_is_noted_as_helped() -> None:
    talk = practice().after("Kat").after("Hallo!")
    assert [fact.outcome for fact in talk.line.facts] == ["helped"]


def test_the_goodbye_closes_at_any_time() -> None:
    assert practice().after("Hallo").after("Tot ziens").line.closing


def test_reading_has_no_model() -> None:
    talk = practice()
    for _ in range(10):
        talk = talk.after(asked(talk))
    assert talk.line.shown == talk.line.sentences
    assert talk.after("").line.shown == talk.after("").line.sentences


def test_an_answer_to_other_words_brings_the_phrase_back() -> None:
    talk = practice().worded(("Hoe was je dag?",)).after("Goed, dank je.")
    assert (asked(talk), talk.tried) == ("Hallo.", 0)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("goeie more", "Goeie môre."),
        ("καλημερα", "Καλημέρα."),
        ("नमस्ते", "नमस्ते।"),
        ("元気ですありがとう", "元気です、ありがとう。"),
    ],
)
def test_case_accents_and_punctuation_do_not_count(said: str, meant: str) -> None:
    assert likeness(said, meant) > 0.9


def test_vowel_signs_count() -> None:
    assert letters("कि") != letters("का")


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_a_text_is_like_itself(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_words_are_answered(texts: list[str]) -> None:
    talk = practice("hi")
    for text in texts:
        talk = talk.after(text)
        assert talk.line.sentences


def test_a_phrasebook_with_a_hole_is_refused() -> None:
    data = BOOK.phrasebook.model_dump()
    data["phrases"]["nl"] = ("Hallo.",)
    with pytest.raises(ValueError, match="phrases of 'nl': 11 texts"):
        Phrasebook.model_validate(data)
