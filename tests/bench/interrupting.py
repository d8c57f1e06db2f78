"""Who speaks over the tutor: learners with something to say, and listeners who only say "mm"."""

import json
from contextlib import aclosing
from dataclasses import dataclass
from itertools import cycle
from random import Random

import numpy as np

from server.domain.ports import Synthesizer
from server.speech.resample import resampled
from tests.bench.talk_room import Samples
from tests.conftest import SHARED_DATA
from tests.fakes.sound import from_tutor, microphone

LEARNERS = 60
LONGEST_S = 3.0  # of an interruption
LEVELS_DB = (-20.0, -25.0, -30.0, -35.0)  # RMS of the speech
EDGE = 0.05  # of the loudest 10 ms: the onset
SUSTAINED = 3  # of 10 ms
SENTENCES = (
    "Excuse me, could you say that again?",
    "Wait, I have a question.",
    "Sorry, I don't understand.",
    "Please speak more slowly.",
    "No, that's not what I want.",
    "I would like some water, please.",
    "Can I ask you something?",
    "Hold on a second.",
    "What does that word mean?",
    "Actually, I changed my mind.",
)
NOISES = ("Uh-huh.", "Mm.", "Mm-hmm.", "Mhm.")
SPEEDS = (0.9, 1.1, 1.3)
PITCHES = (0.85, 1.0, 1.1, 1.2)  # a deep voice, the voice itself, and two higher ones


@dataclass(frozen=True, slots=True)
class Interruption:
    """16 kHz, from its first sound on."""

    said: str
    sound: Samples


async def interruptions(voice: Synthesizer, seed: int) -> list[Interruption]:
    """60 learners, each at one of four levels, the same at every run with that seed."""
    levels = cycle(LEVELS_DB)
    return [
        Interruption(f"{said} at {level:.0f} dB", _at(sound, level))
        for (said, sound), level in zip(await _speech(voice, seed), levels, strict=False)
    ]


async def backchannels(voice: Synthesizer) -> list[Interruption]:
    """48: four noises by three speeds and four pitches, at the levels of the learners."""
    levels, made = cycle(LEVELS_DB[:3]), []
    for text in NOISES:
        for speed in SPEEDS:
            sound = await _said(voice, text, speed)
            for pitch in PITCHES:
                level = next(levels)
                own = _from_onset(_pitched(sound, pitch))
                name = f"{text} {len(own) / 16:.0f} ms, {level:.0f} dB"
                made.append(Interruption(name, _at(own, level)))
    return made


async def _speech(voice: Synthesizer, seed: int) -> list[tuple[str, Samples]]:
    corpus = SHARED_DATA / "speechocean762"
    if corpus.is_dir():
        lines = (corpus / "labels.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        drawn = Random(seed).sample(rows, LEARNERS)  # noqa: S311 - not for secrets
        files = [(row, corpus / "flac" / f"{row['utt']}.flac") for row in drawn]
        return [
            (str(row["text"]), _from_onset(np.frombuffer(microphone(path), "<i2").astype(float)))
            for row, path in files
        ]
    own: list[tuple[str, Samples]] = []
    for number in range(LEARNERS):
        text = SENTENCES[number % len(SENTENCES)]
        sound = await _said(voice, text, SPEEDS[number % len(SPEEDS)])
        own.append((text, _from_onset(_pitched(sound, PITCHES[number % len(PITCHES)]))))
    return own


async def _said(voice: Synthesizer, text: str, speed: float) -> Samples:
    async with aclosing(voice.speak(text, "en", speed)) as made:
        pcm = from_tutor(b"".join([piece async for piece in made]))
    return np.frombuffer(pcm, "<i2").astype(float)


def _pitched(sound: Samples, pitch: float) -> Samples:
    """Another speaker: higher and quicker, or deeper and slower."""
    moved = resampled(sound.astype(np.float32), round(16_000 * pitch), 16_000)
    return np.asarray(moved, float)


def _from_onset(sound: Samples) -> Samples:
    """From its first sound to its last, at most 3 s, faded in over 2 ms."""
    blocks = np.sqrt((sound[: len(sound) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1))
    loud = blocks > EDGE * blocks.max()
    held = np.convolve(loud, np.ones(SUSTAINED), mode="valid") == SUSTAINED
    first, last = int(np.argmax(held)), int(np.flatnonzero(loud)[-1]) + 1
    kept = sound[first * 160 : last * 160][: round(LONGEST_S * 16_000)].copy()
    kept[:32] *= np.linspace(0, 1, 32)
    return kept


def _at(sound: Samples, level_db: float) -> Samples:
    """At that RMS over its loud parts."""
    blocks = np.sqrt((sound[: len(sound) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1))
    active = float(np.sqrt((blocks[blocks > EDGE * blocks.max()] ** 2).mean()))
    return sound * (32768 * 10 ** (level_db / 20) / active)
