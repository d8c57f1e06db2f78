"""Counts the neighbours of `resources/grammar/en_order.json`.

Sources: the sentences of speechocean762's training part (Zhang et al. 2021, CC BY 4.0) and our own
scenarios.

    python -m tests.bench.fit_word_order ../shared/data
"""

import csv
import json
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from server.speech.word_order import classes

FUNCTION_WORDS = """
a an the this that these those my your his her its our their some any no every each all both many
much few more most other another i you he she it we they me him us them who what which where when
why how myself am is are was were be been being have has had do does did can could will would shall
should may might must not and or but so because if than as while though although of in on at to for
from with by about into over under after before between through during without up down out off there
here very too also just only never always often again now then yes please don't doesn't didn't can't
won't isn't wasn't i'm it's that's he's she's you're we're they're i'll i've let's one two three
four five six seven eight nine ten hundred
"""
RESOURCE = Path(__file__).parents[2] / "resources" / "grammar" / "en_order.json"


def sentences(data: Path) -> list[str]:
    """Every different sentence, in a fixed order."""
    labels = (data / "speechocean762" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    read = {json.loads(line)["text"].lower() for line in labels}
    with (data / "scenarios.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = [row[key].lower() for row in rows for key in ("opening_line", "goal")]
    parts = [part for line in ours for part in re.split(r"(?<=[.?!])", line)]
    return sorted(read) + sorted(part for part in parts if len(part) > 5)


def table(lines: list[str]) -> dict[str, object]:
    """Counts of words and of neighbours."""
    functions = frozenset(FUNCTION_WORDS.split())
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for line in lines:
        seen = classes(line, functions)
        words.update(seen[1:])
        pairs.update(f"{first} {second}" for first, second in pairwise(seen))
    return {
        "about": "Neighbouring words in the sentences of speechocean762's training part "
        "(Zhang et al. 2021, CC BY 4.0) and our scenarios; made by tests/bench/fit_word_order.py.",
        "function_words": " ".join(FUNCTION_WORDS.split()),
        "words": dict(sorted(words.items())),
        "pairs": dict(sorted(pairs.items())),
    }


if __name__ == "__main__":
    made = table(sentences(Path(sys.argv[1])))
    RESOURCE.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")
    print(RESOURCE, RESOURCE.stat().st_size, "bytes")
