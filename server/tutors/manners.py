"""What every talk needs, whatever its scenario: asking again, not knowing, thanks, small talk."""

from collections.abc import Sequence
from functools import cached_property

from pydantic import Field

from server.tutors.dialogue_pack import Intent, Levelled, Part
from server.tutors.text_patterns import LONGEST, NEGATIONS, Pattern, folded, spaced, tokens

SHORT_WORDS = 9  # more words than these are an answer, whatever phrase they hold
_WISHES = ("tell me", "like to know", "want to know", "like to ask", "was wondering")
_BEFORE_QUESTIONS = ("sorry", "excuse", "me", "please", "and", "so")
_STARTS = """what where when why who whose which how is am are do does did can could will would have
    has may should was were what's where's who's how's"""
QUESTION_STARTS = frozenset(_STARTS.split())


class Reading(Part):
    """How the words of a language are read; what is left out is that of English.

    Attributes:
        parted_by: signs that part words: with an apostrophe `l'eau` is two words, l and eau.
        negations: words that turn what follows into its opposite.
        asks: words that begin a question, with their accents.
        wishes: words in order, anywhere in the turn, that ask without a question mark.
        before: words that may stand before the first word of a question.
    """

    parted_by: str = ""
    negations: frozenset[str] = NEGATIONS
    asks: frozenset[str] = QUESTION_STARTS
    wishes: tuple[str, ...] = _WISHES
    before: frozenset[str] = frozenset(_BEFORE_QUESTIONS)

    def words(self, text: str) -> list[str]:
        """The folded words of a turn."""
        return tokens(self._parted(folded(text[:LONGEST])))

    def _parted(self, text: str) -> str:
        return text.translate({ord(sign): " " for sign in self.parted_by})

    def is_question(self, text: str, words: Sequence[str]) -> bool:
        """Whether a learner's turn asks: by its mark, a wish to know, or its first word."""
        said = spaced(words)
        if text.rstrip().endswith("?") or any(f" {wish} " in said for wish in self.wishes):
            return True
        accented = tokens(self._parted(text))  # "como" is no "cómo"
        polite = [word for word in accented if word not in self.before]
        return len(polite) > 2 and polite[0] in self.asks


ENGLISH = Reading()


class Manners(Part):
    """Data of `general.json`.

    Attributes:
        reading: how turns are read, in languages other than English.
        patterns: by manner (repeat, slower, easier, dont_know, help, thanks, hello, how_are_you,
            goodbye, yes, no), most urgent first.
        lines: what the tutor says, by occasion.
        answers: replies to questions that no scenario foresees.
        frames: templates for scenarios without a pack, by kind of checklist item.
    """

    reading: Reading = Field(default_factory=Reading)
    patterns: dict[str, tuple[str, ...]]
    lines: dict[str, Levelled]
    answers: tuple[Intent, ...]
    frames: dict[str, dict[str, Levelled]] = Field(default_factory=dict)

    @cached_property
    def _compiled(self) -> dict[str, list[Pattern]]:
        return {name: [Pattern(p) for p in sources] for name, sources in self.patterns.items()}

    @cached_property
    def _questions(self) -> list[tuple[list[Pattern], Levelled]]:
        return [([Pattern(p) for p in one.match], one.react) for one in self.answers]

    def answer(self, words: Sequence[str]) -> Levelled | None:
        """What to say to a question of the learner's that no pack foresees; None: nothing fits."""
        text = spaced(words)
        for patterns, react in self._questions:
            if any(pattern.found(text) for pattern in patterns):
                return react
        return None

    def of(self, words: Sequence[str]) -> set[str]:
        """The manners found in a short turn; a long one only asks to repeat or to slow down."""
        text = spaced(words)
        names = {
            name
            for name, patterns in self._compiled.items()
            if any(pattern.found(text) for pattern in patterns)
        }
        return names if len(words) <= SHORT_WORDS else names & {"repeat", "slower"}


def is_question(text: str, words: Sequence[str]) -> bool:
    """Whether a turn in English asks (`Reading.is_question`)."""
    return ENGLISH.is_question(text, words)
