"""What notes are written from: the learner's turns and what the tutor noticed in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from server.domain.note_points import Point, as_said, contains
from server.protocol.models import FactKind, LessonFact, Role, Scenario, Turn

MOST_POINTS = 5


@dataclass(frozen=True, slots=True)
class Noticed:
    """A fact with the learner's turn that it is about."""

    fact: LessonFact
    turn: Turn


@dataclass(frozen=True, slots=True)
class NoteSource:
    """One session.

    Attributes:
        said: the learner's turns with words, in order.
        noticed: facts of the tutor's replies, each tied to the learner's turn that holds its quote,
            or else to the last one before the reply; a fact without such a turn is left out.
        goals: indexes of the checklist reached.
    """

    said: Sequence[Turn]
    noticed: Sequence[Noticed]
    goals: Sequence[int]
    scenario: Scenario | None

    def facts(self, *kinds: FactKind) -> list[Noticed]:
        """The facts of some kinds, in order."""
        return [entry for entry in self.noticed if entry.fact.kind in kinds]

    def unmended(self) -> list[Turn]:
        """Turns of which nothing was mended or is better said otherwise: only they are models."""
        wrong = {
            entry.turn.turn_id
            for entry in self.facts("form", "concept")
            if entry.fact.outcome == "wrong" or (entry.fact.better and not entry.fact.unit)
        }
        return [turn for turn in self.said if turn.turn_id not in wrong]

    def listed(self, key: str) -> list[str]:
        """A list of the scenario's metadata ("checklist", "target_vocabulary"); empty without."""
        value = self.scenario.metadata.get(key, []) if self.scenario is not None else []
        return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


class Sections(NamedTuple):
    """The points under the four headings of the founding document, in its order."""

    phrases: list[Point]
    grammar: list[Point]
    sounds: list[Point]
    steps: list[Point]

    def cut(self) -> "Sections":
        """At most five points each."""
        return Sections(*(points[:MOST_POINTS] for points in self))


def source_of(turns: Sequence[Turn], scenario: Scenario | None) -> NoteSource:
    """Reads a session's turns in order."""
    said: list[Turn] = []
    noticed: list[Noticed] = []
    goals: tuple[int, ...] = ()
    for turn in turns:
        if turn.role is Role.USER:
            said += [turn] if turn.text.strip() else []
            continue
        goals = turn.details.goals or goals
        for fact in turn.details.facts:
            about = next(
                (t for t in reversed(said) if not fact.quote or contains(t.text, fact.quote)), None
            )
            if about is not None:
                said_so = fact.model_copy(update={"quote": as_said(about.text, fact.quote)})
                noticed.append(Noticed(said_so, about))
    return NoteSource(said, noticed, goals, scenario)
