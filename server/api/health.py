"""Liveness does not follow dependencies, readiness does; detail needs the token."""

from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from server import metrics
from server.api.dependencies import Use, Who
from server.domain.errors import Unauthorized

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(use: Use, response: Response) -> dict[str, str]:
    """Whether new lessons can begin; 503 while not."""
    ready, _ = await use.health.report()
    response.status_code = 200 if ready else 503
    return {"status": "ready" if ready else "not ready"}


@router.get("/health")
async def health(use: Use, response: Response) -> dict[str, Any]:
    """One word for everybody; with each part's sentence where the server is open."""
    ready, parts = await use.health.report()
    response.status_code = 200 if ready else 503
    word = {"status": "healthy" if ready else "unhealthy"}
    try:
        use.gate.admit(None)
    except Unauthorized:
        return word
    return {**word, "parts": parts}


@router.get("/status")
async def status(use: Use, _: Who) -> dict[str, Any]:
    """Each part of the server, in a sentence."""
    ready, parts = await use.health.report()
    return {"status": "healthy" if ready else "unhealthy", "parts": parts}


@router.get(
    "/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
)
async def prometheus(_: Who) -> Response:
    """Figures in the Prometheus text format."""
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)
