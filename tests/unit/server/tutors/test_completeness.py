import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.protocol.models import Level
from server.tutors.completeness import completeness


@pytest.mark.parametrize(
    "text",
    [
        "I would like some water, please.",
        "Good evening. I would like some water, thank you.",
        "The bill, please.",
        "Twenty, please",
        "25",
        "What does the fish come with?",
        "How many people are in the team?",
        "When can I start?",
    ],
)
def test_a_polite_request_a_question_or_a_number_hands_the_floor_over(text: str) -> None:
    assert completeness(text, "en", Level.B1, settled=True) == "complete"


@pytest.mark.parametrize(
    "text",
    [
        "I would like the.",
        "I went there because",
        "Yesterday I, um",
        "I want to.",
        "I think that",
        "My name is",
        "I would like some water, and",
        "Well, I was...",
        "It is,",
    ],
)
def test_a_clause_that_must_go_on_is_incomplete(text: str) -> None:
    assert completeness(text, "en", Level.B1, settled=True) == "incomplete"


@pytest.mark.parametrize("text", ["Good evening.", "Hello!", "Yes.", "No, thank you.", "Okay"])
def test_how_an_answer_begins_is_not_its_end(text: str) -> None:
    assert completeness(text, "en", Level.B1, settled=True) == "unknown"


@pytest.mark.parametrize("text", ["", "the water", "in the morning", "tomorrow morning maybe no"])
def test_what_may_go_on_is_unknown(text: str) -> None:
    assert completeness(text, "en", Level.B1, settled=True) != "complete"


@pytest.mark.parametrize(
    "text",
    [
        "When I was young.",
        "I was happy when I was young.",
        "I live in Madrid and my brother.",
        "I like tea, coffee.",
        "It was good. Uh, the thing",
        "Please, I would like some, um, tea please. I think my brother.",
        "Um, a tea, please.",
        "I would like the fish.",
        "Could you bring me the check?",
        "What I like.",
        "How big is the team that I would work?",
        "I am a teacher. Yes.",
    ],
)
def test_what_goes_on_as_often_as_not_is_not_complete(text: str) -> None:
    assert completeness(text, "en", Level.B1, settled=True) != "complete"


@pytest.mark.parametrize("text", ["When can I start?", "The bill, please.", "25"])
def test_words_that_do_not_settle_the_question_are_never_complete(text: str) -> None:
    assert completeness(text, "en", Level.B1, settled=True) == "complete"
    assert completeness(text, "en", Level.B1, settled=False) == "unknown"


@pytest.mark.parametrize("level", [Level.A1, Level.A2])
def test_beginners_are_never_cut_in_a_long_answer(level: Level) -> None:
    text = "I would like to eat the grilled fish, please."
    assert completeness(text, "en", level, settled=True) == "unknown"
    assert completeness(text, "en", Level.B1, settled=True) == "complete"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Quiero el", "es-MX", "incomplete"),
        ("Ich habe das, weil", "de", "incomplete"),
        ("Je voudrais une", "fr", "incomplete"),
        ("Quiero un vaso de agua.", "es", "unknown"),
        ("euh", "sw", "incomplete"),
    ],
)
def test_other_languages_know_only_what_must_go_on(text: str, language: str, expected: str) -> None:
    assert completeness(text, language, Level.B1, settled=True) == expected


@given(st.text(max_size=300), st.sampled_from(["en", "es", "zh", "xx"]))
def test_any_text_has_an_answer(text: str, language: str) -> None:
    assert completeness(text, language, Level.A2, settled=True) in (
        "complete",
        "incomplete",
        "unknown",
    )
