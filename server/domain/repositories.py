"""What is remembered. Every query on a learner's data carries `user_id`; a foreign object is
`NotFound`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from server.protocol.history import PastSession
from server.protocol.models import (
    Evaluation,
    Language,
    Role,
    Scenario,
    Session,
    Summary,
    TeachingMode,
    Turn,
    TurnDetails,
)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """Answer of `add_turn`: the database's index; duplicate when the id was there already."""

    turn_index: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class CorrectedTurn:
    """Answer of `correct_turn`: the turn as it is now; not `changed` when it had that text."""

    turn: Turn
    changed: bool


@dataclass(frozen=True, slots=True)
class Job:
    """Late work born inside another write; `attempt` is its fencing token.

    Attributes:
        kind: "score" (payload: session_id, turn_id, user_id) or "summary" (payload: session_id,
            user_id).
    """

    id: int
    kind: str
    payload: dict[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a list of sessions was left: at the last one seen."""

    started_at: datetime
    session_id: UUID


class CatalogRepository(Protocol):
    """Teaching modes, languages, scenarios."""

    async def list_modes(self) -> list[TeachingMode]:
        """All, in the order they were made."""
        ...

    async def get_mode(self, code: str) -> TeachingMode:
        """One by code, upper or lower case; NotFound."""
        ...

    async def create_mode(self, mode: TeachingMode) -> TeachingMode:
        """Adds one; Conflict when the code is taken."""
        ...

    async def list_languages(self) -> list[Language]:
        """All, founding twelve first."""
        ...

    async def create_language(self, language: Language) -> Language:
        """Adds one; Conflict when the code is taken."""
        ...

    async def list_scenarios(
        self, mode_code: str | None = None, language_code: str | None = None
    ) -> list[Scenario]:
        """All that serve a mode and a language; a scenario without language serves each."""
        ...

    async def get_scenario(self, id_or_slug: str) -> Scenario:
        """One by UUID or slug; NotFound."""
        ...

    async def create_scenario(self, scenario: Scenario) -> Scenario:
        """Adds one; Conflict when title (per mode and language) or slug is taken, NotFound for an
        unknown mode or language.
        """
        ...

    async def seed(
        self, modes: list[TeachingMode], languages: list[Language], scenarios: list[Scenario]
    ) -> None:
        """Puts the built-in catalogue in, once: rows that exist stay as they are."""
        ...


class SessionRepository(Protocol):
    """A learner's sessions, turns and scores."""

    async def open_session(
        self,
        user_id: UUID,
        session_id: UUID,
        mode_code: str,
        language_code: str,
        metadata: dict[str, Any],
        resume_hash: str | None = None,
    ) -> Session:
        """Opens; the same id again returns the same session, another user's is NotFound."""
        ...

    async def get_session(self, user_id: UUID, session_id: UUID) -> Session:
        """One session; NotFound."""
        ...

    async def owner_of(self, session_id: UUID) -> UUID:
        """Whose it is, for a caller that may act for everybody; NotFound."""
        ...

    async def touch(self, session_id: UUID) -> None:
        """Says that its owner lives."""
        ...

    async def close_session(self, user_id: UUID, session_id: UUID) -> Session:
        """Closes and enqueues the "summary" job in one transaction; closing twice is the same."""
        ...

    async def expire_sessions(
        self, untouched_since: datetime, idle_since: datetime
    ) -> list[Session]:
        """Closes as "expired" what lost its owner, enqueueing each summary; returns them.

        A session that was opened to be spoken in (it has a resume hash) has an owner who touches
        it; any other has only its turns, and counts from `idle_since`.
        """
        ...

    async def add_turn(
        self,
        user_id: UUID,
        session_id: UUID,
        turn_id: UUID,
        role: Role,
        text: str,
        details: TurnDetails,
        job: str | None = None,
    ) -> StoredTurn:
        """Stores a turn and its job in one transaction, idempotent by `turn_id`.

        Order of checks: NotFound, duplicate (returned), Conflict(turn_id_reused),
        Conflict(session_closed),
        LimitReached. A typed turn's id with another text is reused; a spoken one's is the same
        turn.
        """
        ...

    async def correct_turn(
        self, user_id: UUID, session_id: UUID, turn_id: UUID, text: str
    ) -> CorrectedTurn:
        """Gives a learner's turn another text, also in a closed session, in one transaction: the
        old text goes to `details.earlier_texts`, the scores go, the "score" job is due again.

        NotFound; Conflict for a turn of the tutor; LimitReached after 20 other texts.
        """
        ...

    async def list_turns(
        self, user_id: UUID, session_id: UUID, limit: int = 1000, after: int = -1
    ) -> list[Turn]:
        """Turns with their evaluations, by index above `after`."""
        ...

    async def page_of_turns(
        self, user_id: UUID, session_id: UUID, limit: int, offset: int
    ) -> tuple[list[Turn], int]:
        """Turns by index from `offset`, and how many the session has."""
        ...

    async def search_turns(
        self, user_id: UUID, text: str, limit: int = 50, offset: int = 0
    ) -> list[Turn]:
        """Turns that contain the text (accents and case folded), newest first."""
        ...

    async def save_evaluation(
        self,
        user_id: UUID,
        session_id: UUID,
        turn_id: UUID,
        evaluation: Evaluation,
        of_text: str | None = None,
    ) -> None:
        """Upserts the scores of a turn and finishes its "score" job, in one transaction; Conflict
        when they judge a text that the turn no longer has.
        """
        ...


class HistoryRepository(Protocol):
    """Past sessions, as a list to look through and to delete from."""

    async def list_sessions(
        self, user_id: UUID, limit: int, before: ListPlace | None = None
    ) -> list[PastSession]:
        """Newest first, those after `before`; each exactly once over a walk, also where sessions
        began in one moment or are added or erased on the way.
        """
        ...

    async def erase_session(self, user_id: UUID, session_id: UUID) -> None:
        """Deletes it with its turns, scores, notes and jobs, in one transaction; NotFound."""
        ...


class NotesRepository(Protocol):
    """Study notes."""

    async def save_summary(self, user_id: UUID, summary: Summary) -> bool:
        """Upserts, one per session, and finishes its "summary" job in the same transaction; False
        when a local one meets an LLM's, which stays.
        """
        ...

    async def get_summary(self, user_id: UUID, session_id: UUID) -> Summary:
        """The notes of a session; NotFound."""
        ...

    async def count_summaries(self, user_id: UUID) -> int:
        """How many there are."""
        ...

    async def list_summaries(
        self, user_id: UUID, limit: int = 20, offset: int = 0
    ) -> list[Summary]:
        """Newest first."""
        ...


class JobRepository(Protocol):
    """Late work, at least once."""

    async def claim_jobs(self, owner: str, limit: int, lease_seconds: float) -> list[Job]:
        """Takes due jobs whose lease is free."""
        ...

    async def finish_job(
        self, job_id: int, owner: str, attempt: int, error: str | None = None
    ) -> None:
        """Done, or again later with back-off; ignored when the lease is another's."""
        ...


class AccountRepository(Protocol):
    """Who learns."""

    async def ensure_user(self, external_id: str, display_name: str | None = None) -> UUID:
        """The user's id, made at first sight."""
        ...
