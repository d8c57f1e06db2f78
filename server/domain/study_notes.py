"""Study notes of a session in the founding document's exact shape, from its own turns only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from server.domain.mode_notes import sections_of
from server.domain.mode_notes.source import source_of
from server.domain.note_points import Point
from server.protocol.models import (
    Language,
    NotesEvidence,
    NotesSection,
    Scenario,
    Session,
    StudyNotes,
    TeachingMode,
    Turn,
)

HEADINGS = (
    "Key Phrases Practiced",
    "Grammar & Corrections",
    "Pronunciation / Fluency Tips",
    "Next Steps",
)
MIN_WORDS = 3
SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class WrittenNotes:
    """Notes with the source of each bullet ("section.point") beside them.

    Attributes:
        status: "too_short" when the session gave nothing to write about; then all is empty.
    """

    notes: StudyNotes
    evidence: dict[str, NotesEvidence]
    status: Literal["ok", "too_short"]


def write_notes(
    session: Session,
    language: Language,
    mode: TeachingMode,
    scenario: Scenario | None,
    turns: Sequence[Turn],
) -> WrittenNotes:
    """Writes the notes of a session from its turns and their evaluations; same turns, same notes.

    Bullets quote the learner, have at most 18 words, at most five a section, fewer where the
    evidence is thin; a session in which fewer than three words were said is too short.
    """
    source = source_of(turns, scenario)
    if sum(len(turn.text.split()) for turn in source.said) < MIN_WORDS:
        source = source_of([], scenario)
    sections = sections_of(mode.code, source).cut()
    return WrittenNotes(
        notes=StudyNotes(title=_title(session, language, mode), subtitle=_subtitle(sections)),
        evidence={
            f"{section}.{number}": NotesEvidence(turns=point.turns, quote=point.quote)
            for section, points in enumerate(sections)
            for number, point in enumerate(points)
        },
        status="ok" if any(sections) else "too_short",
    )


def _title(session: Session, language: Language, mode: TeachingMode) -> str:
    short_id = str(session.id)[:SHORT_ID]
    return f"Session {short_id} Study Notes \u2014 {language.label} ({mode.name})"


def _subtitle(sections: Sequence[Sequence[Point]]) -> dict[str, NotesSection]:
    return {
        str(number): NotesSection(
            heading=heading, points={str(n): point.text for n, point in enumerate(points)}
        )
        for number, (heading, points) in enumerate(zip(HEADINGS, sections, strict=True))
    }
