"""Conversation: a partner with a role and a goal, who recasts errors in the reply."""

from server.domain.ports import Lesson
from server.tutors.dialogue import Dialogue
from server.tutors.language_book import LanguageBook


class Conversation:
    """The scenario's dialogue, with help and recasts."""

    def __init__(self, book: LanguageBook) -> None:
        self._book = book

    def begin(self, lesson: Lesson) -> Dialogue:
        """The dialogue at its opening line."""
        return self._book.dialogue(lesson)
