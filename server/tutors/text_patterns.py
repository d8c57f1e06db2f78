"""Patterns over a learner's words: small enough to write by hand, compiled to one expression each.

A pattern is words in order, anywhere in the turn. `a|b` are alternatives, `*` up to four words,
`~` at the end of a word any ending (`allerg~`), `?` at its end an optional word, `{dish}` any form
of a slot's values, `+` any one word, `#` a number, `^` and `$` as words of their own the turn's
start and end.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

LONGEST = 4_000  # characters of a turn that are read: the limit of a typed turn
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_GAP = r"(?:\S+ ){0,4}?"
_COUNTED = """one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|
    forty|fifty|sixty|ninety|hundred|thousand|half|quarter"""
_NUMBER = rf"(?:\d\S*|{''.join(_COUNTED.split())})"
_APOSTROPHES = """can't don't doesn't didn't isn't aren't wasn't haven't hasn't couldn't"""
_SHORT_FORMS = {form.replace("'", ""): form for form in _APOSTROPHES.split()}
"""As a recognizer writes them, and as they are spelled."""

_NO = "no not don't dont doesn't without hate never can't cannot isn't"
NEGATIONS = frozenset(_NO.split())  # English
_JOINED = str.maketrans({"\u00df": "ss", "\u0153": "oe", "\u00e6": "ae"})
_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")


def folded(text: str) -> str:
    """Lower case, one kind of apostrophe, and Latin letters without accents: who types in haste or
    on a foreign keyboard is understood.
    """
    apart = unicodedata.normalize("NFKD", text).lower().replace("\u2019", "'")
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).translate(_JOINED)


def tokens(text: str) -> list[str]:
    """Lower-case words with their inner apostrophes and hyphens, of any script."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower().replace("\u2019", "'")
    return [_SHORT_FORMS.get(word, word) for word in _WORD.findall(plain)]


def spaced(words: Sequence[str]) -> str:
    """The form that patterns are matched against: each word, folded, followed by a blank."""
    return folded(" " + "".join(f"{word} " for word in words))


class Pattern:
    """One compiled pattern."""

    def __init__(self, source: str, slots: Mapping[str, Sequence[str]] | None = None) -> None:
        """Compiles.

        Raises:
            ValueError: an unknown slot, or an empty pattern.
        """
        parts = folded(source).split()
        if not parts:
            raise ValueError("a pattern needs at least one word")
        self.source = source
        self.slots = tuple(part[1:-1] for part in parts if part.startswith("{"))
        self._expression = re.compile("".join(_part(part, slots or {}) for part in parts))

    def found(self, text: str) -> bool:
        """Whether it occurs in a text made by `spaced`."""
        return self._expression.search(text) is not None

    def quote(self, text: str) -> str | None:
        """The words that it found in a text made by `spaced`; None where it does not occur."""
        found = self._expression.search(text)
        return found.group().strip() if found else None


def _part(part: str, slots: Mapping[str, Sequence[str]]) -> str:
    if part == "*":
        return _GAP
    if part == "+":
        return r"\S+ "
    if part == "#":
        return rf"(?<= ){_NUMBER} "
    if part in ("^", "$"):
        return "^ " if part == "^" else "$"
    if part.startswith("{"):
        if part[1:-1] not in slots:
            raise ValueError(f"no slot is named {part}; the pack has {sorted(slots)}")
        forms = sorted(slots[part[1:-1]], key=len, reverse=True)
        return rf"(?<= )(?:{'|'.join(re.escape(folded(form)) for form in forms)}) "
    optional = part.endswith("?")
    words = "|".join(_word(word) for word in part.removesuffix("?").split("|"))
    return rf"(?:(?:{words}) )?" if optional else rf"(?<= )(?:{words}) "


def _word(word: str) -> str:
    return re.escape(word[:-1]) + r"[^\s]*" if word.endswith("~") else re.escape(word)


def contains(words: Sequence[str], text: str) -> bool:
    """Whether the words of a text stand in a turn, one behind the other."""
    return spaced(tokens(text)) in spaced(words)


def place_of(
    words: Sequence[str],
    form: str,
    *,
    even_negated: bool = False,
    negations: Collection[str] = NEGATIONS,
) -> int | None:
    """Index of the first word of a form (one or more words); None where it does not occur, or only
    with a negation within the three words before it.
    """
    parts = folded(form).split()
    words = [folded(word) for word in words]
    for start in range(len(words) - len(parts) + 1):
        if list(words[start : start + len(parts)]) != parts:
            continue
        if even_negated or not set(words[max(0, start - 3) : start]) & set(negations):
            return start
    return None
