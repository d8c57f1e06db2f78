"""`make bench`: what the product promises in figures, with the machine it ran on.

GATE=1 in the environment turns a missed goal into exit status 1.
"""

import argparse
import os

from tests.bench import reply_time
from tests.bench.machine import machine


def main() -> int:
    """Runs every measure."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--talks", type=int, default=5, help="talks of four turns each")
    arguments = parser.parse_args()
    print(machine(), end="\n\n")
    reached = reply_time.report(arguments.talks)
    print("\nafterwards:", machine().splitlines()[1])
    return 1 if os.environ.get("GATE") == "1" and not reached else 0


if __name__ == "__main__":
    raise SystemExit(main())
