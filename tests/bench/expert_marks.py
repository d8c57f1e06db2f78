"""Experts' labels of speechocean762 as numbers: sentences, words, phones."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from server.speech.heard import INDEX, PHONES, Indices, Numbers

DIMENSIONS = ("fluency", "prosodic", "accuracy", "total")
RIGHT, ACCENTED, WRONG = 2.0, 1.0, 0.0
_MARK = {"(": WRONG, "{": ACCENTED, ")": RIGHT, "}": RIGHT}
# Symbols that raters wrote beside ARPAbet's.
_OTHER = {
    "AX": "AH", "AXR": "ER", "OO": "AO", "EE": "ER", "AR": "EH R", "IR": "IH R", "UR": "UH R",
    "TS": "T S", "TR": "T R", "DR": "D R", "DZ": "D Z",
}  # fmt: skip
_ALIKE = (
    *("P B", "T D", "K G", "F V", "TH DH", "S Z", "SH ZH", "CH JH", "M N NG", "L R", "W Y", "HH"),
    *("IY IH", "EH AE EY", "AA AO AH", "UW UH OW", "ER", "AW AY OY", "SIL"),
)
_GROUP = {name: number for number, names in enumerate(_ALIKE) for name in names.split()}
_GROUPS = np.array([_GROUP[name] for name in PHONES])


def read(labels: Path) -> dict[str, dict[str, Any]]:
    """Rows of a labels.jsonl by utterance."""
    rows = (json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines())
    return {row["utt"]: row for row in rows}


def sentence_marks(row: dict[str, Any]) -> Numbers:
    """Mean of the raters for each of DIMENSIONS, 0 to 10."""
    return np.array([np.mean(row[name]) for name in DIMENSIONS])


def word_marks(row: dict[str, Any]) -> Numbers:
    """Mean accuracy of each word, 0 to 10."""
    return np.array([np.mean(word["accuracy"]) for word in row["words"]])


def phone_marks(phones: Indices, raters: Sequence[str]) -> Numbers:
    """Mean mark (2 right, 1 accented, 0 wrong or missing) for each aligned phone of a word; NaN
    where no rater's transcription has it.

    A bracket may span several phones, "(D UW0)".
    """
    found = np.array([_one_rater(phones, text) for text in raters])
    counted = np.isfinite(found)
    total = np.where(counted, found, 0.0).sum(axis=0)
    return np.divide(
        total, counted.sum(axis=0), out=np.full(len(phones), np.nan), where=counted.any(axis=0)
    )


def _one_rater(phones: Indices, text: str) -> Numbers:
    written, marks, mark = [], [], RIGHT
    for token in re.findall(r"[A-Z]+|[(){}]", re.sub(r"\[[^\]]*\]", " ", text)):
        mark = _MARK.get(token, mark)
        for name in _OTHER.get(token, token).split():
            if name in INDEX:
                written.append(INDEX[name])
                marks.append(mark)
    matched = match(phones, np.array(written, np.intp))
    return np.array([marks[place] if place >= 0 else np.nan for place in matched])


def match(first: Indices, second: Indices) -> list[int]:
    """For each of the first its partner in the second, -1 for none: edit distance in which like
    sounds are half as far apart.
    """
    cost = np.zeros((len(first) + 1, len(second) + 1))
    cost[:, 0], cost[0] = np.arange(len(first) + 1), np.arange(len(second) + 1)
    same = first[:, None] == second[None]
    alike = _GROUPS[first][:, None] == _GROUPS[second][None]
    change = np.where(same, 0.0, np.where(alike, 0.5, 1.0))
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            gap = min(cost[i - 1, j], cost[i, j - 1]) + 1
            cost[i, j] = min(gap, cost[i - 1, j - 1] + change[i - 1, j - 1])
    i, j, partner = len(first), len(second), [-1] * len(first)
    while i and j:
        if cost[i, j] == cost[i - 1, j - 1] + change[i - 1, j - 1]:
            i, j = i - 1, j - 1
            partner[i] = j
        elif cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return partner
