"""Test preparation: exam tasks on the clock and without help, a debrief, a second attempt."""

from dataclasses import dataclass, replace

from typing_extensions import override

from server.domain.ports import Lesson
from server.protocol.models import TaskClock
from server.tutors.language_book import LanguageBook
from server.tutors.modes.debrief import comparison, debrief, worth_repeating
from server.tutors.modes.exam_marks import Answer
from server.tutors.modes.sitting import READY_S, PaperShelf, Progress, Sitting
from server.tutors.talk import Advice, Talk
from server.tutors.text_patterns import tokens

SHORT_YES = 9  # words; more than these to an offer are the second attempt itself


@dataclass(frozen=True, slots=True)
class Exam(Sitting):
    """The tasks of a paper in order; then the debrief with an offer; then two attempts compared."""

    @override
    def next_after(self, now: Progress, answer: Answer) -> Progress:
        if now.second:
            return self._compared(now, answer)
        fact = self.fact(answer)
        ids = [task.id for task in self.rules.paper.tasks]
        at = ids.index(answer.task) + 1
        if at < len(ids):
            task = self.rules.paper.tasks[at]
            repeating = task.kind == "repeat"
            bridge = self.word("next_sentence") if repeating else self.reaction(now, answer)
            moved = self.ask_task(now, task, [bridge])
            return replace(moved, line=replace(moved.line, facts=(fact,)))
        told = debrief(self.rules.marker, now.answers, self.word)
        offered = worth_repeating(self.rules.marker, now.answers)
        name = self.rules.marker.task(offered).name
        before = [self.reaction(now, answer), self.word("debrief"), *told.sentences]
        moved = replace(now, task=answer.task, offered=offered)
        return self.asking(moved, before, self.word("offer", {"task": name}), (fact, *told.facts))

    @override
    def invited(self, now: Progress, text: str) -> Progress:
        task = self.rules.marker.task(now.offered)
        manners = self.rules.manners.of(tokens(text))
        if manners & {"repeat", "slower", "easier"}:
            return self.repeated(slower="repeat" not in manners).now
        trying = replace(now, second=True)
        if self.rules.marker.to_the_point(task, text, now.level) and len(tokens(text)) > SHORT_YES:
            answer = Answer(now.offered, text, good=True, level=now.level, second=True)
            return self._compared(replace(trying, answers=(*now.answers, answer)), answer)
        if "yes" in manners and "no" not in manners:
            return self.ask_task(trying, task, [self.word("second_start")])
        return self.ended(now, [self.word("as_you_like")])

    @override
    def suggestions(self) -> Advice:
        """After the exam part three answers to the offer; before it none."""
        if self.now.offered and not self.now.second and not self.line.closing:
            replies = tuple(self.word(name) for name in ("reply_yes", "reply_no", "reply_again"))
            return Advice(self.now.asked, replies=replies)
        return Advice(self.word("no_hints"))

    def _compared(self, now: Progress, answer: Answer) -> Progress:
        first = next(a for a in now.answers if a.task == answer.task and not a.second)
        text, fact = comparison(self.rules.marker, first, answer, self.word)
        ended = self.ended(now, [text])
        return replace(ended, line=replace(ended.line, facts=(fact,)))


class TestPrep:
    """The scenario's exam; where none is written, its dialogue without help."""

    __test__ = False  # its name is the mode's, not a test's

    def __init__(self, book: LanguageBook) -> None:
        self._book = book
        self._shelf = PaperShelf(book, "test_prep")

    def begin(self, lesson: Lesson) -> Talk:
        """The exam at its opening line."""
        opened = self._shelf.opened(lesson)
        if opened is None:
            return self._book.dialogue(lesson, helped=False, mended=False)
        rules, now = opened
        if now.line.clock is None and rules.paper.start:
            now = replace(now, line=replace(now.line, clock=TaskClock(speak_s=READY_S)))
        return Exam(rules, now)
