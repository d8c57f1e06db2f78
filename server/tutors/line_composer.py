"""Puts a tutor's line together within the word cap of its level: question first, then what fits."""

import re
from collections.abc import Mapping, Sequence

from server.protocol.models import Level
from server.tutors.dialogue_pack import LONGEST_LINE, Levelled
from server.tutors.sentences import WORD_CAPS, count_words, split_sentences

_FIELD = re.compile(r"\{([a-z_.]+)\}")
_START = re.compile(r"(^|[.!?] )([a-z])")


def variants(lines: Levelled, level: Level) -> list[tuple[str, ...]]:
    """The variants that may be said at a level, the richest level first."""
    return [lines[key] for key in sorted(lines, reverse=True) if key <= level]


def fill(text: str, values: Mapping[str, str]) -> str | None:
    """The text with its fields filled and sentences capitalised; None when one is not known."""
    if any(not values.get(name) for name in _FIELD.findall(text)):
        return None
    filled = _FIELD.sub(lambda found: values[found.group(1)], text)
    return _START.sub(lambda found: found.group(1) + found.group(2).upper(), filled)


def choose(
    lines: Levelled,
    level: Level,
    turn: int,
    values: Mapping[str, str],
    words: int | None = None,
    sentences: int = LONGEST_LINE,
) -> str | None:
    """The richest variant that fits so many words and sentences; variants of a level take turns."""
    budget = WORD_CAPS[level] if words is None else words
    for texts in variants(lines, level):
        for offset in range(len(texts)):
            text = fill(texts[(turn + offset) % len(texts)], values)
            if text and count_words(text) <= budget and len(split_sentences(text)) <= sentences:
                return text
    return None


class Composer:
    """One line in the making; the last part is given first and always kept."""

    def __init__(self, level: Level, turn: int, values: Mapping[str, str]) -> None:
        self._level, self._turn, self._values = level, turn, values
        self._last: list[str] = []
        self._before: list[str] = []

    def end_with(self, text: str) -> None:
        """The question, or whatever the line ends in."""
        self._last = split_sentences(text)

    def say(self, lines: Levelled, *, first: bool = False) -> None:
        """Adds the best variant that still fits, before the end or before everything."""
        spoken = [*self._before, *self._last]
        left = WORD_CAPS[self._level] - sum(count_words(sentence) for sentence in spoken)
        room = LONGEST_LINE - len(spoken)
        text = choose(lines, self._level, self._turn, self._values, left, room) if room else None
        if text is not None:
            parts = split_sentences(text)
            self._before = [*parts, *self._before] if first else [*self._before, *parts]

    def sentences(self) -> tuple[str, ...]:
        """All parts in order."""
        return (*self._before, *self._last)


def first_fitting(texts: Sequence[str], level: Level) -> str:
    """The first text within the cap; the last one where none is."""
    return next((text for text in texts if count_words(text) <= WORD_CAPS[level]), texts[-1])
