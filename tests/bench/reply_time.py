"""From the close of a turn to the first sound of the reply, as the client measures it.

The whole product runs: recordings in real time through speech detection, socket, recognizer,
dialogue and voice. A turn closes at the end of the level's pause budget, so the recognizer's
speculation at the first pause is part of what is measured.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

DEMO = sorted((Path(__file__).parents[2] / "resources" / "demo").glob("*.flac"))
GOAL_MS = 1200.0
LEVELS = ("A1", "A2", "B1", "B2", "C1")


def measure(rounds: int) -> list[tuple[str, float]]:
    """(level, milliseconds) of every turn of `rounds` talks of four turns each."""
    return [
        (level, timing["close_to_first_audio_ms"])
        for level in (LEVELS * rounds)[:rounds]
        for timing in talk(level)
    ]


def talk(level: str) -> list[dict[str, float]]:
    """The timings of one talk."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "talk.json"
        command = [sys.executable, "-m", "desktop_app", "practice", "--scenario", "restaurant"]
        command += ["--level", level, "--json", str(result), "--microphone", *map(str, DEMO)]
        environment = {**os.environ, "ELOQUIO_DATA_DIR": folder}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        timings: list[dict[str, float]] = json.loads(result.read_text())["timings"]
        return timings


def report(rounds: int) -> bool:
    """Prints the figures; whether the goal is reached."""
    turns = measure(rounds)
    times = sorted(milliseconds for _, milliseconds in turns)
    median = statistics.median(times)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(f"close of the turn to first sound of the reply, offline, {len(times)} turns")
    for level in LEVELS:
        of_level = [milliseconds for name, milliseconds in turns if name == level]
        if of_level:
            print(f"  {level}  " + "  ".join(f"{milliseconds:6.0f}" for milliseconds in of_level))
    reached = median <= GOAL_MS
    words = "reached" if reached else "MISSED"
    print(f"  median {median:.0f} ms, p95 {p95:.0f} ms; goal {GOAL_MS:.0f} ms: {words}")
    return reached
