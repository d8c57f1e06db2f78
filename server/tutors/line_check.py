"""Whether a line is in the lesson's language, and in words of its level."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from server.domain.errors import TutorRefused
from server.protocol.models import Level
from server.tutors.level_guard import measure_line
from server.tutors.sentences import count_words

LEAST_SHARE = 0.5  # of words that belong to the language; as scoring asks of learners
LEAST_WORDS = 4  # fewer say little about the language
GUARDED = ("en",)  # the bands are fitted for English only: pedagogy.md section 4


class WordList(Protocol):
    """What is known of the words of one language."""

    def commonness(self, word: str) -> float:
        """Zipf frequency of a word's form or lemma, the higher."""
        ...

    def target_share(self, text: str) -> float | None:
        """Share of words that belong to the language, None where that cannot be told."""
        ...


class LineCheck:
    """Checks lines off the event loop: a word list takes part of a second to load."""

    def __init__(
        self, code: str, level: Level, words: WordList | None, given: Sequence[str] = ()
    ) -> None:
        """Takes a base language code; `given` are the terms that the learner is there to meet."""
        self._words = words
        self._level = level
        self._given = tuple(given)
        self._guarded = code in GUARDED

    async def too_hard(self, line: str, learned: Sequence[str]) -> tuple[str, ...]:
        """The words above the level in a line that does not fit it, words of `learned` excepted.

        Raises:
            TutorRefused: the line is in another language.
        """
        return await asyncio.to_thread(self._too_hard, line, tuple(learned))

    def _too_hard(self, line: str, learned: tuple[str, ...]) -> tuple[str, ...]:
        if self._words is None:
            return ()
        share = self._words.target_share(line) if count_words(line) >= LEAST_WORDS else None
        if share is not None and share < LEAST_SHARE:
            raise TutorRefused("The model's reply is in another language.")
        if not self._guarded:
            return ()
        fit = measure_line(line, self._level, self._words.commonness, (*self._given, *learned))
        return () if fit.fits else fit.hard
