"""Notes of a conversation: phrases said well, upgrades, sounds, next steps."""

from server.domain import note_points
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Sections


def conversation(source: NoteSource) -> Sections:
    """The points of a talk."""
    said = source.said
    phrases = note_points.phrases(said, source.listed("target_vocabulary"))[:MOST_POINTS]
    corrected = note_points.corrections(said)[:MOST_POINTS]
    sounded = note_points.sounds(said)[:MOST_POINTS]
    steps = note_points.next_steps(corrected, sounded, phrases)
    return Sections(phrases, corrected, sounded, steps)
