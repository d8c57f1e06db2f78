"""The law of the rule pack: errors are found and put right, what is right is left alone."""

import json
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import Lint
from server.domain.grammar_rules import RulePack, without_overlaps

DATA: dict[str, Any] = json.loads(
    (files("resources") / "grammar" / "en.json").read_text(encoding="utf-8")
)
PACK = RulePack(DATA)


def mended(text: str, tag: str = "en") -> str:
    """The text with every finding replaced."""
    for lint in reversed(PACK.find(text, tag)):
        assert lint.better is not None, lint
        text = text[: lint.start] + lint.better + text[lint.end :]
    return text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("I am agree with you.", "I agree with you."),
        ("It depends of the weather.", "It depends on the weather."),
        ("He explained me the problem.", "He explained the problem to me."),
        ("Every students must come.", "Every student must come."),
        ("What means this word?", "What does this word mean?"),
        ("If I will have time, I will call you.", "If I have time, I will call you."),
        ("If I would have money, I would travel.", "If I had money, I would travel."),
        ("I have 25 years old.", "I am 25 years old."),
        ("She is married with a doctor.", "She is married to a doctor."),
        ("Yesterday I go to the park.", "Yesterday I went to the park."),
        ("I go to Paris last year.", "I went to Paris last year."),
        ("me want the the food", "I want the food"),
        ("she go home", "she goes home"),
        ("he don't like it", "he doesn't like it"),
        ("I am work in a bank", "I work in a bank"),
        ("I live in Berlin since ten years.", "I have lived in Berlin for ten years."),
        ("I want that you come early.", "I want you to come early."),
        ("She doesn't likes it.", "She doesn't like it."),
        ("I can to swim.", "I can swim."),
        ("I have two child.", "I have two children."),
        ("Where you work?", "Where do you work?"),
        ("I don't know nothing.", "I don't know anything."),
        ("He is more tall than me.", "He is taller than me."),
        ("I bought a car red.", "I bought a red car."),
        ("There is many people here.", "There are many people here."),
        ("I need some informations.", "I need some information."),
        ("I thinked about it.", "I thought about it."),
    ],
)
def test_a_typical_error_is_found_and_put_right(wrong: str, right: str) -> None:
    assert mended(wrong) == right
    assert PACK.find(right, "en") == ()


@pytest.mark.parametrize(
    "text",
    [
        "I don't know if I will go.",
        "Do you know when he will come?",
        "I think he came yesterday.",
        "I'm married with two children.",
        "I have two years of experience.",
        "She has been here since two o'clock.",
        "What you said is true.",
        "He and I are friends.",
        "Let him go home.",
        "It made my mother cry.",
        "I know what you are like.",
        "Is it very hot today?",
        "We talked about everything before going out.",
        "The people of my country are kind.",
        "I was there for three days, and then I went home.",
        "Would you like a table for two?",
        "The house I live in is old.",
        "He put his bag on the table.",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert PACK.find(text, "en") == ()


def test_what_a_region_says_is_no_error_there() -> None:
    text = "What is your good name?"
    assert PACK.find(text, "en-IN") == ()
    assert mended(text, "en-GB") == "What is your name?"


def test_names_keep_their_capitals() -> None:
    assert mended("I have been to Paris last year.") == "I went to Paris last year."


@given(st.text(max_size=80))
def test_any_text_gives_findings_inside_it_in_order_without_overlap(text: str) -> None:
    last = 0
    for lint in PACK.find(text, "en"):
        assert last <= lint.start < lint.end <= len(text)
        assert lint.better != text[lint.start : lint.end]
        last = lint.end


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=12))
def test_overlapping_findings_leave_the_first(spans: list[tuple[int, int]]) -> None:
    lints = [Lint(start, start + size, "r", "m", None) for start, size in spans]
    kept = without_overlaps(lints)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    assert all(any(k.start < i.end and i.start < k.end for k in kept) for i in lints)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"pattern": "@nobody go"}, "nobody"),
        ({"better": "[v:nothing]"}, "nothing"),
        ({"better": "[x]"}, "x"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused(change: dict[str, str], names: str) -> None:
    rule = {"id": "r", "pattern": "(?P<v>go)", "better": "[v]", "message": "m", **change}
    with pytest.raises(ValueError, match=names):
        RulePack({**DATA, "rules": [rule]})
