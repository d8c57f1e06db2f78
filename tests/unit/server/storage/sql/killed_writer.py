"""A program for test_killed_writer: forks writers that store turns until they are killed.

One import serves all forks, so that a kill costs milliseconds. Each line on stdin starts a writer:
the number of its first turn. On stdout come `pid N`, a line `ack N INDEX DUPLICATE` for every turn
stored, and `dead` when the writer is gone.

Usage: python -m tests.unit.server.storage.sql.killed_writer DATABASE [early]
`early` acknowledges before the commit: the control that must lose turns.
"""

import asyncio
import os
import sys
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from server.protocol.models import Role, TurnDetails
from server.storage.sql.database import Database
from server.storage.sql.sessions import SqlSessions

USER = uuid5(NAMESPACE_URL, "user")
SESSION = uuid5(NAMESPACE_URL, "session")
WRITERS = 3
MAX_TURNS = 1_000_000


def turn_id_of(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"turn {number}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


async def write(path: Path, first: int, *, early: bool) -> None:
    """Several turns are in flight at once, each writer taking every WRITERS-th number."""
    sessions = SqlSessions(await Database.open(path), max_turns=MAX_TURNS)

    async def one_writer(number: int) -> None:
        while True:
            if early:
                say(f"ack {number} -1 0")
            stored = await sessions.add_turn(
                USER,
                SESSION,
                turn_id_of(number),
                Role.USER,
                f"turn {number}",
                TurnDetails(),
                "score",
            )
            if not early:
                say(f"ack {number} {stored.turn_index} {int(stored.duplicate)}")
            number += WRITERS

    await asyncio.gather(*(one_writer(first + n) for n in range(WRITERS)))


def main() -> None:
    path, early = Path(sys.argv[1]), sys.argv[2:] == ["early"]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(write(path, int(line), early=early))
            finally:
                os._exit(1)
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
