"""Grammar: one form is elicited many times, and what goes wrong is mended by the learner first."""

import json
from importlib.resources import files

from pydantic import TypeAdapter

from server.domain.ports import Lesson
from server.protocol.models import Level
from server.tutors.dialogue_pack import Levelled
from server.tutors.language_book import LanguageBook
from server.tutors.modes.grammar_course import Course
from server.tutors.modes.grammar_forms import FormReader
from server.tutors.modes.grammar_lesson import GrammarLesson
from server.tutors.modes.grammar_talk import LINES, GrammarTalk
from server.tutors.talk import Talk

CODE = "grammar"
_LINES = TypeAdapter(dict[str, Levelled])


class Grammar:
    """The written lessons of one language; a scenario without one is held as a conversation."""

    def __init__(self, book: LanguageBook) -> None:
        """Reads and compiles the lessons.

        Raises:
            ValidationError, ValueError: a lesson breaks its format, or a line is missing.
        """
        texts = dict(book.lessons.get(CODE, {}))
        lines = _LINES.validate_json(texts.pop("lines", "{}"))
        if texts and (missing := set(LINES) - set(lines)):
            raise ValueError(f"{CODE}/lines.json lacks {sorted(missing)}")
        tables = files("resources") / CODE / f"{book.code}.json"
        words = json.loads(tables.read_text("utf-8")) if texts else {}
        self._book = book
        self._lines = lines
        self._courses: dict[str, Course] = {}
        for slug, text in texts.items():
            lesson = GrammarLesson.model_validate_json(text)
            self._courses[slug] = Course(lesson, FormReader(lesson, words))

    def begin(self, lesson: Lesson) -> Talk:
        """The lesson of the scenario; without a scenario the one of the learner's level."""
        if lesson.scenario is None:
            course = self._at_level(lesson.level)
        else:
            course = self._courses.get(lesson.scenario.slug)
        if course is None:
            return self._book.dialogue(lesson)
        pack = course.lesson.pack(self._lines)
        return GrammarTalk.begin(course, self._book.dialogue(lesson, written=pack))

    def course(self, slug: str) -> Course:
        """A lesson by the slug of its scenario."""
        return self._courses[slug]

    def _at_level(self, level: Level) -> Course | None:
        """The hardest default lesson that is not above a level."""
        fitting = [
            c for c in self._courses.values() if c.lesson.default and c.lesson.level <= level
        ]
        return max(fitting, key=lambda course: course.lesson.level, default=None)
