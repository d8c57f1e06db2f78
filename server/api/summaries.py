"""Study notes over REST."""

from uuid import UUID

from fastapi import APIRouter

from server.api.dependencies import Named, PageNumber, PageSize, Use, Who
from server.protocol.models import Summary
from server.protocol.requests import Page

router = APIRouter(tags=["summaries"])


@router.get("/summaries")
async def list_summaries(
    use: Use,
    who: Who,
    user_external_id: Named = None,
    page: PageNumber = 1,
    page_size: PageSize = 20,
) -> Page[Summary]:
    """The notes of a user, newest first."""
    user_id = await use.ownership.user(who, user_external_id)
    items = await use.notes.page(user_id, page, page_size)
    total = await use.notes.count(user_id)
    return Page(items=items, page=page, page_size=page_size, total=total)


@router.get("/sessions/{session_id:uuid}/summary")
async def get_summary(use: Use, who: Who, session_id: UUID) -> Summary:
    """The notes of one session; 409 until they are written, at its close."""
    user_id = await use.ownership.of_session(who, session_id)
    return await use.notes.get(user_id, session_id)
