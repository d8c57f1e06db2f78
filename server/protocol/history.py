"""What the past looks like over REST: a list of talks, and one talk to take away."""

from enum import StrEnum

from server.protocol.models import Noun, Session, Summary, Turn


class PastSession(Session):
    """A session as a list shows it.

    Attributes:
        scenario_title: what it was about; None when it had no scenario.
        total: 0 to 100, the pooled score of its notes; None before they are written, or when
            nothing could be assessed.
        turns: how many it has.
    """

    scenario_title: str | None = None
    total: float | None = None
    turns: int


class PastSessions(Noun):
    """A piece of the list, newest first.

    Attributes:
        next: what to send as `before` for the piece after this one; None at the end.
    """

    sessions: tuple[PastSession, ...]
    next: str | None = None


class ExportFormat(StrEnum):
    """How a session is taken away."""

    JSON = "json"
    CSV = "csv"
    MARKDOWN = "md"


class SessionExport(Noun):
    """A whole session, nothing left out; `notes` is None until they are written."""

    session: Session
    turns: tuple[Turn, ...]
    notes: Summary | None = None
