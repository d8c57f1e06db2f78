"""Reading what an engine posts, as a test needs it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.domain.events import TutorEvent


async def until(events: AsyncIterator[TutorEvent], *kinds: type[TutorEvent]) -> list[TutorEvent]:
    """Everything up to the first event of these kinds, which is the last one returned."""
    seen: list[TutorEvent] = []
    async with asyncio.timeout(10):
        async for event in events:
            seen.append(event)
            if isinstance(event, kinds):
                return seen
    pytest.fail(f"the events ended without {kinds}: {seen}")
