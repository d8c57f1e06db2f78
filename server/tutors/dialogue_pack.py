"""The data of a dialogue: what can be asked, understood and said; format: resources/dialogues."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from server.protocol.models import Level
from server.tutors.sentences import WORD_CAPS, count_words, split_sentences
from server.tutors.text_patterns import Pattern

LONGEST_LINE = 3  # sentences in one tutor turn


def _as_lists(value: Any) -> Any:
    if isinstance(value, str):
        return {Level.A1: (value,)}
    if isinstance(value, list | tuple):
        return {Level.A1: tuple(value)}
    if isinstance(value, dict):
        return {key: (text,) if isinstance(text, str) else text for key, text in value.items()}
    return value


Levelled = Annotated[dict[Level, tuple[str, ...]], BeforeValidator(_as_lists)]
"""Variants of a line by the level from which they may be said; a bare text holds from A1."""

LADDER = ("repeat", "rephrase", "choices", "starter", "model")
GLOSSED_LADDER = ("repeat", "rephrase", "choices", "starter", "gloss", "model")
"""Rungs from 1 (pedagogy.md section 6; waiting is rung 0), without and with a gloss in the mother
tongue.
"""


class Part(BaseModel):
    """Frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SlotValue(Part):
    """A thing that can be mentioned: how learners name it, how the tutor says it, what it is."""

    say: str
    forms: tuple[str, ...]
    about: str = ""


class Hints(Part):
    """The rungs above `repeat`, which is the question itself."""

    rephrase: Levelled
    choices: Levelled
    starter: Levelled
    model: Levelled


class Stage(Part):
    """One question and what answers it.

    Attributes:
        goal: index in the scenario's checklist; reached when all stages of the goal are answered.
        aside: asked only where an intent's `follow` leads.
        tale: the answer may take several sentences, so that words which answer do not end it.
        any_answer: words that make any turn an answer, by level; empty where only intents answer.
        needs: "question" where the learner has to ask.
        ready: intents by which a plain yes or no is understood here.
    """

    id: str
    ask: Levelled
    goal: int | None = None
    topic: str | None = None
    aside: bool = False
    tale: bool = False
    any_answer: dict[Level, int] = {}
    needs: Literal["statement", "question"] = "statement"
    react: Levelled = {}
    hints: Hints | None = None
    replies: Levelled = {}
    yes: str | None = None
    no: str | None = None

    def least_words(self, level: Level) -> int | None:
        """Words that any answer needs at a level."""
        fitting = [key for key in self.any_answer if key <= level]
        return self.any_answer[max(fitting)] if fitting else None


class Intent(Part):
    """Something that learners say, in many words.

    Attributes:
        match, unless: patterns (`text_patterns`); one of the first and none of the second.
        completes: stages that it answers; of several, the first open ones up to `at_most`.
        counts: a slot; it answers no more stages than values of it are named for the first time.
        passes: stages that it closes without an answer.
        only_at: stages at which it is looked for; empty means always.
        follow: the aside asked next.
        topic: what the talk turns to.
    """

    id: str
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    completes: tuple[str, ...] = ()
    at_most: int = 99
    counts: str | None = None
    passes: tuple[str, ...] = ()
    only_at: tuple[str, ...] = ()
    react: Levelled = {}
    follow: str | None = None
    topic: str | None = None


class Tip(Part):
    """Something that is said differently here, shown in the notes of those who said it.

    Attributes:
        match, unless: patterns of what the learner says.
        better: what fits better; empty where the tip is about manners only.
        why: the tip, at most ten words.
    """

    id: str
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    better: str = ""
    why: str


class Pack(Part):
    """A whole dialogue.

    Attributes:
        opening: the first line by level; a level at or above the scenario's own takes the
            scenario's opening line instead.
        first: the stage that the opening asks.
        even_negated: slots whose values count also behind a negation ("I cannot eat nuts").
        tips: culture and manners, for the notes.
        closing: the last line, said when every stage is answered.
        max_turns: learner turns after which the tutor closes.
        floor: the level that its simplest lines are written for; learners below it hear those.
        lines: its own words for occasions of `general.json` ("unclear", "move_on").
    """

    slug: str
    opening: Levelled
    first: str
    slots: dict[str, dict[str, SlotValue]] = {}
    even_negated: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    intents: tuple[Intent, ...] = ()
    tips: tuple[Tip, ...] = ()
    closing: Levelled
    max_turns: int = Field(default=40, ge=3)
    floor: Level = Level.A1
    lines: dict[str, Levelled] = {}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        stages = {stage.id for stage in self.stages}
        intents = {intent.id for intent in self.intents}
        named = {self.first}
        for intent in self.intents:
            named |= {*intent.completes, *intent.only_at, *intent.passes}
        named |= {intent.follow for intent in self.intents if intent.follow}
        if named - stages:
            raise ValueError(f"{self.slug}: unknown stages {sorted(named - stages)}")
        answers = {name for stage in self.stages for name in (stage.yes, stage.no) if name}
        if answers - intents:
            raise ValueError(f"{self.slug}: unknown intents {sorted(answers - intents)}")
        forms = self.forms()
        patterns = [p for i in self.intents for p in (*i.match, *i.unless)]
        for source in patterns + [p for tip in self.tips for p in (*tip.match, *tip.unless)]:
            Pattern(source, forms)
        counted = {intent.counts for intent in self.intents if intent.counts}
        if counted - set(self.slots):
            raise ValueError(f"{self.slug}: unknown slots {sorted(counted - set(self.slots))}")
        check_lines(self)
        return self

    def forms(self) -> dict[str, list[str]]:
        """The forms of each slot's values."""
        return {
            name: [form for value in values.values() for form in value.forms]
            for name, values in self.slots.items()
        }


def longest_rendering(text: str, pack: Pack) -> str:
    """A line with the longest value in place of each slot."""
    for name, values in pack.slots.items():
        for field, longest in (
            (f"{{{name}}}", max((value.say for value in values.values()), key=count_words)),
            (f"{{{name}.about}}", max((value.about for value in values.values()), key=count_words)),
        ):
            text = text.replace(field, longest)
    return text


def check_lines(pack: Pack) -> None:
    """Every line obeys pedagogy.md section 4.

    Raises:
        ValueError: too long for its level, a second question, or a question where none may be.
    """
    for stage in pack.stages:
        _check(stage.ask, pack, asks=True, sentences=LONGEST_LINE - 1)
        _check(stage.react, pack, asks=False)
        if stage.hints is not None:
            _check(stage.hints.rephrase, pack, asks=None)
            _check(stage.hints.choices, pack, asks=True)
            _check(stage.hints.starter, pack, asks=False)
            _check(stage.hints.model, pack, asks=None)
    for intent in pack.intents:
        _check(intent.react, pack, asks=False)
    _check(pack.closing, pack, asks=False)
    _check(pack.opening, pack, asks=True)


def _check(
    lines: Levelled, pack: Pack, *, asks: bool | None, sentences: int = LONGEST_LINE
) -> None:
    longest = {
        level: tuple(longest_rendering(text, pack) for text in texts)
        for level, texts in lines.items()
    }
    check_levelled(pack.slug, longest, asks=asks, sentences=sentences, floor=pack.floor)


def check_levelled(
    slug: str,
    lines: Levelled,
    *,
    asks: bool | None,
    sentences: int = LONGEST_LINE,
    floor: Level = Level.A1,
) -> None:
    """The same for lines of any lesson; with `asks` None a line may ask or not.

    Raises:
        ValueError: as `check_lines` does, or no variant holds from A1.
    """
    if lines and min(lines) != Level.A1:
        raise ValueError(f"{slug}: {lines} needs a variant from A1")
    for level, variants in lines.items():
        for text in variants:
            if count_words(text) > (cap := WORD_CAPS[max(level, floor)]):
                raise ValueError(f"{slug}: over {cap} words at {level}: {text}")
            if len(split_sentences(text)) > sentences:
                raise ValueError(f"{slug}: more than {sentences} sentences: {text}")
            questions = text.count("?")
            if questions > 1 or (questions == 1 and not text.rstrip('"').endswith("?")):
                raise ValueError(f"{slug}: one question, at the end: {text}")
            if asks is not None and asks != (questions == 1):
                raise ValueError(f"{slug}: {'no question' if asks else 'a question'}: {text}")
