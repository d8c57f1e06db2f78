"""Past sessions over REST."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from server.api.dependencies import Named, PageSize, Use, Who
from server.protocol.history import PastSessions
from server.service.history import CURSOR

router = APIRouter(tags=["sessions"])

Cursor = Annotated[
    str | None, Query(pattern=CURSOR, description="`next` of the piece before; none: the newest")
]


@router.get("/sessions")
async def list_sessions(
    use: Use,
    who: Who,
    user_external_id: Named = None,
    before: Cursor = None,
    limit: PageSize = 30,
) -> PastSessions:
    """The sessions of a user, newest first, with what each was about, its turns and its total."""
    return await use.history.page(who, user_external_id, before, limit)


@router.delete("/sessions/{session_id:uuid}", status_code=204)
async def delete_session(use: Use, who: Who, session_id: UUID) -> None:
    """Deletes a closed session with its turns, scores, notes and sound; 409 while it is open."""
    await use.history.delete(who, session_id)


@router.get(
    "/sessions/{session_id:uuid}/turns/{turn_id:uuid}/audio",
    response_class=Response,
    responses={
        200: {
            "description": "16 kHz mono",
            "content": {"audio/flac": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def turn_audio(use: Use, who: Who, session_id: UUID, turn_id: UUID) -> Response:
    """What the learner said in a turn, to be heard again."""
    flac = await use.history.audio(who, session_id, turn_id)
    return Response(flac, media_type="audio/flac", headers={"Cache-Control": "private, no-store"})
