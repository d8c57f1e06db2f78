"""How English words are pronounced: the CMU dictionary that the aligner's model ships, and a
spelling rule for words it lacks.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# Commonest sound of each spelling; longest first.
_SPELLINGS = {
    "tch": "CH", "igh": "AY", "tion": "SH AH N", "ch": "CH", "sh": "SH", "th": "TH", "ng": "NG",
    "ck": "K", "ph": "F", "qu": "K W", "ee": "IY", "ea": "IY", "oo": "UW", "ai": "EY", "ay": "EY",
    "ou": "AW", "ow": "OW", "oa": "OW", "er": "ER", "a": "AE", "b": "B", "c": "K", "d": "D",
    "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K", "l": "L", "m": "M",
    "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH", "v": "V",
    "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
_SPELLING = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)))
VOWELS = frozenset(
    ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
)


def spell(word: str) -> str:
    """A plausible ARPAbet pronunciation of a word no dictionary knows."""
    return " ".join(_SPELLINGS[piece] for piece in _SPELLING.findall(word)) or "AH"


@cache
def dictionary(path: Path) -> dict[str, tuple[str, ...]]:
    """All pronunciations of each word in a file of CMU form ("word PH ON", variants "word(2)")."""
    entries: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        head, _, phones = line.partition(" ")
        if not phones or head.startswith(";;"):
            continue
        word = head.partition("(")[0]
        entries[word] = (*entries.get(word, ()), phones.strip())
    return entries


def lexicon_lines(words: Iterable[str], entries: dict[str, tuple[str, ...]]) -> list[str]:
    """Dictionary lines for just these words, variants numbered as the aligner wants them."""
    lines: list[str] = []
    for word in sorted(set(words)):
        for number, phones in enumerate(entries.get(word) or (spell(word),), start=1):
            lines.append(f"{word} {phones}" if number == 1 else f"{word}({number}) {phones}")
    return lines
