"""Reading: a text read aloud in parts, questions from the line to the opinion, a retelling."""

from server.domain.ports import Lesson
from server.protocol.models import Level
from server.tutors.language_book import LanguageBook
from server.tutors.modes.reading_lesson import ReadingLesson, ReadingLines
from server.tutors.modes.reading_pack import pack_of_text
from server.tutors.modes.reading_talk import ReadingTalk
from server.tutors.talk import Talk

CODE = "reading"
WORDING = "wording"


class ReadingMode:
    """The text of the scenario; a scenario without one is held as a conversation."""

    def __init__(self, book: LanguageBook) -> None:
        """Reads and checks the texts.

        Raises:
            ValidationError: a text or its wording breaks its format.
        """
        texts = dict(book.lessons.get(CODE, {}))
        wording = texts.pop(WORDING, None)
        self._book = book
        self._lines = ReadingLines.model_validate_json(wording) if wording else None
        read = (ReadingLesson.model_validate_json(text) for _, text in sorted(texts.items()))
        self.lessons = {lesson.slug: lesson for lesson in read} if self._lines else {}
        self._packs = {
            slug: pack_of_text(lesson, self._lines)
            for slug, lesson in self.lessons.items()
            if self._lines is not None
        }

    def begin(self, lesson: Lesson) -> Talk:
        """The lesson of the scenario; without a scenario the one of the learner's level."""
        slug = lesson.scenario.slug if lesson.scenario else self._at_level(lesson.level)
        if slug is None or slug not in self.lessons or self._lines is None:
            return self._book.dialogue(lesson)
        dialogue = self._book.dialogue(lesson, written=self._packs[slug])
        return ReadingTalk.begin(self.lessons[slug], self._lines, dialogue)

    def _at_level(self, level: Level) -> str | None:
        """The hardest default text that is not above a level."""
        fitting = [
            (text.level, slug)
            for slug, text in self.lessons.items()
            if text.default and text.level <= level
        ]
        return max(fitting)[1] if fitting else None
