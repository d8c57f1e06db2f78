"""The law of the English checker, on learners' sentences and on right ones."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from server.speech.grammar_checker import GrammarChecker

# Of the rest most can be told only by their context.
LEAST_FLAGGED = 0.80


@pytest.fixture(scope="module")
def checker() -> GrammarChecker:
    return GrammarChecker()


@pytest.mark.corpus
def test_most_mother_tongue_errors_are_flagged_and_no_right_sentence_is(
    checker: GrammarChecker, shared_data: Path
) -> None:
    with (shared_data / "l1_transfer_en.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["pattern_id"].startswith("sound.")]
    flagged = sum(bool(checker.check(row["wrong_example"], "en")) for row in rows)
    alarms = [row["right_example"] for row in rows if checker.check(row["right_example"], "en")]
    assert len(rows) == 202
    assert alarms == []
    assert flagged / len(rows) >= LEAST_FLAGGED


@pytest.mark.corpus
def test_sentences_that_experts_corrected_are_rarely_flagged(
    checker: GrammarChecker, shared_data: Path
) -> None:
    corpus = shared_data / "jfleg-dev"
    share = {}
    for name in ("dev.src", "dev.ref0"):
        lines = (corpus / name).read_text(encoding="utf-8").splitlines()[:200]
        whole = [line.replace(" n't", "n't").replace(" '", "'") for line in lines]
        share[name] = sum(bool(checker.check(line, "en")) for line in whole) / len(whole)
    assert share["dev.ref0"] <= 0.05
    assert share["dev.src"] >= 2 * share["dev.ref0"]


def test_our_rule_wins_over_the_general_one(checker: GrammarChecker) -> None:
    (lint,) = checker.check("She go to school yesterday.", "en")
    assert (lint.rule, lint.better) == ("tense.past_unmarked", "She went to school yesterday")


@pytest.mark.parametrize("text", ["i like you", "hello my name is juan", "i am from spain"])
def test_what_only_concerns_writing_is_no_finding(checker: GrammarChecker, text: str) -> None:
    assert checker.check(text, "en") == ()


def test_findings_do_not_overlap_and_lie_in_the_text(checker: GrammarChecker) -> None:
    text = "me want the the food is and he don't have no time since two year"
    found = checker.check(text, "en")
    assert len(found) >= 3
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= lint.start < lint.end <= len(text) for lint in found)


@pytest.mark.parametrize(
    ("text", "rule", "better"),
    [
        ("He speaks various dialect well.", "noun.plural_after_count", "various dialects"),
        ("The professor oppose the idea.", "agree.singular_base", "The professor opposes"),
        ("It is inferior than mine.", "prep.adjective", "inferior to"),
        ("She focuses in the task.", "prep.verb", "focuses on"),
        ("In the other hand it is cheap.", "prep.phrase", "On the other hand"),
        ("We will able to go.", "verb.be_after_modal", "will be able"),
        ("They are thinking about create a club.", "verb.ing_after_prep", "about creating"),
    ],
)
def test_words_are_judged_by_what_they_can_be(
    checker: GrammarChecker, text: str, rule: str, better: str
) -> None:
    assert [(lint.rule, lint.better) for lint in checker.check(text, "en")] == [(rule, better)]


@pytest.mark.parametrize(
    "text",
    [
        "She is not able to come.",
        "We have several problem solvers.",
        "I let the professor oppose it.",
        "The night is meant for sleep.",
    ],
)
def test_what_only_looks_like_an_error_is_no_finding(checker: GrammarChecker, text: str) -> None:
    assert checker.check(text, "en") == ()
