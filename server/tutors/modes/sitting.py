"""A sitting: a neutral examiner asks task after task, without help; what follows is its mode's."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from server.domain.ports import Lesson
from server.domain.shown_level import level_shown
from server.protocol.models import LessonFact, Level, TaskClock
from server.tutors.language_book import LanguageBook
from server.tutors.line_composer import fill
from server.tutors.manners import Manners
from server.tutors.modes.exam_marks import Answer, Marker, repeat_fact
from server.tutors.modes.exam_paper import Paper, Task, Wording, at_level
from server.tutors.modes.own_sentence import best_sentence, lifted
from server.tutors.scenario_pack import scenario_level
from server.tutors.sentences import split_sentences
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import tokens

SLOW = 0.75
READY_S = 30  # to say that one is ready, or yes to a second attempt: start value
EXAMINER = "examiner"


@dataclass(frozen=True, slots=True)
class SittingRules:
    """What stays the same through a sitting.

    Attributes:
        checklist: of the scenario; goals are counted only where there is one.
    """

    paper: Paper
    marker: Marker
    wording: Wording
    manners: Manners
    checklist: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment.

    Attributes:
        asked: the words of the open question.
        task: the id of its task; empty while the learner is asked whether to begin.
        level: at which the next task is asked.
        again: the question was asked again.
        offered: the task that the learner may try a second time, once that was offered.
        second: it is being tried.
    """

    line: Line
    asked: str
    task: str
    level: Level
    answers: tuple[Answer, ...] = ()
    turn: int = 0
    again: bool = False
    offered: str = ""
    second: bool = False


@dataclass(frozen=True, slots=True)
class Sitting(ABC):
    """A `Talk`. Content first; a request to hear the question again; else the question again once,
    and on.
    """

    rules: SittingRules
    now: Progress

    @abstractmethod
    def next_after(self, now: Progress, answer: Answer) -> Progress:
        """What follows an answer: a task, or the end."""

    @property
    def line(self) -> Line:
        """What the examiner says now."""
        return self.now.line

    def after(self, text: str) -> Self:
        """The sitting once the learner has said this."""
        words = tokens(text)
        if not words:
            return self.after_silence()
        if self.line.closing:
            return self._with(self.said([self.word("goodbye")], closing=True))
        now = replace(self.now, turn=self.now.turn + 1)
        if now.offered and not now.second:
            return self._with(self.invited(now, text))
        if not now.task:
            return self._with(self._begun(now, text))
        return self._heard(now, text, self.rules.manners.of(words))

    def after_silence(self) -> Self:
        """The same question after "Take your time."; nothing easier."""
        if self.line.closing:
            return self._with(self.said([self.word("goodbye")], closing=True))
        before = self.word("take_your_time")
        return self._with(self.asking(replace(self.now, again=True), [before], self.now.asked))

    def out_of_time(self) -> Self:
        """The next question: nothing was said to this one, and nothing can be shown of it."""
        now = self.now
        if self.line.closing or (now.offered and not now.second):
            return self.after_silence()
        if not now.task:
            return self._with(self._begun(now, ""))
        answer = Answer(now.task, "", good=False, level=now.level, second=now.second)
        moved = replace(now, turn=now.turn + 1, answers=(*now.answers, answer), again=False)
        asked = self.next_after(moved, answer)
        shown = tuple(fact for fact in asked.line.facts if fact.quote)
        return self._with(replace(asked, line=replace(asked.line, facts=shown)))

    def repeated(self, *, slower: bool) -> Self:
        """The question again; an examiner does not rephrase it."""
        if self.line.closing:
            return self
        now = self.asking(replace(self.now, again=bool(self.now.task)), [], self.now.asked)
        speed = SLOW if slower else 1.0
        return self._with(replace(now, line=replace(now.line, speed=speed)))

    def easier(self) -> Self:
        """The question slowly."""
        return self.repeated(slower=True)

    def hinted(self) -> tuple[Self, Advice]:
        """None here."""
        return self, Advice(self.word("no_hints"))

    def suggestions(self) -> Advice:
        """None in the sitting itself."""
        return Advice(self.word("no_hints"))

    def explanation(self) -> Advice:
        """What the task is."""
        return Advice(self.now.asked)

    def resumed(self) -> Self:
        """The open question after an absence."""
        if self.line.closing:
            return self
        return self._with(self.asking(self.now, [self.word("welcome_back")], self.now.asked))

    # --- for the modes ------------------------------------------------------------------------

    def word(self, occasion: str, values: Mapping[str, str] | None = None) -> str:
        """What the examiner says on an occasion."""
        text = at_level(self.rules.wording.lines[occasion], self.now.level, self.now.turn)
        return fill(text, values or {}) or ""

    def ask_task(self, now: Progress, task: Task, before: Sequence[str]) -> Progress:
        """Asks a task at the present level."""
        question = at_level(task.ask, now.level, now.turn)
        return self.asking(replace(now, task=task.id, again=False), before, question)

    def asking(
        self,
        now: Progress,
        before: Sequence[str],
        question: str,
        facts: tuple[LessonFact, ...] = (),
    ) -> Progress:
        """The moment at which a question is asked, with its clock."""
        task = self.rules.marker.task(now.task) if now.task else None
        clock = self.clock(task, now) if not now.offered or now.second else None
        moved = replace(now, asked=question)
        line = self._line([*before, question], moved.answers, facts, closing=False)
        return replace(moved, line=replace(line, clock=clock))

    def clock(self, task: Task | None, now: Progress) -> TaskClock | None:
        """The exam clock of a task; one prepares only once. None without seconds to speak."""
        if task is None or not task.speak_s:
            return None
        return TaskClock(prepare_s=0 if now.again else task.prepare_s, speak_s=task.speak_s)

    def said(
        self,
        texts: Sequence[str],
        now: Progress | None = None,
        facts: tuple[LessonFact, ...] = (),
        *,
        closing: bool = False,
    ) -> Progress:
        """The moment at which something without a question is said."""
        now = now or self.now
        return replace(now, line=self._line(texts, now.answers, facts, closing=closing))

    def reaction(self, now: Progress, answer: Answer) -> str:
        """What is said to an answer: the part played, else thanks that judge nothing."""
        task = self.rules.marker.task(answer.task)
        for one in task.react if answer.good else ():
            if self.rules.marker.holds(one.match, answer.text):
                return at_level(one.say, now.level, now.turn)
        return self.word("thanks")

    def fact(self, answer: Answer) -> LessonFact:
        """What an answer shows, with a better one made of the learner's own sentence."""
        task = self.rules.marker.task(answer.task)
        if task.kind == "repeat":
            return repeat_fact(task.name, at_level(task.ask, answer.level), answer)
        own = best_sentence(answer.text)
        return LessonFact(
            kind="task",
            about=task.name,
            outcome="right" if answer.good else "avoided",
            quote=own,
            better=lifted(own, task.lift, level_shown(answer.text)) if answer.good else "",
            value=level_shown(answer.text),
            unit="level",
        )

    def ended(self, now: Progress, before: Sequence[str]) -> Progress:
        """The last line."""
        closing = at_level(self.rules.paper.closing, now.level, now.turn)
        return self.said([*before, closing], now, closing=True)

    def invited(self, now: Progress, text: str) -> Progress:
        """What follows the answer to an offer."""
        return self.ended(now, [])

    def _heard(self, now: Progress, text: str, manners: set[str]) -> Self:
        """What a turn at a task leads to."""
        task = self.rules.marker.task(now.task)
        good = self.rules.marker.to_the_point(task, text, now.level)
        if manners & {"repeat", "slower", "easier"} and (not good or task.kind != "repeat"):
            request = Answer("", text, good=False, level=now.level)
            asked = replace(now, answers=(*now.answers, request), again=True)
            return self._with(asked).repeated(slower="repeat" not in manners)
        if not good and "goodbye" in manners:
            return self._with(self.ended(now, []))
        if not good and not now.again and "dont_know" not in manners:
            return self._with(self._asked_again(now))
        answer = Answer(now.task, text, good, now.level, again=now.again, second=now.second)
        moved = replace(now, answers=(*now.answers, answer), again=False)
        return self._with(self.next_after(moved, answer))

    def _begun(self, now: Progress, text: str) -> Progress:
        """Ready: the first task; one who answers it already is taken at their word."""
        first = self.rules.paper.tasks[0]
        words = tokens(text)
        if self.rules.marker.to_the_point(first, text, now.level):
            answer = Answer(first.id, text, good=True, level=now.level)
            return self.next_after(replace(now, answers=(answer,)), answer)
        manners = self.rules.manners.of(words)
        if manners & {"repeat", "slower", "easier"}:
            return self.repeated(slower="repeat" not in manners).now
        if "goodbye" in manners:
            return self.ended(now, [])
        if "no" in manners and not now.again:
            waiting = replace(now, again=True)
            return self.asking(waiting, [self.word("take_your_time")], now.asked)
        start = at_level(self.rules.paper.start, now.level, now.turn)
        return self.ask_task(now, first, [start])

    def _asked_again(self, now: Progress) -> Progress:
        return self.asking(replace(now, again=True), [self.word("again")], now.asked)

    def _line(
        self,
        texts: Sequence[str],
        answers: Sequence[Answer],
        facts: tuple[LessonFact, ...],
        *,
        closing: bool,
    ) -> Line:
        sentences = [part for text in texts for part in split_sentences(text)]
        goals = self.rules.marker.goals(answers) if self.rules.checklist else ()
        return Line(tuple(sentences), goals, facts, closing=closing)

    def _with(self, now: Progress) -> Self:
        return replace(self, now=now)


def first_moment(rules: SittingRules, opening: str, level: Level) -> Progress:
    """The opening said; its question is the first task's, or whether to begin."""
    sentences = tuple(split_sentences(opening))
    ready = bool(rules.paper.start)
    first = rules.paper.tasks[0]
    clock = None
    if not ready and first.speak_s:
        clock = TaskClock(prepare_s=first.prepare_s, speak_s=first.speak_s)
    line = Line(sentences, clock=clock)
    return Progress(line, sentences[-1], "" if ready else first.id, level)


class PaperShelf:
    """The papers of one mode in one language, read and checked."""

    def __init__(self, book: LanguageBook, mode: str) -> None:
        texts = dict(book.lessons.get(mode, {}))
        self._manners = book.manners
        wording = texts.pop(EXAMINER, None)
        self._wording = Wording.model_validate_json(wording) if wording else None
        papers = [Paper.model_validate_json(text) for text in texts.values()]
        self.papers = {paper.slug: (paper, Marker(paper)) for paper in papers}

    def opened(self, lesson: Lesson) -> tuple[SittingRules, Progress] | None:
        """The rules and the first moment of a lesson; None where no paper serves it."""
        scenario, wording = lesson.scenario, self._wording
        if wording is None:
            return None
        level = min(lesson.level, Level.C1)
        slug = scenario.slug if scenario else wording.default[level]
        if slug not in self.papers:
            return None
        paper, marker = self.papers[slug]
        items = scenario.metadata.get("checklist", ()) if scenario else ()
        rules = SittingRules(paper, marker, wording, self._manners, tuple(items))
        own = str(scenario.metadata.get("opening_line") or "") if scenario else ""
        theirs = scenario_level(scenario) if scenario else None
        simple = theirs is None or level < theirs or not own
        opening = at_level(paper.opening, level) if simple else own
        return rules, first_moment(rules, opening, level)
