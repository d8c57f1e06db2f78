"""How far the product's scores agree with experts, on any corpus of speechocean762's form.

Every sentence goes through the product's own recognizer and meter. `--known-text` gives the meter
the text that was read, `--free` only the recognizer's. The figures are of the meter's scores for
every sentence in which there is speech; `abstentions` counts those of which a learner would be
shown no number.

    python -m tests.bench.agreement --audio DIR --labels LABELS.jsonl [--limit N] [--free]
"""

import argparse
import json
import resource
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from server.domain.evidence import SpeechEvidence, TurnEvidence
from server.domain.fluency import judge_fluency
from server.domain.pronunciation import judge_pronunciation
from server.protocol.models import Language
from server.settings import Settings
from server.speech.aligner import alignable_words
from server.speech.evidence_codec import from_data
from server.speech.heard import INDEX
from server.speech.log_mel import RATE
from server.speech.meter_engine import MeterEngine
from server.speech.resample import pcm_of, resampled
from server.speech.whisper import open_engine
from tests.bench.agreement_figures import auc, interval, pearson, precision_at
from tests.bench.expert_marks import phone_marks, read

ENGLISH = Language(code="en", label="English", tier=1)
NAMES = {"fluency": "fluency", "prosodic": "prosody", "accuracy": "accuracy", "total": "total"}
BAD_WORD = 5.0
RECALL = 0.3


class Listener:
    """The recognizer and the meter, in this process."""

    def __init__(self, free: bool) -> None:
        settings = Settings()
        folder, weights = settings.eloquio_data_dir, settings.whisper_model
        options = {"data_folder": str(folder), "weights": str(weights) if weights else None}
        self._free = free
        self._recognizer = open_engine(options | {"threads": 1}) if free else None
        self._meter = MeterEngine(folder, weights)
        self.cost = {"recognition": 0.0, "measuring": 0.0}

    def hear(self, pcm: bytes, text: str) -> TurnEvidence:
        """The evidence of one sentence."""
        words: list[dict[str, Any]] = []
        began = _cpu()
        if self._recognizer is not None:
            ask = self._recognizer.handle("transcribe", {"language": "en"}, pcm)
            recognised, _ = next(iter(ask))
            text, words = recognised["text"], recognised["words"]
        then = _cpu()
        header = {"text": text, "language": "en", "words": words, "typed": False}
        header["expected"] = None if self._free else text
        data, _ = next(iter(self._meter.handle("measure", header, pcm)))
        self.cost["recognition"] += then - began
        self.cost["measuring"] += _cpu() - then
        return from_data(data)


class Tally:
    """Scores beside the experts'."""

    def __init__(self) -> None:
        self.sentences: list[tuple[str, list[float], list[float]]] = []
        self.words: list[tuple[str, float, float]] = []
        self.phones: list[tuple[str, float, float]] = []
        self.unscored = self.abstentions = self.not_read = self.count = 0

    def add(self, row: Mapping[str, Any], evidence: TurnEvidence) -> None:
        """One sentence; marks are on 0 to 10, scores on 0 to 5."""
        self.count += 1
        shown = judge_fluency([evidence]), judge_pronunciation([evidence], ENGLISH)
        self.abstentions += any(judgement.score is None for judgement in shown)
        speech = evidence.speech
        if speech is None or speech.scores is None:
            self.unscored += 1
            return
        self.not_read += speech.as_expected is False
        scores = [getattr(speech.scores, name).score for name in NAMES.values()]
        marks = [float(np.mean(row[name])) / 2 for name in NAMES]
        self.sentences.append((row["speaker"], scores, marks))
        if speech.words and speech.as_expected:
            self._parts(row, speech)

    def _parts(self, row: Mapping[str, Any], speech: SpeechEvidence) -> None:
        """Words and phones, where each word of the text is one of the evidence."""
        assert speech.scores is not None
        if [word.text for word in speech.words] != [
            part for word in row["words"] for part in alignable_words(word["text"])
        ] or len(speech.words) != len(row["words"]):
            return
        parts = zip(
            row["words"], speech.words, speech.scores.words, speech.scores.phones, strict=True
        )
        for label, word, score, phones in parts:
            self.words.append((row["speaker"], score * 2, float(np.mean(label["accuracy"]))))
            names = np.array([INDEX[phone.name] for phone in word.phones])
            marks = phone_marks(names, label["phones"])
            self.phones += [
                (row["speaker"], said, float(mark))
                for said, mark in zip(phones, marks, strict=True)
                if np.isfinite(mark)
            ]

    def figures(self) -> dict[str, Any]:
        """All of them; prints the correlations with their 95 % intervals."""
        print(f"{self.count} sentences, {len({who for who, *_ in self.sentences})} speakers")
        found: dict[str, Any] = {"pearson": {}, "interval": {}, "rmse": {}}
        who = [name for name, *_ in self.sentences]
        scores = np.array([score for _, score, _ in self.sentences])
        marks = np.array([mark for *_, mark in self.sentences])
        columns = {name: (who, scores[:, at], marks[:, at]) for at, name in enumerate(NAMES)}
        for name, rows in (("phone", self.phones), ("word", self.words)):
            if rows:
                speakers, said, meant = zip(*rows, strict=True)
                columns[name] = (list(speakers), np.array(said), np.array(meant))
        for name, (speakers, said, meant) in columns.items():
            low, high = interval(said, meant, speakers)
            found["pearson"][name] = pearson(said, meant)
            found["interval"][name] = [low, high]
            found["rmse"][name] = float(np.sqrt(np.mean((said - meant) ** 2)))
            print(
                f"  {name:9} r {found['pearson'][name]:.3f} [{low:.3f} {high:.3f}], "
                f"RMSE {found['rmse'][name]:.3f}"
            )
        if "word" in columns:
            _, said, meant = columns["word"]
            bad = meant < BAD_WORD
            found["auc"] = auc(bad, -said) if bad.any() else None
            found["precision"] = precision_at(bad, -said, RECALL) if bad.any() else None
            print(f"  bad words: AUC {found['auc']:.3f}, precision {found['precision']:.2f} at .3")
        found |= {"sentences": self.count, "abstentions": self.abstentions}
        found |= {"unscored": self.unscored, "not_read": self.not_read}
        print(
            f"  {self.abstentions} would show no number (too short, not matched), "
            f"{self.unscored} had no scores, {self.not_read} taken for another text"
        )
        return found


def _cpu() -> float:
    """Seconds of processor time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def sound(audio: Path, utt: str) -> bytes:
    """A sentence as 16 kHz s16le mono; UTT.flac or UTT.wav."""
    path = audio / f"{utt}.flac"
    samples, rate = soundfile.read(
        path if path.exists() else path.with_suffix(".wav"), dtype="float32"
    )
    if samples.ndim > 1:
        samples = samples.mean(axis=1)
    return pcm_of(samples if rate == RATE else resampled(samples, rate, RATE))


def main() -> None:
    """Reads, scores, prints."""
    parser = argparse.ArgumentParser(prog="tests.bench.agreement", description=__doc__)
    parser.add_argument("--audio", type=Path, required=True, help="folder of UTT.flac or UTT.wav")
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    text = parser.add_mutually_exclusive_group()
    text.add_argument("--known-text", action="store_true", help="the default")
    text.add_argument("--free", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    listener, tally, seconds = Listener(arguments.free), Tally(), 0.0
    for row in list(read(arguments.labels).values())[: arguments.limit]:
        pcm = sound(arguments.audio, row["utt"])
        tally.add(row, listener.hear(pcm, row["text"]))
        seconds += len(pcm) / 2 / RATE
    figures = tally.figures()
    cost = {name: spent / seconds for name, spent in listener.cost.items()}
    figures["cost"] = sum(cost.values())
    figures["cost_parts"] = cost
    parts = ", ".join(f"{name} {spent:.3f}" for name, spent in cost.items())
    print(f"  CPU seconds a second of sound: {parts}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
