"""Pieces of a learner's turn, quoted with a few words around them. Pure."""

import re

from server.protocol.models import Level
from server.tutors.dialogue_pack import Levelled

_STOP = re.compile(r"[.!?;\n\u2026]")
_WORD = re.compile(r"\S+")
_EDGES = ' \t,:;.!?\u2026"\u201c\u201d'
MOST_WORDS = 12


def around(text: str, start: int, end: int, before: int = 3, after: int = 4) -> tuple[int, int]:
    """The span of a piece with so many words before and behind it, within its sentence."""
    first = max((found.end() for found in _STOP.finditer(text, 0, start)), default=0)
    stop = _STOP.search(text, end)
    last = stop.start() if stop else len(text)
    left = [found.start() for found in _WORD.finditer(text, first, start)][-before:]
    right = [found.end() for found in _WORD.finditer(text, end, last)][:after]
    return (left[0] if left else start), (right[-1] if right else end)


def trimmed(text: str) -> str:
    """Without blanks, commas and stops at its edges."""
    return text.strip(_EDGES)


def longest_sentence(text: str) -> str:
    """The longest sentence of a turn, its first twelve words."""
    sentences = [trimmed(part) for part in _STOP.split(text)]
    words = max(sentences, key=lambda sentence: len(sentence.split())).split()
    return trimmed(" ".join(words[:MOST_WORDS]))


def literal(text: str) -> Levelled:
    """A line of the moment, such as one with a quote, from any level."""
    return {Level.A1: (text.replace("{", "").replace("}", ""),)}


def gapped(said: str, better: str) -> tuple[str, str]:
    """The better words with a gap where the two differ, and what belongs into the gap.

    Both are empty where better only leaves words out, or shares no word with what was said.
    """
    wrong, right = said.split(), better.split()
    folded_wrong, folded_right = [w.lower() for w in wrong], [w.lower() for w in right]
    most = min(len(wrong), len(right))
    head = next((n for n in range(most) if folded_wrong[n] != folded_right[n]), most)
    tail = next(
        (n for n in range(most - head) if folded_wrong[-1 - n] != folded_right[-1 - n]),
        most - head,
    )
    missing = right[head : len(right) - tail]
    if not missing or len(missing) == len(right):
        return "", ""
    return " ".join([*right[:head], "\u2026", *right[len(right) - tail :]]), " ".join(missing)
