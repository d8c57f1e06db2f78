"""The server keeps the contract that it publishes."""

from pathlib import Path

from tests.fuzz_rest import fuzz


async def test_no_generated_request_breaks_the_published_contract(tmp_path: Path) -> None:
    status, cases, printed = await fuzz(tmp_path, examples=15, seed=1)
    assert status == 0, printed
    assert cases >= 500
