"""Where remarks sit in the learner's words."""

from collections.abc import Sequence
from typing import Final

from desktop_app.widgets.paragraph import Mark, MarkKind

MOST: Final = 3
KINDS: Final[dict[str, MarkKind]] = {"good": "good", "fix": "check", "unsure": "unsure"}


def place_marks(text: str, quoted: Sequence[tuple[str, str | None]]) -> tuple[Mark, ...]:
    """Marks for remarks given as (kind, quote), at most three, none over another.

    A quote that does not occur in the text, or a kind that is not marked ("note"), gives none.
    """
    marks: list[Mark] = []
    lowered = text.lower()
    for kind, quote in quoted:
        if kind not in KINDS or not quote or len(marks) == MOST:
            continue
        start = lowered.find(quote.lower())
        while start >= 0 and _taken(marks, start, len(quote)):
            start = lowered.find(quote.lower(), start + 1)
        if start >= 0 and len(lowered) == len(text):
            marks.append(Mark(start, len(quote), KINDS[kind]))
    return tuple(marks)


def _taken(marks: list[Mark], start: int, length: int) -> bool:
    return any(start < mark.start + mark.length and mark.start < start + length for mark in marks)
