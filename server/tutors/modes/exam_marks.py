"""Marking: whether an answer is to the point, and which goals the answers reach. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from server.protocol.models import LessonFact, Level
from server.tutors.completeness import FILLERS
from server.tutors.manners import is_question
from server.tutors.modes.exam_paper import LETTERS, GoalRule, Paper, Task, at_level, least_words
from server.tutors.text_patterns import Pattern, spaced, tokens

HALF = 0.5
SMALL = 3  # letters of a small word
_SPELT = re.compile(r"\b(\w)[-.](?=\w\b)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to a task.

    Attributes:
        task: its id; empty for a request to hear the question again.
        good: to the point.
        again: the question had been asked before.
        second: of the second attempt.
    """

    task: str
    text: str
    good: bool
    level: Level
    again: bool = False
    second: bool = False


def words_of(text: str) -> list[str]:
    """The words of an answer; letters spelt with hyphens or dots are words of their own."""
    return tokens(_SPELT.sub(r"\1 ", text))


class Marker:
    """The compiled patterns of a paper."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._tasks = {task.id: task for task in (*paper.tasks, *paper.probes)}
        sources = [p for task in self._tasks.values() for p in task.about]
        sources += [p for t in self._tasks.values() for one in t.react for p in one.match]
        for rule in (rule for rules in paper.goals for rule in rules):
            sources += [*rule.match, *rule.request]
        self._patterns = {source: Pattern(source, LETTERS) for source in sources}

    def task(self, task_id: str) -> Task:
        """A task or probe by its id."""
        return self._tasks[task_id]

    def to_the_point(self, task: Task, text: str, level: Level) -> bool:
        """Whether a text answers a task: by what it says, and long enough for one."""
        words = words_of(text)
        if task.kind == "repeat":
            return kept(at_level(task.ask, level), text) >= HALF
        if len(words) < least_words(task.words, level):
            return False
        if task.kind == "ask" and not is_question(text, words):
            return False
        return self._count(task.about, words) >= task.least

    def holds(self, sources: Sequence[str], text: str) -> bool:
        """Whether one of some patterns of the paper occurs."""
        return self._count(sources, words_of(text)) > 0

    def goals(self, answers: Sequence[Answer]) -> tuple[int, ...]:
        """Indexes of the goals whose every rule holds."""
        return tuple(
            index
            for index, rules in enumerate(self._paper.goals)
            if rules and all(self._reached(rule, answers) for rule in rules)
        )

    def _reached(self, rule: GoalRule, answers: Sequence[Answer]) -> bool:
        asked = [one.text for one in answers if not one.task]
        if rule.request and any(self.holds(rule.request, text) for text in asked):
            return True
        counted = [
            one for one in answers if one.good and (not rule.tasks or one.task in rule.tasks)
        ]
        if rule.pooled and counted:
            text = " . ".join(one.text for one in counted)
            return self._fits(
                rule, Answer(counted[0].task, text, good=True, level=counted[0].level)
            )
        fitting = {one.task for one in counted if self._fits(rule, one)}
        return len(fitting) >= rule.answers

    def _fits(self, rule: GoalRule, answer: Answer) -> bool:
        words = words_of(answer.text)
        if len(words) < least_words(rule.words, answer.level):
            return False
        if rule.match and self._count(rule.match, words) < rule.times:
            return False
        if rule.at_once and answer.again:
            return False
        if rule.fluent and (FILLERS & set(words) or _stutters(words)):
            return False
        if rule.exact is not None:
            model = at_level(self.task(answer.task).ask, answer.level)
            return kept(model, answer.text, small=rule.small) >= rule.exact
        return True

    def _count(self, sources: Sequence[str], words: Sequence[str]) -> int:
        text = spaced(words)
        return sum(self._patterns[source].found(text) for source in set(sources))


def _stutters(words: Sequence[str]) -> bool:
    return any(one == two for one, two in pairwise(words))


def kept(model: str, said: str, *, small: bool = False) -> float:
    """The share of a sentence's words that were repeated in order, 0 to 1.

    `small` looks only at the words that are easily lost: of up to three letters, or ending in -s or
    -ed.
    """
    wanted, heard = tokens(model), tokens(said)
    blocks = SequenceMatcher(None, wanted, heard, autojunk=False).get_matching_blocks()
    places = {block.a + offset for block in blocks for offset in range(block.size)}
    looked_at = [n for n, word in enumerate(wanted) if not small or _is_small(word)]
    return sum(n in places for n in looked_at) / len(looked_at) if looked_at else 1.0


def _is_small(word: str) -> bool:
    return len(word) <= SMALL or word.endswith(("s", "ed"))


def repeat_fact(name: str, model: str, answer: Answer) -> LessonFact:
    """How much of a sentence was repeated in order, in per cent."""
    share = kept(model, answer.text)
    return LessonFact(
        kind="task",
        about=name,
        outcome="right" if share == 1 else "wrong" if answer.good else "avoided",
        quote=" ".join(answer.text.split()[:14]).strip(" .,!?;:"),
        better=model,
        value=round(100 * share),
        unit="%",
    )
