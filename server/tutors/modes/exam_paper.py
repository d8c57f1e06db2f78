"""The data of an exam or an assessment: tasks, what answers them, what reaches each goal.

Format: resources/dialogues/README.md.
"""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from server.protocol.models import Level
from server.tutors.dialogue_pack import Levelled, Part
from server.tutors.sentences import WORD_CAPS, count_words
from server.tutors.text_patterns import Pattern

Letters = dict[str, list[str]]
LETTERS: Letters = {"letter": list("abcdefghijklmnopqrstuvwxyz")}
"""The one slot of these patterns: a letter said by its name, for spelling."""


class Reaction(Part):
    """What the examiner, playing a part, says to an answer that holds one of these patterns."""

    match: tuple[str, ...]
    say: Levelled


class Task(Part):
    """One task.

    Attributes:
        name: as the debrief and the notes call it ("your home town").
        ask: the question by level; the lowest level may be above A1, then nobody gets less.
        kind: "answer", "ask" (the learner has to ask), or "repeat" (`ask` is the sentence itself).
        prepare_s, speak_s: the exam clock: seconds to prepare and to speak; 0 is no clock.
        about: an answer is to the point when `least` of these patterns occur in it.
        words: fewest words of an answer, by level.
        react: in the order of their lines; the first that fits is said before the next task.
        lift: how a better answer goes on after the learner's own sentence, by the level it shows.
        goal: index in the checklist; an assessment leaves the task out once that goal is reached.
    """

    id: str
    name: str
    ask: Levelled
    kind: Literal["answer", "ask", "repeat"] = "answer"
    prepare_s: int = Field(default=0, ge=0, le=600)
    speak_s: int = Field(default=0, ge=0, le=300)
    about: tuple[str, ...] = ()
    least: int = Field(default=1, ge=1)
    words: Mapping[Level, int] = Field(default={})
    react: tuple[Reaction, ...] = ()
    lift: Levelled = Field(default={})
    goal: int | None = None


class GoalRule(Part):
    """What reaches a goal; only answers to the point count.

    Attributes:
        tasks: whose answers count; empty means all.
        match: patterns; `times` different ones must occur, in each of `answers` answers.
        pooled: in all of them together instead.
        words: fewest words of such an answer, by level.
        exact: share of the words to repeat that came in order; `small` looks at short words and
            endings only.
        fluent: no hesitation and no word twice running.
        at_once: the question was not asked again.
        request: also reached by a request for a repeat in one of these patterns.
    """

    tasks: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    times: int = Field(default=1, ge=1)
    answers: int = Field(default=1, ge=1)
    pooled: bool = False
    words: Mapping[Level, int] = Field(default={})
    exact: float | None = None
    small: bool = False
    fluent: bool = False
    at_once: bool = False
    request: tuple[str, ...] = ()


class Paper(Part):
    """A whole exam or assessment.

    Attributes:
        level: of the scenario; it is the exam's, whatever the learner's.
        opening: the first line for levels below it; its question is `ready`'s or the first task's.
        start: said once the learner is ready; empty where the opening asks the first task.
        probes: asked by an assessment after its tasks while the level is not yet sure.
        goals: the rules of each checklist item, all of which must hold.
    """

    slug: str
    level: Level
    opening: Levelled
    start: Levelled = Field(default={})
    tasks: tuple[Task, ...] = Field(min_length=1)
    probes: tuple[Task, ...] = ()
    goals: tuple[tuple[GoalRule, ...], ...]
    closing: Levelled

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        ids = [task.id for task in (*self.tasks, *self.probes)]
        if len(set(ids)) != len(ids):
            raise ValueError(f"{self.slug}: two tasks share an id: {ids}")
        for rule in (rule for rules in self.goals for rule in rules):
            if set(rule.tasks) - set(ids):
                raise ValueError(f"{self.slug}: unknown tasks {sorted(set(rule.tasks) - set(ids))}")
            for source in (*rule.match, *rule.request):
                Pattern(source, LETTERS)
        for task in (*self.tasks, *self.probes):
            self._check_task(task)
        self._check(self.opening, question=True)
        self._check(self.start, question=None if self.start else False)
        self._check(self.closing, question=False)
        return self

    def _check_task(self, task: Task) -> None:
        for source in (*task.about, *(p for one in task.react for p in one.match)):
            Pattern(source, LETTERS)
        if task.kind != "repeat" and len(task.about) < task.least:
            raise ValueError(f"{self.slug}: {task.id} needs {task.least} patterns in `about`")
        if task.goal is not None and task.goal >= len(self.goals):
            raise ValueError(f"{self.slug}: {task.id} names goal {task.goal}, which has no rules")
        self._check(task.ask, question=None)
        for one in task.react:
            self._check(one.say, question=False)

    def _check(self, lines: Levelled, *, question: bool | None) -> None:
        for level, texts in lines.items():
            for text in texts:
                asks = text.count("?")
                if asks > 1 or (asks and not text.endswith("?")):
                    raise ValueError(f"{self.slug}: one question, at the end: {text}")
                if question is not None and bool(asks) != question:
                    raise ValueError(f"{self.slug}: a question too many or too few: {text}")
                if count_words(text) > WORD_CAPS[level]:
                    raise ValueError(f"{self.slug}: over {WORD_CAPS[level]} words: {text}")


class Wording(Part):
    """What the examiner of a mode says beside the tasks (`examiner.json`).

    Attributes:
        lines: by occasion.
        default: the slug of the paper for a lesson without a scenario, by its level.
    """

    lines: dict[str, Levelled]
    default: dict[Level, str]


def at_level(lines: Levelled, level: Level, turn: int = 0) -> str:
    """The variant of the highest level at or below, else of the lowest; variants take turns."""
    known = [key for key in lines if key <= level] or [min(lines)]
    texts = lines[max(known)]
    return texts[turn % len(texts)]


def least_words(words: Mapping[Level, int], level: Level) -> int:
    """The number for a level, by the same choice; 1 without any."""
    if not words:
        return 1
    return words[max((key for key in words if key <= level), default=min(words))]
