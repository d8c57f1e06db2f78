"""Fits the score models on speechocean762's training part and writes them to resources/scoring.

First judges the recipe: five times it fits on four fifths of the speakers and scores the others
with what it fitted. The evidence is measured once, into the cache.

    python -m tests.bench.fit_scoring DATA [--cache FOLDER] [--only-judge | --only-fit]
"""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from server.speech.examiner import DIMENSIONS, FILE, TEMPO, Examiner
from server.speech.heard import Heard, Numbers, heard
from tests.bench.agreement_figures import auc, interval, partial, pearson, precision_at
from tests.bench.expert_marks import phone_marks, read, sentence_marks, word_marks
from tests.bench.fit_heads import corpus, fit_examiner, full_row, known_corpus
from tests.bench.fit_parts import Sample, fit_parts, folds
from tests.bench.scoring_cache import fill, load, unpacked

RESOURCE = Path(__file__).parents[2] / "resources" / "scoring" / FILE
CACHE = Path("build/scoring-cache")
ADULT = 16


@dataclass(frozen=True)
class Evidence:
    """What the cache holds, by utterance."""

    samples: tuple[Sample, ...]
    others: Mapping[str, Mapping[str, Heard]]

    @classmethod
    def cached(cls, data: Path, cache: Path) -> "Evidence":
        """Known, free, noisy and mismatched evidence with the labels."""
        labels = read(data / "labels.jsonl")
        samples = []
        for utt, said in _heard(cache / "known").items():
            row = labels[utt]
            marks = [
                phone_marks(said.phone[said.owner == at], word["phones"])
                for at, word in enumerate(row["words"])
            ]
            samples.append(
                Sample(
                    utt=utt,
                    speaker=row["speaker"],
                    age=row["age"],
                    said=said,
                    phones=np.concatenate(marks),
                    words=word_marks(row),
                    marks=sentence_marks(row),
                )
            )
        others = {kind: _heard(cache / kind) for kind in ("free", "noise", "mismatch")}
        return cls(tuple(samples), others)


def _heard(folder: Path) -> dict[str, Heard]:
    found = {}
    for entry in load(folder):
        words = tuple(unpacked(word) for word in entry["aligned"])
        states = entry["states"].astype(np.float32)
        said = heard(words, entry["expected"], states, entry["level"])
        if said is not None:
            found[entry["utt"]] = said
    return found


def fit(evidence: Evidence, samples: Sequence[Sample]) -> Examiner:
    """All models from the evidence of these samples."""
    fitted = fit_parts(samples)
    others = {kind: corpus(fitted, samples, said) for kind, said in evidence.others.items()}
    data = {"known": known_corpus(fitted, samples), "free": others["free"]}
    return fit_examiner(fitted, data, others["noise"], others["mismatch"])  # type: ignore[arg-type]


class Judged:
    """Scores beside the experts' marks."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[Sample, Numbers, float, bool]]] = {}
        self.phones: list[tuple[Numbers, Numbers, str]] = []
        self.words: list[tuple[Numbers, Numbers, str]] = []

    def add(self, examiner: Examiner, sample: Sample, kind: str, said: Heard) -> None:
        """Scores one sentence with models that do not know its speaker."""
        head = "free" if kind == "free" else "known"
        row = full_row(examiner.parts, said)[None]
        tempo = row[:, TEMPO]
        score = examiner.calibrations[head].shown(examiner.heads[head].predict(row), tempo)[0]
        fits = bool(examiner.fits.predict(row[:, :-4])[0, 0] >= 0)
        self.rows.setdefault(kind, []).append((sample, score, float(tempo[0]), fits))
        if kind == "known":
            parts = examiner.parts.parts(said)
            self.phones.append((parts.phone_scores, sample.phones, sample.speaker))
            self.words.append((parts.word_scores, sample.words, sample.speaker))

    def report(self) -> dict[str, Any]:
        """Prints the figures and gives them away."""
        figures = {kind: self._sentences(kind) for kind in self.rows if kind != "mismatch"}
        figures |= self._small("phone", self.phones, 1.0) | self._small("word", self.words, 5.0)
        for kind, rows in self.rows.items():
            share = float(np.mean([fits for *_, fits in rows]))
            figures[f"{kind}_fits"] = share
            print(f"{kind}: {share:.3f} of {len(rows)} taken for the words that were said")
        clean = {sample.utt: score for sample, score, *_ in self.rows["known"]}
        moved = np.array([score - clean[s.utt] for s, score, *_ in self.rows["noise"]])
        print("noise moves", moved.mean(axis=0).round(3), "by > .3:", (np.abs(moved) > 0.3).mean(0))
        return figures

    def _sentences(self, kind: str) -> dict[str, Any]:
        rows = self.rows[kind]
        speakers = [sample.speaker for sample, *_ in rows]
        scores = np.stack([score for _, score, *_ in rows])
        marks = np.stack([sample.marks for sample, *_ in rows]) / 2
        tempo = np.array([tempo for *_, tempo, _ in rows])
        child = np.array([sample.age < ADULT for sample, *_ in rows])
        figures = {}
        print(f"{kind}: {len(rows)} sentences, {len(set(speakers))} speakers")
        for at, name in enumerate(DIMENSIONS):
            score, mark = scores[:, at], marks[:, at]
            low, high = interval(score, mark, speakers)
            rmse = float(np.sqrt(np.mean((score - mark) ** 2)))
            figures[name] = {
                "r": pearson(score, mark),
                "interval": [low, high],
                "children": pearson(score[child], mark[child]),
                "adults": pearson(score[~child], mark[~child]),
                "halo": partial(score, tempo, mark),
                "rmse": rmse,
            }
            print(
                f"  {name:9} r {figures[name]['r']:.3f} [{low:.3f} {high:.3f}], "
                f"children {figures[name]['children']:.3f}, adults {figures[name]['adults']:.3f}, "
                f"halo {figures[name]['halo']:+.3f}, RMSE {rmse:.3f} of 5"
            )
        return figures

    def _small(
        self, name: str, rows: list[tuple[Numbers, Numbers, str]], bad_below: float
    ) -> dict[str, Any]:
        scores = np.concatenate([score for score, _, _ in rows])
        marks = np.concatenate([mark for _, mark, _ in rows])
        speakers = np.concatenate([[who] * len(score) for score, _, who in rows])
        known = np.isfinite(marks)
        scores, marks, who = scores[known], marks[known], list(speakers[known])
        bad = marks < bad_below
        low, high = interval(scores, marks, who)
        precision = {str(r): precision_at(bad, -scores, r) for r in (0.3, 0.5, 0.7)}
        found = {"r": pearson(scores, marks), "interval": [low, high], "auc": auc(bad, -scores)}
        limit = float(np.sort(scores[bad])[int(0.3 * bad.sum())])
        print(
            f"  {name:9} r {found['r']:.3f} [{low:.3f} {high:.3f}], AUC {found['auc']:.3f}, "
            "precision at recall " + ", ".join(f"{k}: {v:.2f}" for k, v in precision.items()),
            f"(score {limit:.2f} at .3)",
        )
        return {name: found | {"precision": precision}}


def judge(evidence: Evidence, count: int = 5) -> dict[str, Any]:
    """Figures of the recipe, cross-validated by speaker."""
    samples, judged, began = evidence.samples, Judged(), time.time()
    fold = folds([sample.speaker for sample in samples], count, 0)
    for number in range(count):
        learn = [sample for sample, at in zip(samples, fold, strict=True) if at != number]
        examiner = fit(evidence, learn)
        for sample, at in zip(samples, fold, strict=True):
            if at == number:
                judged.add(examiner, sample, "known", sample.said)
                for kind, said in evidence.others.items():
                    if sample.utt in said:
                        judged.add(examiner, sample, kind, said[sample.utt])
        print(f"fold {number + 1} of {count}: {time.time() - began:.0f} s", flush=True)
    return judged.report()


def main() -> None:
    """Judges, fits, writes."""
    parser = argparse.ArgumentParser(prog="tests.bench.fit_scoring", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with labels.jsonl and flac/")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--only-judge", action="store_true")
    parser.add_argument("--only-fit", action="store_true")
    parser.add_argument("--json", type=Path, help="where the figures go")
    arguments = parser.parse_args()
    fill(arguments.data, arguments.cache)
    evidence = Evidence.cached(arguments.data, arguments.cache)
    if not arguments.only_fit:
        figures = judge(evidence)
        if arguments.json:
            arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if not arguments.only_judge:
        examiner = fit(evidence, evidence.samples)
        np.savez_compressed(RESOURCE, allow_pickle=False, **examiner.arrays())
        print(RESOURCE, RESOURCE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
