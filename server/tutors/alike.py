"""How much one text sounds like another, in any script: letters compared, the rest folded away."""

import unicodedata
from difflib import SequenceMatcher


def letters(text: str) -> str:
    """The letters, vowel signs and digits of a text; case, accents on Latin, Greek and Cyrillic
    letters, blanks and punctuation gone.
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept: list[str] = []
    for sign in parts:
        kind = unicodedata.category(sign)
        if kind == "Mn" and unicodedata.name(sign, "").startswith("COMBINING"):
            continue
        if kind[0] in "LMN":
            kept.append(sign)
    return "".join(kept)


def likeness(said: str, meant: str) -> float:
    """0 to 1: the share of letters in the same order (Ratcliff and Obershelp, as in difflib)."""
    return SequenceMatcher(None, letters(said), letters(meant), autojunk=False).ratio()
