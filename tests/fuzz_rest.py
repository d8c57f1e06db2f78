"""Every REST route against its own published contract: `python -m tests.fuzz_rest --examples 120`.

Schemathesis generates valid and invalid requests from the server's OpenAPI document and checks
every answer: no 5xx, documented statuses and types, methods, authentication, created things found.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.integration.conftest import running

TOKEN = "of-this-run"
# All checks are on but one, for one route: a turn that was typed exists and has no sound, so its
# 404 right after its 201 is the contract. (An option `-c` would overrule this.)
CONFIG = """
[checks]
enabled = true

[[operations]]
include-path = "/api/v1/sessions/{session_id}/turns/{turn_id}/audio"
checks.ensure_resource_availability.enabled = false
"""


async def fuzz(folder: Path, examples: int, seed: int) -> tuple[int, int, str]:
    """Exit status, number of cases, and what was printed."""
    (folder / "schemathesis.toml").write_text(CONFIG, "utf-8")
    async with running(folder / "data", token=TOKEN) as server:
        ran = await asyncio.to_thread(
            subprocess.run,
            [
                Path(sys.executable).with_name("schemathesis"),
                *("run", f"{server.http}/openapi.json", "--continue-on-failure"),
                *("-H", f"Authorization: Bearer {TOKEN}", "--seed", str(seed)),
                *("--max-examples", str(examples), "-w", "1", "--no-color"),
            ],
            cwd=folder,  # it leaves its replays where it runs
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
    found = re.search(r"(\d+) generated", ran.stdout)
    return ran.returncode, int(found[1]) if found else 0, ran.stdout + ran.stderr


def main() -> int:
    """Prints what was found; 1 when anything was, or when fewer cases ran than asked."""
    parser = argparse.ArgumentParser(prog="tests.fuzz_rest", description=__doc__)
    parser.add_argument("--examples", type=int, default=120, help="per operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-least", type=int, default=0, help="cases that must have run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        status, cases, printed = asyncio.run(fuzz(Path(folder), given.examples, given.seed))
    print("\n".join(printed.splitlines()[-15:]) if status == 0 else printed)
    print(f"{cases} cases, schemathesis exit status {status}")
    return int(status != 0 or cases < given.at_least)


if __name__ == "__main__":
    raise SystemExit(main())
