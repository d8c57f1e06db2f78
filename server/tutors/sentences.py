"""Sentences of a tutor's line, and their words."""

import re

from server.protocol.models import Level

WORD_CAPS = {
    Level.A1: 12,
    Level.A2: 20,
    Level.B1: 35,
    Level.B2: 50,
    Level.C1: 50,
    Level.C2: 50,
}
"""Words in one tutor turn: pedagogy.md section 4."""

_END = re.compile(r"(?:(?<=[.!?\u2026])|(?<=[.!?][\"\u201d\u2019]))\s+(?![a-z])")


def split_sentences(text: str) -> list[str]:
    """The sentences of a line, in order, none empty."""
    return [part.strip() for part in _END.split(text.strip()) if part.strip()]


def count_words(text: str) -> int:
    """Words as a listener counts them: runs between blanks that hold a letter or a digit."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())
