"""A pack of grammar rules: patterns over a text that find a learner's error and say it right.

A pattern is a regular expression over lower-case text, between word boundaries. `@name` stands for
any word of a class; `@start` for the beginning of a sentence. What to say instead is a text in
which `[group]` is what a group matched and `[group:form]` a form of it: past, third, ing, base,
plural, singular, participle, a (with its article), present/other (agreeing with another group), or
a table of the pack. `[a,b:form]` joins two groups first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.evidence import Lint
from server.domain.inflection import Inflection

_CLASS = re.compile(r"@([a-z_]+)")
_SLOT = re.compile(r"\[([a-z,]+)(?::([a-z_]+)(?:/([a-z]+))?)?\]")
_START = r"(?:^|(?<=[.!?;:] )|(?<=\byes, )|(?<=\bno, )|(?<=\bwell, ))"
_THIRD_PERSON = re.compile(r"(?:he|she|it|my \w+|his \w+|her \w+|our \w+)$")
_ALWAYS_CAPITAL = re.compile(r"\bi\b(?=$|[ '])")


@dataclass(frozen=True, slots=True)
class GrammarRule:
    """One rule, compiled.

    Attributes:
        unless: a text that contains this is left alone.
        not_in: language tags in which it is no error.
    """

    id: str
    pattern: re.Pattern[str]
    better: str | None
    message: str
    unless: re.Pattern[str] | None
    not_in: frozenset[str]


class RulePack:
    """The rules of a language."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Compiles a pack from its data (`resources/grammar/en.json`).

        Raises:
            ValueError: a rule names a class, a form or a group that does not exist.
        """
        verbs = {base: forms.split() for base, forms in data["verbs"].items()}
        doubling = frozenset(data["doubling"].split())
        regular = Inflection({}, doubling, {}).regular_past
        self.inflection = Inflection(
            {b: (f[0], f[1]) if f else (regular(b), regular(b)) for b, f in verbs.items()},
            doubling,
            data["plurals"],
        )
        self._forms: dict[str, dict[str, str]] = data["forms"]
        self._classes = {name: words.split() for name, words in data["classes"].items()}
        self._classes.update(self._verb_classes())
        self.rules = tuple(self._rule(entry) for entry in data["rules"])

    def find(self, text: str, tag: str) -> tuple[Lint, ...]:
        """Errors in a text, in order, not overlapping: where two rules meet, the one that begins
        earlier, then the one listed earlier, is kept.

        Args:
            tag: the language to learn with its region ("en-IN"), for what is right there.
        """
        low = text.lower().replace("\u2019", "'")
        if len(low) != len(text):
            low = text
        found = [lint for rule in self.rules for lint in self._matches(rule, low, text, tag)]
        return without_overlaps(found)

    def _matches(self, rule: GrammarRule, low: str, text: str, tag: str) -> Iterable[Lint]:
        if tag in rule.not_in or (rule.unless is not None and rule.unless.search(low)):
            return
        for match in rule.pattern.finditer(low):
            better = None if rule.better is None else self._fill(rule.better, match, text)
            if better is not None:
                better = _ALWAYS_CAPITAL.sub("I", better)
                if _begins_with_capital(text, match.start()):
                    better = better[:1].upper() + better[1:]
            if better != text[match.start() : match.end()]:
                yield Lint(match.start(), match.end(), rule.id, rule.message, better)

    def _fill(self, template: str, match: re.Match[str], text: str) -> str:
        def slot(found: re.Match[str]) -> str:
            names, form, other = found.groups()
            if form is None:
                return "".join(_as_written(text, match, name) for name in names.split(","))
            word = "".join(match[name] or "" for name in names.split(","))
            return self._form(word, form, match[other] if other else None)

        return " ".join(_SLOT.sub(slot, template).split())

    def _form(self, word: str, form: str, other: str | None) -> str:
        if form in self._forms:
            table = self._forms[form]
            return table.get(word, table.get("*", word))
        inflect = self.inflection
        match form:
            case "present":
                third = other is not None and _THIRD_PERSON.match(other) is not None
                return inflect.third(word) if third else inflect.base(word)
            case "a":
                return inflect.with_article(word)
            case "a_singular":
                return inflect.with_article(inflect.singular(word))
            case _:
                made: str = getattr(inflect, form)(word)
                return made

    def _verb_classes(self) -> dict[str, list[str]]:
        verbs, inflect = self.inflection.verbs, self.inflection
        changing = [base for base, forms in verbs.items() if forms[0] != base]
        third = [inflect.third(base) for base in verbs]
        return {
            "base": list(verbs),
            "base_changing": changing,
            "third": third,
            "third_only": third,
            "past_only": [verbs[base][0] for base in changing],
            "participle": [forms[1] for forms in verbs.values()],
        }

    def _rule(self, entry: Mapping[str, Any]) -> GrammarRule:
        source = self._expand(entry["pattern"])
        better, unless = entry["better"], entry.get("unless")
        pattern = re.compile(rf"(?<![\w'])(?:{source})(?!\w|'[a-z])")
        self._check(entry["id"], better, pattern)
        return GrammarRule(
            entry["id"],
            pattern,
            better,
            entry["message"],
            re.compile(self._expand(unless)) if unless else None,
            frozenset(entry.get("not_in", ())),
        )

    def _expand(self, source: str) -> str:
        def words(found: re.Match[str]) -> str:
            if found[1] not in self._classes:
                raise ValueError(f"no class @{found[1]} in the rule pack: add it to its classes")
            longest_first = sorted(self._classes[found[1]], key=len, reverse=True)
            return "(?:" + "|".join(word.replace("_", " ") for word in longest_first) + ")"

        # @start stands directly before a word or a group, so it is replaced before the classes.
        return _CLASS.sub(words, source.replace("@start", _START))

    def _check(self, rule: str, better: str | None, pattern: re.Pattern[str]) -> None:
        for names, form, other in _SLOT.findall(better or ""):
            known = {"present", "a", "a_singular", "past", "third", "ing", "base"}
            known |= {"plural", "singular", "participle", *self._forms}
            if form and form not in known:
                raise ValueError(f"rule {rule}: no form {form!r}; use one of {sorted(known)}")
            for name in (*names.split(","), *([other] if other else ())):
                if name not in pattern.groupindex:
                    raise ValueError(f"rule {rule}: the pattern has no group {name!r}")


def _as_written(text: str, match: re.Match[str], group: str) -> str:
    """What a group matched, without the capital that only its place at the beginning gave it."""
    start, end = match.span(group)
    if start == match.start() and text[start : start + 1].isupper():
        return match[group]
    return text[start:end]


def _begins_with_capital(text: str, start: int) -> bool:
    """Whether the replacement must begin with a capital: the text did, and not because of "I"."""
    opens_sentence = text[:start].rstrip()[-1:] in ("", ".", "!", "?")
    return text[start].isupper() and (opens_sentence or text[start : start + 2].strip(" '") != "I")


def without_overlaps(lints: Iterable[Lint]) -> tuple[Lint, ...]:
    """Findings in order of place; where some overlap, the first to begin, then the first given."""
    kept: list[Lint] = []
    for lint in sorted(lints, key=lambda lint: lint.start):
        if not kept or lint.start >= kept[-1].end:
            kept.append(lint)
    return tuple(kept)
