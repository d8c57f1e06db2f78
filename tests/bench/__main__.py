"""`make bench`: what the product promises in figures, with the machine it ran on.

    python -m tests.bench [PART...] [--talks N] [--seed N]

Parts: turn_taking, barge_in, recognition, reply_time, scenarios; without one, all of them.

GATE=1 in the environment turns a missed goal into exit status 1.
"""

import argparse
import os
from collections.abc import Callable

from tests.bench import (
    barge_in,
    learner_turns,
    recognition,
    reply_time,
    spoken_learners,
    turn_taking,
)
from tests.bench.machine import machine


def main() -> int:
    """Runs the parts that are named, else all."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", help="turn_taking, barge_in, recognition, reply_time, scenarios"
    )
    parser.add_argument("--talks", type=int, default=3, help="talks of four turns each")
    parser.add_argument("--seed", type=int, help="other turns and other learners than usual")
    arguments = parser.parse_args()
    seed = arguments.seed
    parts: dict[str, Callable[[], bool]] = {
        "turn_taking": lambda: turn_taking.report(learner_turns.SEED if seed is None else seed),
        "barge_in": lambda: barge_in.report(barge_in.SEED if seed is None else seed),
        "recognition": recognition.report,
        "reply_time": lambda: reply_time.report(arguments.talks),
        "scenarios": spoken_learners.report,
    }
    unknown = set(arguments.parts) - {*parts, "machine"}
    if unknown:
        parser.error(f"no part is called {', '.join(sorted(unknown))}: use {', '.join(parts)}")
    wanted = [name for name in parts if name in (arguments.parts or parts)]
    print(machine(), end="\n\n")
    reached = True
    for name in wanted:
        reached = parts[name]() and reached
        print()
    print("afterwards:", machine().splitlines()[1])
    return 1 if os.environ.get("GATE") == "1" and not reached else 0


if __name__ == "__main__":
    raise SystemExit(main())
