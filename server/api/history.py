"""Past sessions over REST."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from server.api.dependencies import Named, PageSize, Use, Who
from server.domain.session_export import as_csv, as_markdown, file_name
from server.protocol.history import ExportFormat, PastSessions, SessionExport
from server.service.history import CURSOR

router = APIRouter(tags=["sessions"])

Cursor = Annotated[
    str | None, Query(pattern=CURSOR, description="`next` of the piece before; none: the newest")
]

_TEXT = {"schema": {"type": "string"}}


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


@router.get(
    "/sessions/{session_id:uuid}/export",
    response_class=Response,
    responses={
        200: {
            "description": "A file to keep; JSON leaves nothing out",
            "model": SessionExport,
            "content": {"text/csv": _TEXT, "text/markdown": _TEXT},
        }
    },
)
async def export_session(
    use: Use,
    who: Who,
    session_id: UUID,
    form: Annotated[ExportFormat, Query(alias="format")] = ExportFormat.JSON,
) -> Response:
    """The whole session as a file: JSON, CSV for a spreadsheet, Markdown to read."""
    export = await use.history.export(who, session_id)
    content, kind = _written(export, form)
    # RFC 6266; the name has no character that would need quoting or `filename*`
    disposition = f'attachment; filename="{file_name(export, form)}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=kind, headers=headers)


def _written(export: SessionExport, form: ExportFormat) -> tuple[str, str]:
    match form:
        case ExportFormat.JSON:
            return export.model_dump_json(indent=2), "application/json"
        case ExportFormat.CSV:
            return as_csv(export), "text/csv; charset=utf-8"
        case ExportFormat.MARKDOWN:
            return as_markdown(export), "text/markdown; charset=utf-8"
