"""Finds the forms of a lesson in a learner's turn: right uses, and slips with repair. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.evidence import Lint
from server.domain.grammar_rules import RulePack
from server.tutors.modes.grammar_lesson import GrammarLesson
from server.tutors.modes.quoting import around, gapped, trimmed


@dataclass(frozen=True, slots=True)
class Use:
    """A right use of a form, quoted with a few words around it."""

    form: str
    quote: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong use.

    Attributes:
        said, better: the piece with a few words around it, as said and mended.
        wrong, right: the piece alone.
        gap: `better` without the words in question, `missing`; empty where nothing is to be added.
    """

    form: str
    said: str
    better: str
    wrong: str
    right: str
    gap: str
    missing: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One turn read."""

    text: str
    uses: tuple[Use, ...] = ()
    slips: tuple[Slip, ...] = ()


class FormReader:
    """The compiled detectors of a lesson."""

    def __init__(self, lesson: GrammarLesson, tables: Mapping[str, Any]) -> None:
        """Compiles.

        Args:
            tables: the words and rules of `resources/grammar/en.json`.

        Raises:
            ValueError: a pattern names a class, a form or a rule that does not exist.
        """
        words = {**tables, "classes": tables["classes"] | lesson.classes}
        known: dict[str, list[dict[str, Any]]] = {}
        for rule in tables["rules"]:
            known.setdefault(rule["id"], []).append(rule)
        wrong: list[dict[str, Any]] = []
        self._right: dict[str, RulePack] = {}
        for name, form in lesson.forms.items():
            if missing := set(form.known) - set(known):
                raise ValueError(f"{lesson.slug}: no rules {sorted(missing)} in en.json")
            own = [mistake.model_dump(exclude_none=True) for mistake in form.wrong]
            theirs = [rule for key in form.known for rule in known[key] if rule["better"]]
            wrong += [{**rule, "id": name, "message": ""} for rule in (*own, *theirs)]
            right = [{"id": name, "pattern": p, "better": None, "message": ""} for p in form.right]
            self._right[name] = RulePack({**words, "rules": right})
        self._wrong = RulePack({**words, "rules": wrong})

    def read(self, text: str) -> Heard:
        """Right uses in the order of the lesson's forms, slips in the order they were said."""
        lints = self._wrong.find(text, "en")
        uses = [
            Use(name, _quote(text, found))
            for name, pack in self._right.items()
            for found in pack.find(text, "en")
            if not any(_overlap(found, lint) for lint in lints)
        ]
        return Heard(text, tuple(dict.fromkeys(uses)), tuple(_slip(text, lint) for lint in lints))


def _quote(text: str, found: Lint) -> str:
    start, end = around(text, found.start, found.end, before=2, after=3)
    return trimmed(text[start:end])


def _slip(text: str, lint: Lint) -> Slip:
    start, end = around(text, lint.start, lint.end)
    right = lint.better or ""
    said = trimmed(text[start:end])
    better = trimmed(text[start : lint.start] + right + text[lint.end : end])
    gap, missing = gapped(said, better)
    wrong = text[lint.start : lint.end]
    return Slip(lint.rule, said, better, wrong, right, gap, trimmed(missing))


def _overlap(one: Lint, other: Lint) -> bool:
    return one.start < other.end and other.start < one.end
