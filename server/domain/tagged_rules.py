"""Grammar rules over words with their possible parts of speech, where a list of words is too short.

A text becomes a line of tokens `word/tags `, each sentence begun by `^/^ `. A pattern is a regular
expression in which `<s>` is a token that carries the tag s, `<.>` any word, `'a|b'` one of these
words, `@name` a part of the pack; spaces mean nothing. Tags are letters:

    n p v z d b g a r   can be: noun, plural, base verb, -s verb, past, participle, -ing, adjective,
                        adverb
    s P V Z D B A       is only: countable singular, plural, base verb, -s verb, irregular past,
                        irregular participle, adjective
    u                   a noun that is not counted
    # , .               a number, a comma or the like, the end of a sentence

The group `x` is the finding (else the whole match). What to say instead is written as in
`server.domain.grammar_rules`; forms are base, third, ing, participle, past, plural and singular.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.evidence import Lint
from server.domain.inflection import Inflection

Tagger = Callable[[str], str]
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*|[^\s\w]")
_MACRO = re.compile(r"(?<!\?P)<(\S)>|'([^']+)'|@([a-z_]+)")
_SLOT = re.compile(r"\[([a-z]+)(?::([a-z]+))?\]")
_FORMS = frozenset(("base", "third", "ing", "participle", "past", "plural", "singular"))
_ENDS = frozenset(".!?;:")
_ALL_WORDS = r"[^/ ^,.]+/\S* "


@dataclass(frozen=True, slots=True)
class TaggedRule:
    """One rule, compiled."""

    id: str
    pattern: re.Pattern[str]
    better: str | None
    message: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A text as tokens; `places` leads from a token's offset in `line` to its span in the text."""

    line: str
    places: Mapping[int, tuple[int, int]]


class TaggedRules:
    """The tagged rules of a language."""

    def __init__(self, data: Mapping[str, Any], tag: Tagger, inflection: Inflection) -> None:
        """Compiles the rules.

        Args:
            data: `parts` (names of pieces of pattern) and `rules`.
            tag: the tags of a lower-case word; empty for one it does not know.

        Raises:
            ValueError: a rule names a part, a form or a group that does not exist.
        """
        self._tag = tag
        self._inflection = inflection
        self._parts: dict[str, str] = data["parts"]
        self.rules = tuple(rule for entry in data["rules"] for rule in self._rules(entry))

    def find(self, text: str) -> tuple[Lint, ...]:
        """Findings in order of rules; they may overlap."""
        tokens = self._tokens(text)
        return tuple(lint for rule in self.rules for lint in self._matches(rule, tokens, text))

    def _tokens(self, text: str) -> _Line:
        line, places, begins = "", {}, True
        for found in _TOKEN.finditer(text):
            word = found[0].lower().replace("\u2019", "'")
            if not word[0].isalnum():
                line += "./. " if word in _ENDS else ",/, "
                begins = begins or word in _ENDS
                continue
            if begins:
                line, begins = line + "^/^ ", False
            places[len(line)] = found.span()
            line += f"{word}/{self._tag(word)} "
        return _Line(line, places)

    def _matches(self, rule: TaggedRule, tokens: _Line, text: str) -> Iterable[Lint]:
        for match in rule.pattern.finditer(tokens.line):
            group = "x" if "x" in rule.pattern.groupindex else 0
            first, last = match.span(group)
            spans = [span for at, span in tokens.places.items() if first <= at < last]
            if not spans:
                continue
            start, end = spans[0][0], spans[-1][1]
            better = None if rule.better is None else self._fill(rule.better, match, tokens, text)
            if better is not None and text[start].isupper():
                better = better[:1].upper() + better[1:]
            if better != text[start:end]:
                yield Lint(start, end, rule.id, rule.message, better)

    def _fill(self, template: str, match: re.Match[str], tokens: _Line, text: str) -> str | None:
        """What to say instead; None where a form is not a known word."""
        sure = True

        def slot(found: re.Match[str]) -> str:
            nonlocal sure
            first, last = match.span(found[1])
            spans = [span for at, span in tokens.places.items() if first <= at < last]
            if not spans:
                return ""
            word = text[spans[0][0] : spans[-1][1]]
            if found[2] is None:
                return word if word == "I" or word.isupper() else word[:1].lower() + word[1:]
            form: str = getattr(self._inflection, found[2])(word.lower())
            sure = sure and bool(self._tag(form))
            return form

        filled = " ".join(_SLOT.sub(slot, template).split())
        return filled if sure else None

    def _rules(self, entry: Mapping[str, Any]) -> Iterable[TaggedRule]:
        """The rule of an entry, or one for each of its `pairs` of wrong words and right ones, where
        the first wrong word may be a choice and `$` stands for it.
        """
        if "pairs" not in entry:
            yield self._rule(entry)
            return
        for wrong, right in entry["pairs"].items():
            first, *rest = (rf"(?:{word})/\S*\x20" for word in wrong.split())
            pattern = f"(?P<x>(?P<h>{first}){''.join(rest)})"
            yield self._rule({**entry, "pattern": pattern, "better": right.replace("$", "[h]")})

    def _rule(self, entry: Mapping[str, Any]) -> TaggedRule:
        pattern = re.compile("(?:(?<= )|^)" + self._expand(entry["pattern"]))
        for name, form in _SLOT.findall(entry["better"] or ""):
            if name not in pattern.groupindex or (form and form not in _FORMS):
                raise ValueError(f"rule {entry['id']}: no group or form in [{name}:{form}]")
        return TaggedRule(entry["id"], pattern, entry["better"], entry["message"])

    def _expand(self, source: str) -> str:
        def macro(found: re.Match[str]) -> str:
            tag, words, part = found.groups()
            if part is not None:
                if part not in self._parts:
                    raise ValueError(f"no part @{part} among the tagged rules: add it to parts")
                return "(?:" + self._expand(self._parts[part]) + ")"
            if words is not None:
                return rf"(?:(?:{words})/\S* )"
            if tag == ".":
                return f"(?:{_ALL_WORDS})"
            return rf"(?:[^/ ]+/[^ /]*{re.escape(tag)}\S* )"

        return _MACRO.sub(macro, re.sub(r"\s+", "", source))
