"""The one application behind all ports."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from server import metrics
from server.api import catalog, health, history, sessions, summaries
from server.api.dependencies import UseCases
from server.api.errors import NUMBERS
from server.api.guard import LOOPBACK_NAMES, Guard
from server.api.voice_socket import VoiceSockets
from server.domain.errors import EloquioError
from server.protocol.errors import ErrorCode, ErrorDetail
from server.protocol.requests import Refusal

log = structlog.get_logger()

BODY_LIMIT = 64 * 1024
API = "/api/v1"

CODES_OF_STATUS = {
    401: ErrorCode.UNAUTHORIZED,
    403: ErrorCode.FORBIDDEN,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.INVALID_REQUEST,
    413: ErrorCode.TOO_BIG,
}


def build(
    use_cases: UseCases,
    sockets: VoiceSockets,
    allowed_hosts: frozenset[str],
    origins: frozenset[str],
) -> FastAPI:
    """Routes, guard and refusals; `origins` are web pages that may call."""
    app = FastAPI(
        title="Eloquio",
        version="1",
        description="A voice language tutor: lessons, turns, scores and study notes.",
        max_body_size=BODY_LIMIT,
        responses={
            status: {"model": Refusal} for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
        },
    )
    app.state.use_cases = use_cases
    for router in (catalog.router, sessions.router, history.router, summaries.router):
        app.include_router(router, prefix=API)
    app.include_router(health.router)
    app.include_router(sockets.router())
    app.add_exception_handler(EloquioError, _domain_refusal)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_refusal)
    app.add_exception_handler(Exception, _failure)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(Guard, hosts=LOOPBACK_NAMES | allowed_hosts, origins=origins)
    return app


def _refusal(request: Request, detail: ErrorDetail, status: int) -> JSONResponse:
    metrics.ERRORS.labels(endpoint=_endpoint(request), code=detail.code.value).inc()
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(Refusal(error=detail).model_dump(mode="json"), status, headers)


def _endpoint(request: Request) -> str:
    """The route's pattern, never the path: ids would make each its own series."""
    return getattr(request.scope.get("route"), "path", "unknown")


async def _domain_refusal(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, EloquioError):
        raise error
    return _refusal(request, error.detail, NUMBERS[error.code].status)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or None
    detail = ErrorDetail(
        code=ErrorCode.INVALID_REQUEST, message=f"{field or 'body'}: {first['msg']}.", field=field
    )
    return _refusal(request, detail, 422)


async def _failure(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", endpoint=_endpoint(request), exc_info=error)
    detail = ErrorDetail(code=ErrorCode.INTERNAL, message="The server failed at this request.")
    return _refusal(request, detail, 500)


async def _http_refusal(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = CODES_OF_STATUS.get(error.status_code, ErrorCode.INVALID_REQUEST)
    detail = ErrorDetail(code=code, message=f"{error.detail}.")
    answer = _refusal(request, detail, error.status_code)
    if error.status_code == 405:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def _methods(request: Request) -> set[str]:
    """All that the path allows; the exception knows those of one route only."""
    here, paths = request.scope["path"], request.app.openapi()["paths"]
    fitting = [
        methods
        for path, methods in paths.items()
        if path == here or (here not in paths and _matches(path.split("/"), here.split("/")))
    ]
    return {method.upper() for methods in fitting for method in methods}


def _matches(template: list[str], parts: list[str]) -> bool:
    return len(template) == len(parts) and all(
        wanted == part or wanted.startswith("{")
        for wanted, part in zip(template, parts, strict=True)
    )
