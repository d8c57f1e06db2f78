"""Evidence of the sentences of a corpus, measured by the product's own code and kept in shards.

No label goes in. One core takes .04 s a second of sound, .1 s where the recognizer writes the text.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from server.domain.evidence import PhoneEvidence, WordEvidence
from server.settings import Settings
from server.speech import energy
from server.speech.aligner import Aligner, alignable_words
from server.speech.encoder import SpeechEncoder
from server.speech.models import verified_folder
from server.speech.whisper import MODEL, open_engine

SHARD = 100
KINDS = {"known": None, "noise": 800, "mismatch": 800, "free": None}
NOISE_DB = (8.0, 28.0)


class Extraction:
    """Measures sentences one by one."""

    def __init__(self, weights: Path, kind: str) -> None:
        self.kind = kind
        self.encoder = SpeechEncoder(weights, weights)
        self.aligner = Aligner("en")
        options = {"data_folder": str(weights), "weights": str(weights), "threads": 1}
        self.recognizer = open_engine(options) if kind == "free" else None

    def measure(self, row: dict[str, Any], pcm: bytes, other: str) -> dict[str, Any]:
        """The evidence of one sentence; `other` is another sentence's text."""
        text = other if self.kind == "mismatch" else row["text"]
        recognised = None
        if self.kind == "noise":
            pcm = noisy(pcm, Random(row["utt"]))  # noqa: S311 - noise, no secret
        if self.recognizer is not None:
            request = {"language": "en"}
            recognised, _ = next(iter(self.recognizer.handle("transcribe", request, pcm)))
            text = recognised["text"]
        words = alignable_words(text)
        aligned = self.aligner.align(pcm, words) if words else ()
        samples = energy.samples_of(pcm)
        seconds = len(samples) / energy.SAMPLE_RATE
        middles = [(word.start_s + word.end_s) / 2 for word in aligned]
        if not middles:
            middles = [seconds * (at + 0.5) / len(words) for at in range(len(words))]
        states, expected = self.encoder.hear(samples, words, middles)
        return {
            "utt": row["utt"],
            "text": text,
            "recognised": recognised,
            "words": words,
            "aligned": [_packed(word) for word in aligned],
            "expected": expected,
            "states": states.astype(np.float16),
            "level": energy.energy_db(samples),
        }


def noisy(pcm: bytes, dice: Random) -> bytes:
    """The sound with steady noise 8 to 28 dB under its speech."""
    samples = energy.samples_of(pcm)
    level = energy.energy_db(samples)
    mask = energy.speech_mask(level)
    power = float(np.mean(10 ** (level[mask] / 10))) if mask.any() else 1.0
    noise = np.random.default_rng(dice.randrange(1 << 30)).normal(size=len(samples))
    if dice.random() < 0.5:
        noise = np.convolve(noise, np.ones(4) / 2, "same")
    scale = np.sqrt(power / 10 ** (dice.uniform(*NOISE_DB) / 10) / np.mean(noise**2))
    mixed = samples * 32768 + noise * scale
    return np.clip(np.round(mixed), -32768, 32767).astype("<i2").tobytes()


def _packed(word: WordEvidence) -> list[Any]:
    phones = [[p.name, p.start_s, p.end_s, p.score] for p in word.phones]
    return [word.text, word.start_s, word.end_s, phones]


def unpacked(word: list[Any]) -> WordEvidence:
    """A cached word."""
    text, start, end, phones = word
    return WordEvidence(text, start, end, 0.0, tuple(PhoneEvidence(*phone) for phone in phones))


def load(folder: Path) -> Iterator[dict[str, Any]]:
    """The cached evidence of every sentence."""
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as shard:
            states: npt.NDArray[np.float16] = shard["states"]
            level: npt.NDArray[np.float64] = shard["level"]
            row = frame = 0
            for entry in json.loads(str(shard["entries"])):
                rows, frames = entry.pop("sizes")
                entry["states"] = states[row : row + rows]
                entry["level"] = level[frame : frame + frames]
                row, frame = row + rows, frame + frames
                yield entry


def save(path: Path, entries: list[dict[str, Any]]) -> None:
    """Writes one shard."""
    states = np.concatenate([entry.pop("states") for entry in entries])
    levels = [entry.pop("level") for entry in entries]
    np.savez(path, entries=json.dumps(entries), states=states, level=np.concatenate(levels))


def extract(data: Path, cache: Path, weights: Path, kind: str, limit: int | None) -> None:
    """Measures the sentences of a corpus, or as many of them, into `cache`."""
    lines = (data / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    Random(0).shuffle(rows)  # noqa: S311 - an order, no secret
    rows = rows[:limit]
    cache.mkdir(parents=True)
    extraction = Extraction(weights, kind)
    entries: list[dict[str, Any]] = []
    heard, began = 0.0, time.process_time()
    for number, row in enumerate(rows, start=1):
        samples, _ = soundfile.read(data / "flac" / f"{row['utt']}.flac", dtype="int16")
        other = rows[(number + 7) % len(rows)]["text"]
        entry = extraction.measure(row, samples.tobytes(), other)
        entry["sizes"] = [len(entry["states"]), len(entry["level"])]
        entries.append(entry)
        heard += len(samples) / energy.SAMPLE_RATE
        if number % SHARD == 0 or number == len(rows):
            save(cache / f"{number:05d}.npz", entries)
            entries = []
            cost = (time.process_time() - began) / heard
            print(f"{kind}: {number} sentences, {cost:.3f} CPU s a second of sound", flush=True)


def fill(data: Path, cache: Path) -> None:
    """Measures what the cache lacks: every sentence with its text known and recognised, some with
    noise and with another sentence's text. 40 minutes of one core.
    """
    settings = Settings()
    weights = verified_folder(MODEL, settings.eloquio_data_dir, settings.whisper_model)
    for kind, limit in KINDS.items():
        if not (cache / kind).is_dir():
            extract(data, cache / kind, weights, kind, limit)
