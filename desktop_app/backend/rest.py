"""The server's REST routes, as far as the app needs them."""

from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID

import httpx
from pydantic import TypeAdapter, ValidationError

from desktop_app.backend.address import Backend
from server.protocol.errors import ErrorCode, ErrorDetail
from server.protocol.models import Language, Scenario, Summary, TeachingMode, Turn, Voice
from server.protocol.requests import Page, Refusal

T = TypeVar("T")

TIMEOUT = httpx.Timeout(10.0, connect=3.0)

_LANGUAGES = TypeAdapter(list[Language])
_MODES = TypeAdapter(list[TeachingMode])
_SCENARIOS = TypeAdapter(list[Scenario])
_VOICES = TypeAdapter(list[Voice])
_SUMMARY = TypeAdapter(Summary)
_SUMMARIES = TypeAdapter(Page[Summary])
_TURNS = TypeAdapter(Page[Turn])


class BackendError(Exception):
    """The server refused, or was not there; `detail` is what it said, or what stands for it."""

    def __init__(self, detail: ErrorDetail) -> None:
        super().__init__(detail.message)
        self.detail = detail


class RestClient:
    """Asks the server that `locate` names now: a restarted one has another port."""

    def __init__(
        self,
        locate: Callable[[], Backend | None],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._locate = locate
        self._http = httpx.AsyncClient(timeout=TIMEOUT, transport=transport, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def list_languages(self) -> list[Language]:
        """All languages, the usual ones first."""
        return await self._get("/languages", _LANGUAGES)

    async def list_modes(self) -> list[TeachingMode]:
        """All teaching modes."""
        return await self._get("/teaching-modes", _MODES)

    async def list_scenarios(
        self, mode: str | None = None, language: str | None = None
    ) -> list[Scenario]:
        """Scenarios of a mode and a language, or all."""
        return await self._get("/scenarios", _SCENARIOS, mode_code=mode, language_code=language)

    async def list_voices(self, language: str) -> list[Voice]:
        """The tutor's voices of a language, its own choice first."""
        return await self._get("/voices", _VOICES, language_code=language)

    async def list_summaries(self, page: int = 1, page_size: int = 50) -> Page[Summary]:
        """Study notes, newest first."""
        return await self._get("/summaries", _SUMMARIES, page=page, page_size=page_size)

    async def get_summary(self, session_id: UUID) -> Summary:
        """The notes of one session."""
        return await self._get(f"/sessions/{session_id}/summary", _SUMMARY)

    async def list_turns(self, session_id: UUID, page: int = 1, page_size: int = 100) -> Page[Turn]:
        """What was said in a session, from its beginning."""
        return await self._get(
            f"/sessions/{session_id}/turns", _TURNS, page=page, page_size=page_size
        )

    async def aclose(self) -> None:
        """Ends the connections."""
        await self._http.aclose()

    async def _get(self, path: str, kind: TypeAdapter[T], **query: str | int | None) -> T:
        """Every method raises BackendError for a refusal, a dead server, or an answer that is not
        in the protocol.
        """
        backend = self._locate()
        if backend is None:
            raise _unreachable("The tutor is not running yet.")
        given = {name: value for name, value in query.items() if value is not None}
        try:
            answer = await self._http.get(
                backend.api_url + path, params=given, headers=backend.headers
            )
        except httpx.HTTPError as error:
            raise _unreachable(f"The tutor does not answer ({type(error).__name__}).") from error
        if not answer.is_success:
            raise BackendError(_refusal(answer))
        try:
            return kind.validate_json(answer.content)
        except ValidationError as error:
            raise _unreachable("The tutor's answer could not be read; is it newer?") from error


def _refusal(answer: httpx.Response) -> ErrorDetail:
    try:
        return Refusal.model_validate_json(answer.content).error
    except ValidationError:
        return ErrorDetail(
            code=ErrorCode.INTERNAL, message=f"The tutor answered with status {answer.status_code}."
        )


def _unreachable(message: str) -> BackendError:
    return BackendError(
        ErrorDetail(code=ErrorCode.TUTOR_UNAVAILABLE, message=message, retryable=True)
    )
