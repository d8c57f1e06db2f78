"""Assessment: neutral tasks whose level follows what the answers show; no teaching, no help."""

from dataclasses import dataclass, replace

from typing_extensions import override

from server.domain.ports import Lesson
from server.domain.shown_level import band, level_shown, step
from server.tutors.language_book import LanguageBook
from server.tutors.modes.exam_marks import Answer
from server.tutors.modes.exam_paper import Task
from server.tutors.modes.sitting import PaperShelf, Progress, Sitting
from server.tutors.talk import Talk

NARROW = 0.5  # half width of the level's interval at which it is known: half a band
FEWEST_SURE = 3  # answers without which no interval counts as narrow
NOT_SHOWN = 0.5  # the value of a task that was not answered


@dataclass(frozen=True, slots=True)
class Assessment(Sitting):
    """Each task once, at the level that the answers before it show (one up or down at a time); then
    probes until the interval is narrow or they are used up. A task whose goal an earlier answer has
    reached is left out.
    """

    @override
    def next_after(self, now: Progress, answer: Answer) -> Progress:
        shown = level_shown(answer.text) if answer.good else NOT_SHOWN
        fact = self.fact(answer).model_copy(update={"better": "", "value": shown})
        moved = replace(now, level=step(now.level, shown))
        task = self._open_task(now)
        reaction = self.reaction(now, answer)
        if task is None:
            played = bool(self.rules.marker.task(answer.task).react)
            moved = self.ended(moved, [reaction] if played else [])  # the closing thanks already
        else:
            moved = self.ask_task(moved, task, [reaction])
        return replace(moved, line=replace(moved.line, facts=(fact,)))

    def _open_task(self, now: Progress) -> Task | None:
        tried = {answer.task for answer in now.answers}
        reached = self.rules.marker.goals(now.answers)
        for task in self.rules.paper.tasks:
            if task.id not in tried and (task.goal is None or task.goal not in reached):
                return task
        values = [
            level_shown(answer.text) if answer.good else NOT_SHOWN
            for answer in now.answers
            if answer.task
        ]
        if len(values) >= FEWEST_SURE and band(values)[1] <= NARROW:
            return None
        return next((task for task in self.rules.paper.probes if task.id not in tried), None)


class AssessmentMode:
    """The scenario's assessment; where none is written, its dialogue without help."""

    def __init__(self, book: LanguageBook) -> None:
        self._book = book
        self._shelf = PaperShelf(book, "assessment")

    def begin(self, lesson: Lesson) -> Talk:
        """The assessment at its opening line."""
        opened = self._shelf.opened(lesson)
        if opened is None:
            return self._book.dialogue(lesson, helped=False, mended=False)
        return Assessment(*opened)
