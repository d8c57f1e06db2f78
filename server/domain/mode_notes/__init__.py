"""What the notes of each mode must hold (pedagogy.md section 5, last column)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from server.domain.mode_notes.assessment import assessment
from server.domain.mode_notes.concept_learning import concept_learning
from server.domain.mode_notes.conversation import conversation
from server.domain.mode_notes.grammar import grammar
from server.domain.mode_notes.pronunciation import pronunciation
from server.domain.mode_notes.reading import reading
from server.domain.mode_notes.repeating import repeated_phrases, repeating
from server.domain.mode_notes.source import NoteSource, Sections
from server.domain.mode_notes.test_prep import exam
from server.domain.mode_notes.vocabulary import vocabulary

MODE_NOTES: Mapping[str, Callable[[NoteSource], Sections]] = MappingProxyType(
    {
        "assessment": assessment,
        "concept_learning": concept_learning,
        "conversation": conversation,
        "grammar": grammar,
        "pronunciation": pronunciation,
        "reading": reading,
        "test_prep": exam,
        "vocabulary": vocabulary,
    }
)
"""By mode code. A mode missing here gets the notes of a conversation."""


def sections_of(mode_code: str, source: NoteSource) -> Sections:
    """The four sections, best points first, at most five each.

    Repeated phrases are not a talk, whatever mode they were repeated in.
    """
    if repeated_phrases(source):
        return repeating(source)
    return MODE_NOTES.get(mode_code, conversation)(source)
