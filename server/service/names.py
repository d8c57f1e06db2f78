"""Names as people type them: what counts as the same, and which known one is near."""

import unicodedata
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TypeVar

SUGGESTIONS = 3
Named = TypeVar("Named")


def folded(text: str) -> str:
    """Without case, width, doubled spaces, and with "-" for "_"."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", "-")
    return " ".join(plain.split())


def without_accents(name: str) -> str:
    """A folded name as a keyboard without accents types it ("francais")."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def nearest(text: str, by_name: Mapping[str, Named], label: Callable[[Named], str]) -> str:
    """ ", did you mean ...?" with up to three labels, or nothing where no name is near.

    `by_name` has folded names.
    """
    near = get_close_matches(folded(text), by_name, n=SUGGESTIONS, cutoff=0.6)
    labels = list(dict.fromkeys(label(by_name[name]) for name in near))
    return f", did you mean {', '.join(labels)}?" if labels else ""
