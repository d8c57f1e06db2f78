"""A better answer built on the learner's own sentence: mended, then carried one level further."""

import re

from server.domain.shown_level import LEVELS, level_of_value
from server.tutors.dialogue_pack import Levelled
from server.tutors.recasts import find_recast
from server.tutors.sentences import split_sentences

NO_BEGINNING = "for first then so but and well because also in on last second another that this"
FEWEST, MOST = 3, 10  # words of a sentence that a model answer can begin with
_CLAUSE = re.compile(r",|\s(?=(?:and|but|because|so|which|who|when|where|although|while)\s)")


def best_sentence(text: str) -> str:
    """The longest sentence or clause of up to ten words, without its end; cut where none is."""
    sentences = split_sentences(text)
    whole = [part.strip(' .,!?;:"') for part in sentences]
    clauses = [re.split(_CLAUSE, part)[0].strip(' .,!?;:"') for part in whole]
    fitting = [
        part for parts in (whole, clauses) for part in parts if FEWEST <= len(part.split()) <= MOST
    ]
    if fitting:
        return max(fitting, key=lambda part: len(part.split()))
    return " ".join(text.split()[:MOST]).strip(' .,!?;:"')


def mended(text: str) -> str:
    """The text with its first sure error put right."""
    found = find_recast(text)
    if found is None:
        return text
    said = r"\W+".join(re.escape(word) for word in found.said.split())
    return re.sub(rf"\b{said}\b", lambda _: found.better, text, count=1, flags=re.IGNORECASE)


def lifted(own: str, lift: Levelled, shown: float) -> str:
    """The sentence, mended, and how it would go on one level above the one shown.

    Empty where the sentence is no whole clause, or the task has no continuation that says something
    new.
    """
    words = own.split()
    if not FEWEST <= len(words) <= MOST or not lift or not _stands_alone(words[0]):
        return ""
    above = LEVELS[min(4, LEVELS.index(level_of_value(shown)) + 1)]
    known = sorted(lift, key=lambda level: abs(LEVELS.index(level) - LEVELS.index(above)))
    said = {word.lower().strip(".,") for word in words}
    for level in known:
        for more in lift[level]:
            if not {more.split()[0].strip(","), *more.split()[-1:]} & said:
                start = mended(own)
                comma = "," if more.split()[0] in ("which", "although", "but", "whereas") else ""
                return f"{start[:1].upper()}{start[1:]}{comma} {more}."
    return ""


def _stands_alone(first_word: str) -> bool:
    """Whether a sentence that begins so needs nothing before it."""
    return first_word.lower().strip(",") not in NO_BEGINNING.split()
