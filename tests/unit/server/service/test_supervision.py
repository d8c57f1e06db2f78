"""What runs beside everything else does not die in silence."""

import asyncio

import pytest

from server.service.supervision import supervised


async def test_a_failure_is_told_once_and_goes_no_further(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: list[str] = []

    async def fails() -> None:
        raise ZeroDivisionError("by design")

    await supervised("lesson", fails(), lambda: told.append("failed"))
    assert told == ["failed"]
    assert "task_failed" in capsys.readouterr().out


async def test_what_ends_well_or_is_cancelled_is_not_a_failure() -> None:
    told: list[str] = []

    async def ends() -> None:
        return

    async def waits() -> None:
        await asyncio.Event().wait()

    await supervised("short", ends(), lambda: told.append("failed"))
    task = supervised("long", waits(), lambda: told.append("failed"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert not told
