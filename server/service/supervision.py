"""The task supervisor: what runs beside everything else does not die in silence."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


def supervised(
    name: str, work: Coroutine[Any, Any, None], when_failed: Callable[[], None] | None = None
) -> "asyncio.Task[None]":
    """Runs the work as a task; a failure is logged with its name, then `when_failed` is called."""

    async def run() -> None:
        try:
            await work
        except Exception:
            log.exception("task_failed", task=name)
            if when_failed is not None:
                when_failed()

    return asyncio.create_task(run(), name=name)
