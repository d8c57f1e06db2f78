import pytest

from server.tutors.text_patterns import Pattern, place_of, spaced, tokens


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("the bill", "Can I have the bill, please?", True),
        ("the bill", "the billing", False),
        ("allerg~ to", "I'm allergic to nuts", True),
        ("can|could * bill", "Could we please have the bill", True),
        ("can * bill", "can one two three four five bill", False),
        ("a? water", "water", True),
        ("^ yes", "oh yes", False),
        ("^ yes $", "Yes!", True),
        ("{dish} is cold", "The grilled fish is cold", True),
        ("don't know", "I don\u2019t know", True),
    ],
)
def test_patterns_find_words_in_order(pattern: str, text: str, found: bool) -> None:
    compiled = Pattern(pattern, {"dish": ["fish", "grilled fish"]})
    assert compiled.found(spaced(tokens(text))) is found


@pytest.mark.parametrize("pattern", ["", "{drink}"])
def test_a_pattern_that_can_never_work_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"slot|word"):
        Pattern(pattern, {"dish": ["fish"]})


def test_a_negated_thing_has_no_place() -> None:
    words = tokens("I don't want fish, I want the grilled fish")
    assert place_of(words, "grilled fish") == words.index("grilled")
    assert place_of(tokens("no fish"), "fish") is None
    assert place_of(tokens("no fish"), "fish", even_negated=True) == 1


def test_words_keep_apostrophes_hyphens_and_scripts() -> None:
    assert tokens("I'm well-known, caf\u00e9! \u4f60\u597d \u0645\u0627\u0621") == [
        "i'm",
        "well-known",
        "caf\u00e9",
        "\u4f60\u597d",
        "\u0645\u0627\u0621",
    ]
