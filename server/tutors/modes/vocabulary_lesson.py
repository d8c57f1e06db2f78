"""The data of a vocabulary lesson: words with what to ask about them, and the talk around them."""

from typing import Self

from pydantic import Field, model_validator

from server.protocol.models import Level
from server.tutors.dialogue_pack import Levelled, Pack, Part

MOST_WORDS = 8  # new in one talk: pedagogy.md section 5


class Together(Part):
    """A question about what the word goes with.

    Attributes:
        right, wrong: patterns; a wrong one is answered with `better`.
    """

    ask: Levelled
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    better: str


class Word(Part):
    """One word and its four steps.

    Attributes:
        word: as the scenario's target vocabulary has it.
        forms: how learners say it, lower case.
        means: a definition without the word.
        near: patterns of words that are close to it.
        use, use_answers: a question that the word answers, and three such answers.
        own, own_answers: a question about the learner's own life, and three answers.
        react: to the learner's own sentence.
        frequency: Zipf frequency of the word or its rarest part, 1 to 8.
    """

    word: str
    forms: tuple[str, ...] = Field(min_length=1)
    means: Levelled
    near: tuple[str, ...] = ()
    use: Levelled
    use_answers: tuple[str, str, str]
    together: Together
    own: Levelled
    own_answers: tuple[str, str, str]
    react: Levelled = Field(default={})
    frequency: float = Field(ge=1, le=8)


class Uses(Part):
    """Index of the checklist, and how many different words reach it."""

    goal: int
    times: int = Field(ge=1, le=MOST_WORDS)


class VocabularyLesson(Part):
    """A talk and the words that are learned in it.

    Attributes:
        level: of the words; a talk without a scenario takes the lesson nearest to the learner's.
        uses: the goal that is reached by using so many target words in sentences.
        pairs: the goal that is reached by saying what so many of the words go with.
        also: target words of the scenario that count for `uses` and are not taught.
    """

    level: Level
    talk: Pack
    words: tuple[Word, ...] = Field(min_length=1, max_length=MOST_WORDS)
    uses: Uses | None = None
    pairs: Uses | None = None
    also: dict[str, tuple[str, ...]] = Field(default={})

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for word in self.words:
            defined = " ".join(text for texts in word.means.values() for text in texts).lower()
            if any(f" {form} " in f" {defined} " for form in word.forms):
                raise ValueError(f"{self.talk.slug}: the meaning of {word.word} holds the word")
        return self


class Frames(Part):
    """How the steps are worded in a language; fields: {word} {other} {letter} {better}.

    Attributes:
        which: asks for the word behind its meaning.
        letter, start: give its first letter, with the number of its {letters}.
        either: offers two words.
        model: has it said.
        yes, close: to the word, and to one near it.
        with_word: asks for the same answer with the word in it.
        begin: starter words, {start}.
        pair: asks what goes with the word.
        we_say: mends what goes with it.
        used: to a sentence with the word.
        more: asks for one more sentence, with the word.
        found: three ways to answer `which`; `paired`: to say {better}.
    """

    which: Levelled
    letter: Levelled
    start: Levelled
    either: Levelled
    model: Levelled
    yes: Levelled
    close: Levelled
    with_word: Levelled
    begin: Levelled
    pair: Levelled
    we_say: Levelled
    used: Levelled
    more: Levelled
    found: tuple[str, str, str]
    paired: tuple[str, str, str]
