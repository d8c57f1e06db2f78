"""Fillers and repetitions, by whole words: "er" is a filler, "summer" is not."""

import re
from collections.abc import Sequence
from itertools import pairwise

# Sounds of hesitation by base language; only those that are no word of the language ("um" is a
# word in German and Portuguese, "er" in German and Dutch).
_FILLERS = {
    "en": "uh uhm um umm er erm hm hmm mm mmm ah eh",
    "es": "eh ehm em mm mmm hm hmm",
    "fr": "euh heu hum hm hmm mm mmm",
    "de": "äh ähm hm hmm mm mmm",
    "it": "ehm mm mmm hm hmm",
    "pt": "hum hm hmm mm mmm",
    "nl": "eh ehm uh uhm hm hmm",
}
_ANYWHERE = "hm hmm mm mmm"
# Doubles that a careful speaker says too.
_WELL_DOUBLED = frozenset(("had", "that", "very", "no", "yes", "bye", "so", "really", "ha", "okay"))
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def plain_words(text: str) -> list[str]:
    """Words of a text, lower case, without punctuation."""
    return [word.lower() for word in _WORD.findall(text)]


def is_filler(word: str, language: str) -> bool:
    """Whether a lower-case word is a sound of hesitation in a base language."""
    return word in _FILLERS.get(language, _ANYWHERE).split()


def fillers(words: Sequence[str], language: str) -> tuple[str, ...]:
    """Hesitations among plain words, as heard."""
    return tuple(word for word in words if is_filler(word, language))


def repetitions(words: Sequence[str], language: str) -> tuple[str, ...]:
    """Words said twice in a row, hesitations between them left out; digits are no repetition."""
    said = [word for word in words if not is_filler(word, language)]
    return tuple(
        word
        for word, following in pairwise(said)
        if word == following and word not in _WELL_DOUBLED and not word.isdigit()
    )
