"""The rung in the mother tongue: there for whom there is a gloss, shown and never spoken."""

from dataclasses import replace

import pytest

from server.protocol.models import Language
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_pack import GLOSSED_LADDER, LADDER
from server.tutors.glosses import KINDS, kind_of
from tests.fakes.lessons import lesson, scenario
from tests.unit.server.tutors.talks import BOOK, ENGLISH


def talk(mother: str) -> Dialogue:
    known = Language(code=mother, label=mother, native_name=mother)
    opened = BOOK.open(replace(lesson(scenario("restaurant")), mother_language=known))
    assert isinstance(opened, Dialogue)
    return opened


def climbed(mother: str, rungs: int) -> list[str]:
    now, texts = talk(mother), []
    for _ in range(rungs):
        now, advice = now.hinted()
        texts.append(advice.text)
    return texts


@pytest.mark.parametrize("mother", ["es", "de-AT", "zh"])
def test_the_gloss_stands_between_the_starter_words_and_the_model(mother: str) -> None:
    texts = climbed(mother, len(GLOSSED_LADDER))
    plain = climbed("en", len(LADDER))
    gloss = ENGLISH.glosses[mother.split("-", maxsplit=1)[0]]["what"]
    assert texts == [*plain[:4], gloss, plain[4]]


def test_without_a_gloss_the_rung_is_left_out() -> None:
    assert climbed("is", len(LADDER)) == climbed("en", len(LADDER))


def test_after_silence_the_gloss_is_shown_and_not_spoken() -> None:
    now = talk("es")
    for _ in range(GLOSSED_LADDER.index("gloss") + 1):
        now = now.after_silence()
    assert now.line.shown == (ENGLISH.glosses["es"]["what"],)
    assert now.line.shown[0] in now.line.sentences
    assert not now.after_silence().line.shown


def test_every_mother_tongue_has_a_gloss_for_every_kind_of_question() -> None:
    assert len(ENGLISH.glosses) >= 12
    for mother, glosses in ENGLISH.glosses.items():
        assert set(glosses) == set(KINDS), mother
        assert len(set(glosses.values())) == len(KINDS), mother


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What would you like to drink?", "what"),
        ("Where do you live?", "where"),
        ("What time do you get up?", "when"),
        ("How old are you?", "how_many"),
        ("How do you feel today?", "how"),
        ("Still or sparkling?", "choice"),
        ("Do you like fish?", "yes_no"),
        ("Which one is it?", "which"),
        ("What is your first question?", "ask"),
        ("Tell me about your day.", "say"),
    ],
)
def test_the_kind_is_read_from_the_questions_words(question: str, kind: str) -> None:
    assert kind_of(question) == kind
