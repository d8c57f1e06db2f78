"""The law of the grammar bench: what counts as a change, and what is counted."""

import pytest

from tests.bench.grammar import changed, measure, whole


def test_a_line_of_tokens_becomes_a_sentence() -> None:
    assert whole("I do n't know , do you ? ") == "I don't know, do you?"


@pytest.mark.parametrize(
    ("source", "reference"),
    [
        ("I like tecnology.", "I like technology!"),
        ("yes we know", "Yes, we know."),
        ("He is my class mate.", "He is my classmate."),
    ],
)
def test_spelling_and_punctuation_are_no_change(source: str, reference: str) -> None:
    assert not changed(source, reference)


@pytest.mark.parametrize(
    ("source", "reference"),
    [("He go home.", "He goes home."), ("I have car.", "I have a car."), ("the house", "a house")],
)
def test_another_form_or_word_is_a_change(source: str, reference: str) -> None:
    assert changed(source, reference)


def test_only_changed_sources_and_every_reference_count() -> None:
    sources = ["He don't know.", "She is here.", "He went home now."]
    references = [["He doesn't know.", "She is here.", "He has gone home."], sources[:]]
    result = measure(sources, references)
    assert (result.figures.wrong_sentences, result.figures.right_sentences) == (2, 6)
    assert result.figures.flagged == pytest.approx(1 / 2)
    assert result.figures.false_alarms == pytest.approx(1 / 6)
    assert result.hits["agree.dont"] == result.alarms["agree.dont"] == 1


def test_files_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="as many lines"):
        measure(["One."], [["One.", "Two."]])
