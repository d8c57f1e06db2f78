"""How many of learners' wrong sentences are flagged, and how many right ones.

    python -m tests.bench.grammar --src FILE --refs FILE... [--json OUT] [--rules]
        [--half first|second]

Each file holds a sentence a line, the same sentence on the same line. `flagged` is the share,
with a finding, of the source sentences that any reference changes beyond spelling and punctuation;
`false_alarms` the share of the references with one. The text goes the way of a learner's turn.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path

from wordfreq import zipf_frequency

from server.speech.text_evidence import TextMeter

LANGUAGE = "en-US"
ALIKE = 0.7  # share of letters that a misspelt word has in common with the right one
KNOWN_ZIPF = 2.9  # a more frequent word is no misspelling
_WORD = re.compile(r"[a-z0-9']+")
_JOINS = ((" n't", "n't"), (" '", "'"), (" ,", ","), (" .", "."), (" ?", "?"), (" !", "!"))


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of sentences; milliseconds for one."""

    flagged: float
    false_alarms: float
    wrong_sentences: int
    right_sentences: int
    ms_a_sentence: float


@dataclass(frozen=True, slots=True)
class Result:
    """The figures, and findings by rule in wrong sources and in references."""

    figures: Figures
    hits: Counter[str]
    alarms: Counter[str]


def whole(line: str) -> str:
    """A line of separate tokens as it is written."""
    for apart, joined in _JOINS:
        line = line.replace(apart, joined)
    return line.strip()


def changed(source: str, reference: str) -> bool:
    """Whether the reference changes more of the source than spelling and punctuation."""
    before, after = _WORD.findall(source.lower()), _WORD.findall(reference.lower())
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal" and not _only_spelling(before[a:b], after[c:d]):
            return True
    return False


def _only_spelling(before: Sequence[str], after: Sequence[str]) -> bool:
    if "".join(before).replace("'", "") == "".join(after).replace("'", ""):
        return True
    if len(before) != len(after):
        return False
    return all(
        zipf_frequency(wrong, "en") < KNOWN_ZIPF
        and SequenceMatcher(None, wrong, right).ratio() >= ALIKE
        for wrong, right in zip(before, after, strict=True)
        if wrong != right
    )


def measure(sources: Sequence[str], references: Sequence[Sequence[str]]) -> Result:
    """The figures of sources against references that are as long as they.

    Raises:
        ValueError: a file of references has another number of lines.
    """
    if any(len(lines) != len(sources) for lines in references):
        raise ValueError("every file needs as many lines as the source: one sentence a line")
    meter = TextMeter()
    hits: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    wrong = [
        source
        for line, source in enumerate(sources)
        if any(changed(source, lines[line]) for lines in references)
    ]
    right = [sentence for lines in references for sentence in lines]
    meter.measure("One sentence loads the lists.", LANGUAGE)
    began = time.perf_counter()
    flagged = sum(_found(meter, sentence, hits) for sentence in wrong)
    false_alarms = sum(_found(meter, sentence, alarms) for sentence in right)
    spent_ms = 1000 * (time.perf_counter() - began)
    figures = Figures(
        flagged=flagged / max(1, len(wrong)),
        false_alarms=false_alarms / max(1, len(right)),
        wrong_sentences=len(wrong),
        right_sentences=len(right),
        ms_a_sentence=spent_ms / max(1, len(wrong) + len(right)),
    )
    return Result(figures, hits, alarms)


def _found(meter: TextMeter, sentence: str, rules: Counter[str]) -> bool:
    found = {lint.rule for lint in meter.measure(sentence, LANGUAGE).lints or ()}
    rules.update(found)
    return bool(found)


def _read(path: Path, half: str | None) -> list[str]:
    lines = [whole(line) for line in path.read_text(encoding="utf-8").splitlines()]
    middle = len(lines) // 2
    return {"first": lines[:middle], "second": lines[middle:]}.get(half or "", lines)


def main() -> int:
    """Prints the figures; with --json also writes them."""
    parser = argparse.ArgumentParser(prog="tests.bench.grammar", description=__doc__)
    parser.add_argument("--src", type=Path, required=True, help="learners' sentences")
    parser.add_argument("--refs", type=Path, nargs="+", required=True, help="their corrections")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--rules", action="store_true", help="also print the findings by rule")
    parser.add_argument("--half", choices=("first", "second"), help="only that half of the lines")
    asked = parser.parse_args()
    references = [_read(path, asked.half) for path in asked.refs]
    result = measure(_read(asked.src, asked.half), references)
    figures = asdict(result.figures)
    for name, value in figures.items():
        print(f"{name:16} {value:.4f}" if isinstance(value, float) else f"{name:16} {value}")
    if asked.rules:
        print(f"\n{'rule':34} hits alarms (in {len(references)} references)")
        for rule in sorted({*result.hits, *result.alarms}, key=lambda r: -result.alarms[r]):
            print(f"{rule:34} {result.hits[rule]:4} {result.alarms[rule]:6}")
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
