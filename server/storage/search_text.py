"""What a text is searched by: one folding for the stored text and for the query, so that every
backend can look for a plain substring.
"""

import unicodedata

_DROPPED = frozenset(
    {
        0x0000,  # NUL, which Postgres cannot store
        *range(0x0300, 0x0370),  # combining accents of Latin, Greek and Cyrillic
        0x0640,  # Arabic tatweel
        *range(0x064B, 0x0653),  # Arabic harakat
        0x0670,  # Arabic superscript alef
    }
)


def search_text(text: str) -> str:
    """Folds width, case, accents and spacing.

    Only the marks above go: dropping every combining mark would turn Japanese, Hindi and Thai words
    into others.
    """
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(mark for mark in decomposed if ord(mark) not in _DROPPED)
    return " ".join(unicodedata.normalize("NFC", kept).split())
