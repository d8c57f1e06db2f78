"""What the learner does on the conversation page, and what becomes of the talk as a whole."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.presenters.states import LessonChoice


@dataclass(frozen=True, slots=True)
class Began:
    """The learner asked for a talk."""

    choice: LessonChoice
    at: datetime


@dataclass(frozen=True, slots=True)
class TextMode:
    """The learner types, or speaks again."""

    on: bool


@dataclass(frozen=True, slots=True)
class Muted:
    """The microphone was turned off or on."""

    muted: bool


@dataclass(frozen=True, slots=True)
class Ticked:
    """So many whole seconds since the talk began."""

    elapsed_s: int
    left: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The learner types: what stands in the field now."""

    text: str


@dataclass(frozen=True, slots=True)
class Ending:
    """The learner asked for the end."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The talk cannot go on, or did not begin; the sentence says why."""

    sentence: str


@dataclass(frozen=True, slots=True)
class NoticeDismissed:
    """The learner closed the notice."""


PageEvent = Began | TextMode | Muted | Ticked | Drafted | Ending | Broken | NoticeDismissed
