"""The data of a pronunciation lesson: sounds and the steps that practise them."""

from typing import Literal, Self

from pydantic import Field, model_validator

from server.protocol.models import Level
from server.tutors.dialogue_pack import Hints, Levelled, Part, check_levelled
from server.tutors.text_patterns import Pattern

Kind = Literal["say", "which", "own", "open"]


class Sound(Part):
    """What is practised: its name for the notes, and how the mouth makes it."""

    name: str
    tip: Levelled


class Step(Part):
    """One thing to do.

    Attributes:
        kind: "say" the words of `model`, choose ("which"), make an `own` sentence, or an "open"
            question that any words answer.
        goal: index in the checklist, reached when all its steps are done.
        sound: key of the lesson's sounds.
        model: what to say, words or a sentence; of a choice the answer.
        hear: of `say`, the words that must be heard, all of the model's where empty.
        other: of a choice, words of the wrong answer.
        match: patterns of an own answer; each of them must be found.
        several, at_least: of an own answer, words of which so many different ones are needed.
        letters, digits: of an own answer, how many single letters or digits it needs.
        least: words that an own answer needs, by level.
        pattern: how the stress falls ("pho-TO-gra-phy"), for the notes.
    """

    kind: Kind = "say"
    ask: Levelled
    goal: int | None = None
    sound: str = ""
    model: str = ""
    hear: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    at_least: int = 1
    letters: int = 0
    digits: int = 0
    least: dict[Level, int] = Field(default={})
    pattern: str = ""
    react: Levelled = Field(default={})
    hints: Hints | None = None
    replies: Levelled = Field(default={})

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind in ("say", "which") and not self.model:
            raise ValueError(f"{self.ask}: a step to {self.kind} needs a model")
        if self.kind in ("own", "open") and (self.hints is None or not self.replies):
            raise ValueError(f"{self.ask}: an answer of one's own needs hints and replies")
        for source in self.match:
            Pattern(source)
        return self

    def least_words(self, level: Level) -> int:
        """Words that an own answer needs at a level."""
        fitting = [key for key in self.least if key <= level]
        return self.least[max(fitting)] if fitting else 1


class Drill(Part):
    """A whole lesson.

    Attributes:
        default_for: levels whose lessons without a scenario are this one.
        opening: the first line below the scenario's level and without a scenario; it asks the
            first step.
        same: other spellings that count as a word ("write" for "right").
        near: what a word is mistaken for, so that the tutor can say which it heard.
        unheard: said once where the lesson is about what words do not show (stress, melody,
            pauses): the tutor then praises no more than the words.
    """

    slug: str
    default_for: tuple[Level, ...] = ()
    opening: Levelled
    sounds: dict[str, Sound]
    steps: tuple[Step, ...] = Field(min_length=3)
    same: dict[str, tuple[str, ...]] = Field(default={})
    near: dict[str, tuple[str, ...]] = Field(default={})
    unheard: Levelled = Field(default={})
    closing: Levelled

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        unknown = {step.sound for step in self.steps if step.sound} - set(self.sounds)
        if unknown:
            raise ValueError(f"{self.slug}: unknown sounds {sorted(unknown)}")
        check_levelled(self.slug, self.opening, asks=None)
        check_levelled(self.slug, self.closing, asks=False)
        check_levelled(self.slug, self.unheard, asks=False)
        for sound in self.sounds.values():
            check_levelled(self.slug, sound.tip, asks=False)
        for step in self.steps:
            check_levelled(self.slug, step.ask, asks=None)
            check_levelled(self.slug, step.react, asks=False)
            if step.hints is not None:
                check_levelled(self.slug, step.hints.rephrase, asks=None)
                check_levelled(self.slug, step.hints.choices, asks=None)
                check_levelled(self.slug, step.hints.starter, asks=False)
                check_levelled(self.slug, step.hints.model, asks=None)
        return self


class DrillLines(Part):
    """What every pronunciation lesson says, by occasion."""

    lines: dict[str, Levelled]
