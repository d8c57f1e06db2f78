"""How many words are heard wrongly: of native readers, with a goal, and of learners as they are.

The sound is the measuring data beside the checkout; where it is not, the part says so and fails.
"""

import asyncio
import json
from pathlib import Path
from random import Random

from server.domain.ports import Recognizer
from tests.bench.turn_taking import engines
from tests.conftest import SHARED_DATA
from tests.fakes.sound import microphone, word_error_rate, words

GOAL = 0.10
SEED = 762
LEARNERS = 60


def report() -> bool:
    """Prints the figures; whether the goal is reached."""
    if not SHARED_DATA.is_dir():
        print(f"recognition: no measuring data at {SHARED_DATA}")
        return False
    native, learners = asyncio.run(measure(SHARED_DATA))
    reached = native <= GOAL
    verdict = "reached" if reached else "MISSED"
    print(f"word error rate, native readers: {native:.3f}; goal {GOAL:.2f}: {verdict}")
    print(f"word error rate, {LEARNERS} utterances of speechocean762, seed {SEED}: {learners:.3f}")
    return reached


async def measure(data: Path) -> tuple[float, float]:
    """Word error rates over all words of the native readers and of the learners."""
    lines = (data / "speech" / "texts.tsv").read_text("utf-8").splitlines()
    native = [(data / "speech" / name, said) for name, said in (line.split("\t") for line in lines)]
    corpus = data / "speechocean762"
    rows = [json.loads(line) for line in (corpus / "labels.jsonl").read_text("utf-8").splitlines()]
    drawn = Random(SEED).sample(rows, LEARNERS)  # noqa: S311 - not for secrets
    learners = [(corpus / "flac" / f"{row['utt']}.flac", str(row["text"])) for row in drawn]
    async with engines() as (ears, _):
        return await _errors(ears, native), await _errors(ears, learners)


async def _errors(ears: Recognizer, read: list[tuple[Path, str]]) -> float:
    wrong = total = 0.0
    for path, said in read:
        heard = await ears.transcribe(microphone(path), "en")
        count = len(words(said))
        wrong += word_error_rate(said, heard.text) * count
        total += count
    return wrong / total
