"""What Whisper's encoder hears and how well its decoder expected each word: the sound evidence that
agrees best with experts (docs/scoring.md).
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from server.speech import energy
from server.speech.cuts import cut_at_pauses
from server.speech.log_mel import HOP, MAX_FRAMES, RATE, Samples, log_mel
from server.speech.models import verified_folder
from server.speech.packages import voice_extra
from server.speech.whisper import LONGEST_S, MODEL

States = npt.NDArray[np.float32]
WIDTH = 512
MARGIN_FRAMES = 100  # one second after the sound; the pooled states need no longer window
SPEECH_LEVEL = 0.07  # root mean square of speech, -23 dB under full scale
LEAST_PROBABILITY = 1e-6
SMOOTHING = 7  # openai/whisper's median filter over attention
THREADS = 1


def levelled(samples: energy.Samples) -> Samples:
    """The sound with its speech at one level, so that no gain of a microphone reaches a score."""
    mask = energy.speech_mask(energy.energy_db(samples))
    frames = samples[: len(mask) * energy.FRAME].reshape(-1, energy.FRAME)[mask]
    power = float(np.mean(frames**2)) if len(frames) else 0.0
    gain = SPEECH_LEVEL / math.sqrt(power) if power > 0 else 1.0
    return (samples * gain).astype(np.float32)


class SpeechEncoder:
    """Encodes English speech; one thread, so the same sound gives the same numbers."""

    def __init__(self, data_folder: Path, weights: Path | None) -> None:
        """Loads the verified weights.

        Raises:
            TutorUnavailable: they are missing or damaged, or the voice extra is.
        """
        ctranslate2, tokenizers = voice_extra("ctranslate2"), voice_extra("tokenizers")
        folder = verified_folder(MODEL, data_folder, weights)
        self._view = ctranslate2.StorageView.from_array
        self._model = ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", intra_threads=THREADS
        )
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        start = ("<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>")
        self._start = [self._tokenizer.token_to_id(token) for token in start]

    def hear(
        self, samples: energy.Samples, words: Sequence[str], middles: Sequence[float]
    ) -> tuple[States, tuple[tuple[float, ...], ...]]:
        """States of the sound, shape (20 ms steps, 512), and of each word the natural logarithm of
        the probability of each of its tokens.

        Args:
            words: plain lower-case words said in it.
            middles: when each is said, seconds; they matter only in sound that is longer than the
                encoder hears at once.
        """
        sound = levelled(samples)
        states: list[States] = []
        scores: list[tuple[float, ...]] = []
        for start, end in cut_at_pauses(sound, LONGEST_S):
            piece = sound[start:end]
            encoded = self._encode(piece)
            states.append(_rows(encoded, max(1, len(piece) * 50 // RATE)))
            last = end == len(sound)
            here = [
                word
                for word, middle in zip(words[len(scores) :], middles[len(scores) :], strict=True)
                if last or middle * RATE < end
            ]
            scores += self._expected(encoded, here, len(piece)) if here else []
        return np.concatenate(states), tuple(scores)

    def _encode(self, sound: Samples) -> Any:
        frames = min(MAX_FRAMES, (len(sound) // HOP + MARGIN_FRAMES + 1) // 2 * 2)
        return self._model.encode(self._view(log_mel(sound, frames)), to_cpu=True)

    def _expected(self, encoded: Any, words: Sequence[str], length: int) -> list[tuple[float, ...]]:
        spelled = [" " + word for word in words]
        spelled[0] = " " + words[0].capitalize()
        spelled[-1] += "."
        tokens = [self._tokenizer.encode(word, add_special_tokens=False).ids for word in spelled]
        flat = [token for word in tokens for token in word]
        frames = min(MAX_FRAMES, max(1, length // HOP))
        aligned = self._model.align(
            encoded, self._start, [flat], [frames], median_filter_width=SMOOTHING
        )[0]
        left = iter(aligned.text_token_probs)
        return [
            tuple(round(math.log(max(LEAST_PROBABILITY, next(left))), 3) for _ in word)
            for word in tokens
        ]


def _rows(encoded: Any, steps: int) -> States:
    rows: States = np.array(encoded, np.float32)[0]
    return rows[:steps]
