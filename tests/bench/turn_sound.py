"""The sound of generated turns: synthesized, cut at words, joined with pauses, and kept."""

import hashlib
import json
import tempfile
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.domain.ports import Recognizer, Synthesizer
from tests.bench.learner_turns import CUT, LearnerTurn
from tests.fakes.sound import from_tutor

RATE = 16_000
KEPT = Path(tempfile.gettempdir()) / "eloquio-bench"
BEFORE_MS = 600  # of the room before the first word
ROOM = 4.0  # RMS of the room's noise, of 32,768
QUIET = 0.02  # of the loudest block: the edge of a piece
SPEED = 0.95
FILLER_GAP_MS = 120  # between a cut word and the "um" that follows it
Samples = npt.NDArray[np.float64]


class TurnSounds:
    """Makes sound of turns with the product's own voice and recognizer."""

    def __init__(self, voice: Synthesizer, ears: Recognizer) -> None:
        self._voice = voice
        self._ears = ears
        KEPT.mkdir(exist_ok=True)

    async def of(self, turn: LearnerTurn) -> tuple[bytes, float]:
        """16 kHz s16le mono, silent before and not after; and when the last word ends, in ms."""
        rng = np.random.default_rng(7)
        parts = [np.zeros(RATE * BEFORE_MS // 1000)]
        pieces = await self._pieces(turn)
        for number, piece in enumerate(pieces):
            if number:
                parts.append(np.zeros(RATE * turn.pauses_ms[number - 1] // 1000))
            parts.append(piece)
        sound = np.concatenate(parts)
        noise = rng.normal(0, ROOM, len(sound))
        pcm = np.clip(sound + noise, -32768, 32767).astype("<i2").tobytes()
        return pcm, len(sound) * 1000 / RATE

    async def _pieces(self, turn: LearnerTurn) -> list[Samples]:
        """A sound for each piece. A filler stands between the halves of a sentence, spoken alone,
        and its first pause is short: the learner hesitates, then thinks.
        """
        if turn.kind == "filler":
            before, filler, after = turn.pieces
            first, second = await self._halves([before, after])
            gap = np.zeros(RATE * FILLER_GAP_MS // 1000)
            return [np.concatenate((first, gap, await self._said(filler))), second]
        if CUT in turn.pieces[0]:
            return await self._halves(list(turn.pieces))
        return [await self._said(piece) for piece in turn.pieces]

    async def _halves(self, pieces: list[str]) -> list[Samples]:
        """Cut out of one sentence."""
        texts = [piece.removesuffix(CUT).strip() for piece in pieces]
        sentence = " ".join(texts)
        whole = await self._said(sentence)
        ends = await self._word_ends(sentence, whole)
        cuts, words = [0], 0
        for text in texts[:-1]:
            words += len(text.split())
            cuts.append(_quietest(whole, round(ends[min(words, len(ends)) - 1] * RATE)))
        cuts.append(len(whole))
        return [_trimmed(whole[start:end]) for start, end in pairwise(cuts)]

    async def _said(self, text: str) -> Samples:
        path = KEPT / f"{_name(text)}.s16"
        if not path.exists():
            async with aclosing(self._voice.speak(text, "en", SPEED)) as made:
                path.write_bytes(from_tutor(b"".join([pcm async for pcm in made])))
        return _trimmed(np.frombuffer(path.read_bytes(), "<i2").astype(np.float64))

    async def _word_ends(self, text: str, sound: Samples) -> list[float]:
        path = KEPT / f"{_name(text)}.json"
        if not path.exists():
            heard = await self._ears.transcribe(sound.astype("<i2").tobytes(), "en")
            path.write_text(json.dumps([word.end_s for word in heard.words]))
        ends: list[float] = json.loads(path.read_text())
        return ends


def _name(text: str) -> str:
    return hashlib.sha256(f"{SPEED} {text}".encode()).hexdigest()[:16]


def _trimmed(sound: Samples) -> Samples:
    """Without the silence at its edges, and faded over 5 ms."""
    block = RATE // 100
    blocks = np.sqrt((sound[: len(sound) // block * block].reshape(-1, block) ** 2).mean(axis=1))
    loud = np.flatnonzero(blocks > QUIET * blocks.max())
    kept = sound[loud[0] * block : (loud[-1] + 1) * block].copy()
    fade = np.linspace(0, 1, block // 2)
    kept[: len(fade)] *= fade
    kept[-len(fade) :] *= fade[::-1]
    return kept


def _quietest(sound: Samples, at: int) -> int:
    """The quietest 20 ms within 160 ms of a place: nearer, the burst of a last "d" was left to the
    next piece, and its pause was longer than the turn says.
    """
    width, reach = RATE // 50, RATE * 160 // 1000
    start = max(0, at - reach)
    power = np.convolve(sound[start : at + reach] ** 2, np.ones(width), mode="valid")
    return start + int(np.argmin(power)) + width // 2
