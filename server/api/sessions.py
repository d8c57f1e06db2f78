"""Sessions, turns and search over REST."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from server.api.dependencies import Named, PageNumber, PageSize, Use, Who
from server.protocol.models import Session, Turn
from server.protocol.requests import AddTurn, CorrectTurn, OpenSession, Page

router = APIRouter(tags=["sessions"])


@router.post("/sessions/open", status_code=201)
@router.post("/sessions", status_code=201)
async def open_session(use: Use, who: Who, body: OpenSession) -> Session:
    """Opens a session; modes and languages by code or name."""
    return await use.sessions.open(
        who, body.user_external_id, body.mode_code, body.language_code, body.metadata
    )


@router.get("/sessions/{session_id:uuid}")
async def get_session(use: Use, who: Who, session_id: UUID) -> Session:
    """One session."""
    return await use.sessions.get(who, session_id)


@router.post("/sessions/{session_id:uuid}/close")
async def close_session(use: Use, who: Who, session_id: UUID) -> Session:
    """Closes a session and writes its study notes; closing twice is the same."""
    return await use.sessions.close(who, session_id)


@router.post("/sessions/{session_id:uuid}/turns", status_code=201)
async def add_turn(use: Use, who: Who, session_id: UUID, body: AddTurn) -> Turn:
    """Stores a turn; the same `turn_id` again is the same turn."""
    return await use.sessions.add_turn(who, session_id, body.turn_id, body.role, body.text)


@router.post("/sessions/{session_id:uuid}/turns/{turn_id:uuid}/correct")
async def correct_turn(
    use: Use, who: Who, session_id: UUID, turn_id: UUID, body: CorrectTurn
) -> Turn:
    """Gives a learner's turn another text and new scores; study notes are written again. The same
    text again changes nothing.
    """
    return await use.sessions.correct_turn(who, session_id, turn_id, body.text)


@router.get("/sessions/{session_id:uuid}/turns")
async def list_turns(
    use: Use, who: Who, session_id: UUID, page: PageNumber = 1, page_size: PageSize = 20
) -> Page[Turn]:
    """The conversation from its beginning, with scores."""
    turns, total = await use.sessions.turns(who, session_id, page, page_size)
    return Page(items=turns, page=page, page_size=page_size, total=total)


@router.get("/conversations/search", tags=["conversations"])
async def search(
    use: Use,
    who: Who,
    text_search: Annotated[str, Query(min_length=1, max_length=200)],
    user_external_id: Named = None,
    page: PageNumber = 1,
    page_size: PageSize = 20,
) -> Page[Turn]:
    """Turns that contain the text, accents and case folded, newest first."""
    turns = await use.sessions.search(who, user_external_id, text_search, page, page_size)
    return Page(items=turns, page=page, page_size=page_size)
