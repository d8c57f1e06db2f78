"""The data of a grammar lesson: forms with their detectors, what elicits them, what is reached.

Format: resources/dialogues/README.md.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from server.protocol.models import Level
from server.tutors.dialogue_pack import Hints, Levelled, Pack, Part, Stage

LEAST_ELICITED = 8  # pedagogy.md section 5: the target form 8-12 times
_PHASES = ("notice", "controlled", "free")


def _named(value: Any) -> Any:
    """Four lines are the rungs rephrase, choices, starter and model."""
    if isinstance(value, list):
        if len(value) != 4:
            raise ValueError(f"hints are rephrase, choices, starter, model: {value}")
        return dict(zip(("rephrase", "choices", "starter", "model"), value, strict=True))
    return value


Ladder = Annotated[Hints, BeforeValidator(_named)]


class Item(Part):
    """One question that elicits a form.

    Attributes:
        phase: notice, then controlled, then free; the opening question may be of any.
        wants: forms of which one answers it.
        accepts: patterns (`text_patterns`) that answer it too.
        react: to its answer, where no reply of the lesson fits.
        unless_mended: left out once the learner has mended a sentence.
    """

    id: str
    phase: Literal["notice", "controlled", "free"] = "controlled"
    wants: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    ask: Levelled
    hints: Ladder
    replies: tuple[str, str, str]
    react: Levelled = Field(default_factory=dict)
    unless_mended: bool = False

    def stage(self) -> Stage:
        """As a stage of a dialogue that only the lesson closes."""
        return Stage(id=self.id, ask=self.ask, hints=self.hints, replies={Level.A1: self.replies})


class Mistake(Part):
    """A wrong use: a pattern of `server.domain.grammar_rules` and what to say instead."""

    pattern: str
    better: str
    unless: str | None = None


class Form(Part):
    """A form to learn.

    Attributes:
        name, cue: how the tutor calls it and how it asks for it ("a past form").
        rule: one line on how it works.
        right: patterns of a right use.
        wrong, known: patterns of wrong uses, and ids of rules of `resources/grammar/en.json`.
        exceptions: words with a note that no rule holds ("went": "go has its own past, went").
        again: spare questions, asked after a correction or while a goal is open.
    """

    name: str
    cue: str
    rule: Levelled
    right: tuple[str, ...] = Field(min_length=1)
    wrong: tuple[Mistake, ...] = ()
    known: tuple[str, ...] = ()
    exceptions: dict[str, str] = Field(default_factory=dict)
    again: tuple[Item, ...] = ()


class Goal(Part):
    """When an item of the scenario's checklist is reached.

    Attributes:
        forms: right uses needed, by form.
        any_of: right uses needed of several forms together.
        items: questions that have to be answered.
        or_mended: reached as well once the learner has mended a sentence.
    """

    forms: dict[str, int] = Field(default_factory=dict)
    any_of: dict[str, int] = Field(default_factory=dict)
    items: tuple[str, ...] = ()
    or_mended: bool = False


class Reply(Part):
    """What the tutor says to content."""

    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    react: Levelled


class GrammarLesson(Part):
    """A whole lesson.

    Attributes:
        level: of the scenario; its simplest lines are for one level lower.
        default: held where a learner of this level came without a scenario.
        classes: words for `@name` in patterns, beside those of `resources/grammar/en.json`.
        goals: one for each item of the checklist.
    """

    slug: str
    level: Level
    default: bool = False
    opening: Levelled
    classes: dict[str, str] = Field(default_factory=dict)
    forms: dict[str, Form]
    items: tuple[Item, ...]
    goals: tuple[Goal, ...]
    replies: tuple[Reply, ...] = ()
    closing: Levelled

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        asked = {item.id for item in self.every_item()}
        for name in {name for item in self.every_item() for name in item.wants} | {
            name for goal in self.goals for name in (*goal.forms, *goal.any_of)
        }:
            if name not in self.forms:
                raise ValueError(f"{self.slug}: no form {name!r}; it has {sorted(self.forms)}")
        for goal in self.goals:
            if unknown := set(goal.items) - asked:
                raise ValueError(f"{self.slug}: no items {sorted(unknown)}")
        eliciting = [item for item in self.items if item.wants]
        if len(eliciting) < LEAST_ELICITED:
            raise ValueError(f"{self.slug}: elicits {len(eliciting)} times of {LEAST_ELICITED}")
        phases = [_PHASES.index(item.phase) for item in self.items[1:]]
        if phases != sorted(phases):
            raise ValueError(f"{self.slug}: notice comes first, then controlled, then free")
        self.pack({})
        return self

    def every_item(self) -> tuple[Item, ...]:
        """The questions, then the spare ones."""
        return (*self.items, *self.spares())

    def spares(self) -> tuple[Item, ...]:
        """The spare questions."""
        return tuple(item for form in self.forms.values() for item in form.again)

    def pack(self, lines: dict[str, Levelled]) -> Pack:
        """Its questions as a dialogue, with the mode's own lines."""
        return Pack(
            slug=self.slug,
            opening=self.opening,
            first=self.items[0].id,
            stages=tuple(item.stage() for item in self.every_item()),
            closing=self.closing,
            floor=one_lower(self.level),
            lines=lines,
        )


def one_lower(level: Level) -> Level:
    """The level below, A1 for the first."""
    levels = list(Level)
    return levels[max(0, levels.index(level) - 1)]
