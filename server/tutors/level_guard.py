"""How common the words of a tutor's line are, against the band of a level. Pure.

Bands and the bar are the English start values of pedagogy.md section 4. A word's Zipf frequency is
log10 of its occurrences in a billion words (van Heuven et al. 2014); the caller brings the lookup.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from server.protocol.models import Level

Zipf: TypeAlias = Callable[[str], float]
"""From a lower-case word to its frequency, that of its form or its lemma, whichever is higher."""

BANDS = {Level.A1: 4.4, Level.A2: 4.2}
"""Least Zipf frequency of a word in band; from B1 every word is."""

PASSING = 0.95
"""Least share of words in band."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_FIRST = re.compile(r"(?:^|[.!?:\u2026])[\s\"'\u201c\u2018(\u00bf\u00a1-]*$")
_FIRST_PERSON = re.compile(r"i(?:['\u2019]\w+)?")


@dataclass(frozen=True, slots=True)
class LineFit:
    """A line measured.

    Attributes:
        counted: words, without names, numbers in digits and given terms.
        hard: those of them above the band, lower case, in order, each once.
        share: 0-1 of the counted words that are in band; 1 where none is counted.
    """

    counted: int
    hard: tuple[str, ...]
    share: float

    @property
    def fits(self) -> bool:
        """Whether the line may be said."""
        return self.share >= PASSING


def measure_line(line: str, level: Level, zipf: Zipf, given: Iterable[str] = ()) -> LineFit:
    """Measures a line; `given` are terms that the learner is there to meet or has said."""
    band = BANDS.get(level)
    known = {word.lower() for term in given for word in _WORD.findall(term)}
    words = [word for word in _common_words(line) if not _is_given(word, known)]
    hard = [word for word in words if band is not None and zipf(word) < band]
    share = 1 - len(hard) / len(words) if words else 1.0
    return LineFit(len(words), tuple(dict.fromkeys(hard)), share)


def _common_words(line: str) -> list[str]:
    """Lower-case words; one with a capital inside a sentence is a name, and left out."""
    words = []
    for found in _WORD.finditer(line):
        word = found.group().lower().replace("\u2019", "'")
        capital = found.group()[0].isupper() and not _FIRST_PERSON.fullmatch(word)
        if not capital or _FIRST.search(line, 0, found.start()):
            words.append(word)
    return words


def _is_given(word: str, known: set[str]) -> bool:
    return not known.isdisjoint((word, word.removesuffix("s"), word.removesuffix("es")))
