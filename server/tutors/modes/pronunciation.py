"""Pronunciation: one sound at a time, the model slow on the second try, on after the third."""

from server.domain.ports import Lesson
from server.tutors.dialogue import Dialogue
from server.tutors.language_book import LanguageBook, opening_of
from server.tutors.modes.drill_pack import Drill, DrillLines
from server.tutors.modes.drill_talk import DrillRules, DrillTalk

CODE, LINES = "pronunciation", "lines"


class Pronunciation:
    """Drills by the slug of their scenario."""

    def __init__(self, book: LanguageBook) -> None:
        texts = dict(book.lessons.get(CODE, {}))
        lines = texts.pop(LINES, None)
        self._book = book
        self._lines = DrillLines.model_validate_json(lines) if lines else DrillLines(lines={})
        self.drills = {slug: Drill.model_validate_json(text) for slug, text in texts.items()}

    def begin(self, lesson: Lesson) -> DrillTalk | Dialogue:
        """The scenario's drill, the level's own without a scenario; a teacher's scenario that has
        no drill is held as its checklist.
        """
        drill = self._drill(lesson)
        if drill is None:
            return self._book.dialogue(lesson)
        rules = DrillRules(
            drill, self._lines, self._book.manners, lesson.level, lesson.scenario is not None
        )
        return DrillTalk.begin(rules, opening_of(drill.opening, lesson.scenario, lesson.level))

    def _drill(self, lesson: Lesson) -> Drill | None:
        if lesson.scenario is not None:
            return self.drills.get(lesson.scenario.slug)
        fitting = [
            (max(level for level in drill.default_for if level <= lesson.level), drill)
            for drill in self.drills.values()
            if any(level <= lesson.level for level in drill.default_for)
        ]
        return max(fitting, key=lambda entry: entry[0])[1] if fitting else None
