"""The law of rules over parts of speech."""

from typing import Any

import pytest

from server.domain.inflection import Inflection
from server.domain.tagged_rules import TaggedRules

TAGS = {"cat": "ns", "cats": "pP", "old": "aA", "see": "vV", "sees": "zZ", "many": "w", "of": "w"}
INFLECTION = Inflection({"see": ("saw", "seen")}, frozenset(), {})


def rules(*entries: dict[str, Any], **parts: str) -> TaggedRules:
    data = {"parts": parts, "rules": [{"message": "m", "better": None, **e} for e in entries]}
    return TaggedRules(data, lambda word: TAGS.get(word, ""), INFLECTION)


PLURAL = {
    "id": "plural",
    "pattern": "(?P<x>'many' (?P<a><A>?) (?P<n><s>)) (?!<n>)",
    "better": "many [a] [n:plural]",
}


@pytest.mark.parametrize(
    ("text", "span", "better"),
    [
        ("Many cat here.", "Many cat", "Many cats"),
        ("I have many old cat", "many old cat", "many old cats"),
        ("Many, cat", None, None),
        ("many cat cat", None, None),
        ("many cats", None, None),
    ],
)
def test_a_finding_lies_where_the_group_x_matched(
    text: str, span: str | None, better: str | None
) -> None:
    found = rules(PLURAL).find(text)
    assert [(text[lint.start : lint.end], lint.better) for lint in found] == (
        [(span, better)] if span else []
    )


def test_a_form_that_is_no_known_word_is_not_proposed() -> None:
    entry = {"id": "ing", "pattern": "(?P<x>'of' (?P<v><V>))", "better": "of [v:ing]"}
    (lint,) = rules(entry).find("of see")
    assert lint.better is None


def test_pairs_are_a_rule_each_and_keep_the_form_that_was_said() -> None:
    entry = {"id": "p", "pairs": {"talk|talks at": "$ to", "a cats": "cats"}}
    pack = rules(entry)
    assert len(pack.rules) == 2
    assert [lint.better for lint in pack.find("He talks at me. A cats!")] == ["talks to", "Cats"]


def test_a_sentence_begins_after_each_full_stop_and_not_after_a_comma() -> None:
    entry = {"id": "s", "pattern": r"\^/\^\x20 (?P<x><s>)"}
    text = "Cat sees. Cat, cat"
    assert [lint.start for lint in rules(entry).find(text)] == [0, 10]


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "part", "pattern": "@nowhere"},
        {"id": "group", "pattern": "(?P<x><s>)", "better": "[y]"},
        {"id": "form", "pattern": "(?P<x><s>)", "better": "[x:nonsense]"},
    ],
)
def test_a_rule_that_names_what_does_not_exist_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no "):
        rules(entry)
