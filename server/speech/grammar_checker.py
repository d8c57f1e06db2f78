"""Grammar of English text: our own rules for learners' errors, then Harper's general ones.

Both read speech as the recognizer wrote it, so what only concerns writing (capitals, spelling,
punctuation) is no finding.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import harper

from server.domain.evidence import Lint
from server.domain.grammar_rules import RulePack, without_overlaps
from server.domain.tagged_rules import TaggedRules
from server.speech.word_tags import WordTags

KEPT_KINDS = frozenset(("Agreement", "Grammar", "Usage", "Miscellaneous"))
_LONE_I = re.compile(r"\bi\b(?=$|[\s'\u2019.,;:!?])")
_LETTERS = re.compile(r"[^a-z]+")


def covers(language: str) -> bool:
    """Whether there is a checker for a base language code."""
    return language == "en"


@cache
def english_pack() -> RulePack:
    """Our rules over words."""
    return RulePack(_resource("en.json"))


@cache
def english_tagged_rules() -> TaggedRules:
    """Our rules over parts of speech."""
    data, inflection = _resource("en_tagged.json"), english_pack().inflection
    return TaggedRules(data, WordTags(data, inflection).of, inflection)


def _resource(name: str) -> dict[str, Any]:
    source = files("resources") / "grammar" / name
    data: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return data


class GrammarChecker:
    """Checks English; not for use by two threads at once."""

    def __init__(self) -> None:
        self._pack = english_pack()
        self._tagged = english_tagged_rules()
        self._linters: dict[harper.Dialect, harper.Linter] = {}

    def check(self, text: str, tag: str) -> tuple[Lint, ...]:
        """Findings in order, none overlapping; our rules win where both find something.

        Args:
            tag: language tag with its region ("en-GB"), for the dialect.
        """
        ours = without_overlaps_of(self._pack.find(text, tag), self._tagged.find(text))
        return without_overlaps_of(ours, self._general(text, tag))

    def _general(self, text: str, tag: str) -> tuple[Lint, ...]:
        written = _LONE_I.sub("I", text)
        written = written[:1].upper() + written[1:] if len(written[:1].upper()) == 1 else written
        linter = self._linter(tag)
        found = linter.lint(written, language=harper.Language.PLAINTEXT)
        return tuple(self._lint(lint) for lint in found if self._is_error(lint))

    @staticmethod
    def _is_error(lint: harper.Lint) -> bool:
        """An error of speech that Harper is sure enough of to say better."""
        if lint.lint_kind not in KEPT_KINDS or not lint.suggestions:
            return False
        suggestion = lint.suggestions[0]
        if suggestion.kind is not harper.SuggestionKind.REPLACE:
            return True
        before, after = lint.problem_text.lower(), suggestion.replacement_text.lower()
        return _LETTERS.sub("", before) != _LETTERS.sub("", after)

    @staticmethod
    def _lint(lint: harper.Lint) -> Lint:
        suggestion = lint.suggestions[0]
        better = {
            harper.SuggestionKind.REPLACE: suggestion.replacement_text,
            harper.SuggestionKind.REMOVE: "",
            harper.SuggestionKind.INSERT_AFTER: lint.problem_text + suggestion.replacement_text,
        }[suggestion.kind]
        rule = f"harper.{lint.lint_kind.lower()}"
        return Lint(lint.span.start, lint.span.end, rule, lint.message, better)

    def _linter(self, tag: str) -> harper.Linter:
        dialect = {
            "en-GB": harper.Dialect.BRITISH,
            "en-AU": harper.Dialect.AUSTRALIAN,
            "en-CA": harper.Dialect.CANADIAN,
            "en-IN": harper.Dialect.INDIAN,
        }.get(tag, harper.Dialect.AMERICAN)
        if dialect not in self._linters:
            self._linters[dialect] = harper.Linter(dialect)
        return self._linters[dialect]


def without_overlaps_of(first: tuple[Lint, ...], second: tuple[Lint, ...]) -> tuple[Lint, ...]:
    """All of the first findings and those of the second that touch none of them, in order."""
    free = [
        lint
        for lint in second
        if all(lint.end <= kept.start or lint.start >= kept.end for kept in first)
    ]
    return tuple(sorted((*first, *without_overlaps(free)), key=lambda lint: lint.start))
