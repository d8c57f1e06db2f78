"""The eight ways to teach offline (pedagogy.md section 5): a mode makes a talk of a lesson."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from server.domain.ports import Lesson
from server.tutors.language_book import LanguageBook
from server.tutors.modes.assessment import AssessmentMode
from server.tutors.modes.concept_learning import ConceptLearning
from server.tutors.modes.conversation import Conversation
from server.tutors.modes.grammar import Grammar
from server.tutors.modes.pronunciation import Pronunciation
from server.tutors.modes.reading import ReadingMode
from server.tutors.modes.test_prep import TestPrep
from server.tutors.modes.vocabulary import Vocabulary
from server.tutors.talk import Talk


class Mode(Protocol):
    """One mode in one language."""

    def begin(self, lesson: Lesson) -> Talk:
        """The talk of a lesson with its opening line said; the lesson's past is not told yet."""
        ...


MODES: Mapping[str, Callable[[LanguageBook], Mode]] = MappingProxyType(
    {
        "conversation": Conversation,
        "assessment": AssessmentMode,
        "grammar": Grammar,
        "concept_learning": ConceptLearning,
        "pronunciation": Pronunciation,
        "reading": ReadingMode,
        "test_prep": TestPrep,
        "vocabulary": Vocabulary,
    }
)
"""By code. A mode missing here, such as one a teacher added, is held as a conversation."""


def modes_of(book: LanguageBook) -> dict[str, Mode]:
    """Every mode in one language, its data read and checked."""
    return {code: make(book) for code, make in MODES.items()}
