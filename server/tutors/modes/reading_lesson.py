"""The data of a reading lesson: a text of ours in parts, questions about it, its key ideas."""

from typing import Literal, Self

from pydantic import Field, model_validator

from server.protocol.models import Level
from server.tutors.dialogue_pack import Hints, Levelled, Part, check_levelled

MOST_WORDS_OF_TEXT = 350
TEXT_WORDS = {Level.A1: 60, Level.A2: 90, Level.B1: 130, Level.B2: 180, Level.C1: 180}
"""Least words of a text, by level; the ranges overlap, start values."""


class NewWord(Part):
    """A word explained before the part that holds it.

    Attributes:
        word: as the text has it, or its first form.
        means: in words that are easier than it.
    """

    word: str
    means: str


class TextPart(Part):
    """What is read in one turn.

    Attributes:
        new: shown above the text.
    """

    text: str
    new: tuple[NewWord, ...] = ()


class Question(Part):
    """A question about the text.

    Attributes:
        kind: literal (it stands there), inferential (between the lines) or opinion.
        goal: index in the checklist that it serves; all questions of a goal must be answered.
        after: number of parts read before it is asked; 0 is all of them.
        match, unless: patterns of an answer.
        things: forms that are counted, "apple|apples"; `times` different ones answer it.
        cite: sentences of the text; four words in a row of one of them answer it.
        line: the sentence of the text that answers it.
        more: asks for the next thing.
    """

    id: str
    kind: Literal["literal", "inferential", "opinion"]
    goal: int | None = None
    after: int = 0
    ask: Levelled
    match: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    times: int = Field(default=1, ge=1, le=6)
    cite: tuple[str, ...] = ()
    line: str = ""
    more: Levelled = Field(default={})
    react: Levelled = Field(default={})
    hints: Hints
    replies: tuple[str, str, str]


class Idea(Part):
    """A key idea of the text that a retelling holds.

    Attributes:
        say: the idea in a few words, for the notes.
        match, unless: patterns of it.
        ask, hints, replies: asked where the retelling left it out.
    """

    say: str
    match: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    ask: Levelled
    hints: Hints
    replies: tuple[str, str, str]


class Retelling(Part):
    """The text in the learner's own words."""

    goal: int | None = None
    ask: Levelled
    hints: Hints
    replies: tuple[str, str, str]
    ideas: tuple[Idea, ...] = Field(min_length=3, max_length=6)


class ReadingLesson(Part):
    """One text and the talk about it.

    Attributes:
        level: of the text; the lines are written for the level below it.
        default: the lesson of learners of its level without a scenario.
        opening: the first line for levels below the scenario's.
        opens_reading: the opening asks to read the first part.
        before: words of any answer to the opening, where it asks something else.
        before_replies: three such answers.
    """

    slug: str
    level: Level
    default: bool = False
    title: str
    opening: Levelled
    opens_reading: bool = False
    before_react: Levelled = Field(default={})
    before_hints: Hints | None = None
    before_replies: tuple[str, ...] = ()
    parts: tuple[TextPart, ...] = Field(min_length=2, max_length=8)
    reading_goal: int = 0
    questions: tuple[Question, ...] = Field(min_length=3)
    retelling: Retelling
    closing: Levelled

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.opens_reading and (len(self.before_replies) != 3 or not self.before_hints):
            raise ValueError(f"{self.slug}: an opening that asks needs hints and three replies")
        words = len(self.text.split())
        if not TEXT_WORDS[self.level] <= words <= MOST_WORDS_OF_TEXT:
            raise ValueError(f"{self.slug}: {words} words are too few or too many for its level")
        for question in self.questions:
            self._check(question)
        for part in self.parts:
            for new in part.new:
                stem = new.word.lower().removeprefix("to ")[:5].rstrip("ey")
                if stem not in part.text.lower():
                    raise ValueError(f"{self.slug}: {new.word} is not in the part it is shown with")
        return self

    def _check(self, question: Question) -> None:
        for line in (question.line, *question.cite):
            if line not in self.text:
                raise ValueError(f"{self.slug}: not in the text: {line}")
        if sum(map(bool, (question.match, question.things, question.cite))) != 1:
            raise ValueError(f"{self.slug}: {question.id} needs one of match, things, cite")
        if question.kind != "opinion" and not question.line and not question.cite:
            raise ValueError(f"{self.slug}: {question.id} needs its line")

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(part.text for part in self.parts)


class ReadingLines(Part):
    """What the reading partner says around every text; format of `wording.json`.

    Attributes:
        first, read, go_on: ask for the first part, another one, and the rest of one.
        well: to a part without miscues.
        left_out, added, instead: to the gravest miscue; fields {written} {heard}.
        from_text: to words that are not those of the part.
        listen: before the voice reads the part as a model.
        once_more: before a part is read a second time; `better`, `same` compare both.
        told: to an idea of the text that was told.
        look_again: to an answer that does not fit.
        replies: three things that may be asked while a part is open.
    """

    first: Levelled
    read: Levelled
    go_on: Levelled
    well: Levelled
    left_out: Levelled
    added: Levelled
    instead: Levelled
    from_text: Levelled
    listen: Levelled
    once_more: Levelled
    better: Levelled
    same: Levelled
    told: Levelled
    look_again: Levelled
    replies: tuple[str, str, str]

    @model_validator(mode="after")
    def _within_the_caps(self) -> Self:
        for asks, lines in (
            (True, self.first),
            (True, self.read),
            (True, self.go_on),
            *((False, getattr(self, name)) for name in _STATED),
        ):
            check_levelled("reading", lines, asks=asks)
        return self


_STATED = (
    "well", "left_out", "added", "instead", "from_text", "listen", "once_more", "better", "same",
    "told", "look_again",
)  # fmt: skip
