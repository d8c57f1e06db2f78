"""Whisper through CTranslate2: the engine of the recognizer's process.

Found on 200 utterances of speechocean762, native clips and synthesized sentences: repetition
penalties drop function words ("to go the station"), so they are used only on a text that loops;
a beam of 5 costs 0.02 s of CPU more than greedy search and hears .295 instead of .352 word errors;
an initial prompt of fillers keeps few of them, loses capitals and makes speech of silence.
"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from server.domain.errors import TutorUnavailable
from server.listening.endpointing import ONSET
from server.listening.vad import SileroVad
from server.speech.cuts import cut_at_pauses
from server.speech.frames import Frame, Header
from server.speech.log_mel import HOP, MAX_FRAMES, RATE, Samples, log_mel, samples_of
from server.speech.models import verified_folder
from server.speech.packages import voice_extra
from server.speech.resample import pcm_of
from server.speech.transcript import Piece, loops, spoken, text_of, words_of

MODEL = "whisper-base"
LONGEST_S = 28.0
SHORTEST_WINDOW_S = 15.0  # a third of the encoder's cost of 30 s; shorter ones make it loop
MARGIN_S = 2.0
BEAM = 5
NO_SPEECH = 0.6  # openai/whisper's threshold; learners stayed below .18, noises above .76,
DOUBTFUL = -1.0  # but a robotic voice reached .61, so the mean log probability must agree
SPEECH_WINDOWS = 3  # a shorter sound than this is no word, whatever is written for it
STEP_S = 0.02  # one position of the encoder
MAX_TOKENS = 440
START_TOKENS = 24
TOKENS_PER_S = 25  # scripts that Whisper spells in bytes need up to three tokens a letter
ANTI_LOOP = {"repetition_penalty": 1.1, "no_repeat_ngram_size": 4}
BROKEN = "\ufffd"  # what the tokenizer writes for part of a character


def open_engine(options: dict[str, Any]) -> "WhisperEngine":
    """Loads the verified weights; options: `data_folder`, `weights` (or None), `threads`."""
    ctranslate2, tokenizers = voice_extra("ctranslate2"), voice_extra("tokenizers")
    weights = Path(options["weights"]) if options["weights"] else None
    folder = verified_folder(MODEL, Path(options["data_folder"]), weights)
    model = ctranslate2.models.Whisper(
        str(folder), device="cpu", compute_type="int8", intra_threads=options["threads"]
    )
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    return WhisperEngine(ctranslate2, model, tokenizer)


class WhisperEngine:
    """Answers `transcribe` with header {"language": code or None} and 16 kHz s16le as payload."""

    def __init__(self, ctranslate2: Any, model: Any, tokenizer: Any) -> None:
        self._ctranslate2 = ctranslate2
        self._model = model
        self._tokenizer = tokenizer
        self._vad = SileroVad()

    def handle(self, name: str, header: Header, payload: bytes) -> Iterator[Frame]:
        """One piece: text, words, language and the probabilities, as `Recognition` names them."""
        if name != "transcribe":
            raise TutorUnavailable(f"the recognizer does not know {name!r}")
        yield self._transcribe(samples_of(payload), header["language"]), b""

    def _transcribe(self, samples: Samples, language: str | None) -> Header:
        heard: list[Piece] = []
        language_probability, silence = 0.0, 1.0
        for start, end in cut_at_pauses(samples, LONGEST_S):
            states = self._encode(samples[start:end])
            found, probability = self._language(states, language)
            if start == 0:
                language, language_probability = found, probability
            pieces, no_speech = self._hear(states, end - start, found)
            silence = min(silence, no_speech)
            if self._voiced(samples[start:end]):
                heard += [_shifted(piece, start / RATE) for piece in spoken(pieces)]
        assert language is not None  # noqa: S101 - there is always a first span
        return {
            "text": text_of(heard),
            "words": [asdict(word) for word in words_of(heard, language)],
            "language": language,
            "language_probability": language_probability,
            "no_speech_probability": silence,
        }

    def _voiced(self, samples: Samples) -> bool:
        """Whether there is anything that Whisper should have heard: it writes words for noise."""
        self._vad.reset()
        windows = self._vad.feed(pcm_of(samples))
        return sum(window.probability >= ONSET for window in windows) >= SPEECH_WINDOWS

    def _encode(self, samples: Samples) -> Any:
        window_s = max(SHORTEST_WINDOW_S, len(samples) / RATE + MARGIN_S)
        frames = min(MAX_FRAMES, round(window_s * RATE / HOP / 2) * 2)
        features = self._ctranslate2.StorageView.from_array(log_mel(samples, frames))
        return self._model.encode(features, to_cpu=True)

    def _language(self, states: Any, wanted: str | None) -> tuple[str, float]:
        found = {
            token.strip("<|>"): float(probability)
            for token, probability in self._model.detect_language(states)[0]
        }
        if wanted is None:
            wanted = max(found, key=found.__getitem__)
        if wanted not in found:
            raise TutorUnavailable(f"the recognizer does not know the language {wanted!r}; type")
        return wanted, found[wanted]

    def _hear(self, states: Any, length: int, language: str) -> tuple[list[Piece], float]:
        """The pieces of one window and its no-speech probability; guards against loops only where
        there is one.
        """
        start = [
            self._tokenizer.token_to_id(token)
            for token in ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>")
        ] + [self._tokenizer.token_to_id("<|notimestamps|>")]
        result = self._generate(states, start, length)
        if loops(self._tokenizer.decode(result.sequences_ids[0]), length / RATE):
            result = self._generate(states, start, length, **ANTI_LOOP)
        tokens = result.sequences_ids[0]
        silent = result.no_speech_prob > NO_SPEECH and result.scores[0] < DOUBTFUL
        if not tokens or silent:
            return [], float(result.no_speech_prob)
        aligned = self._model.align(
            states, start, [tokens], [min(MAX_FRAMES, max(1, length // HOP))]
        )[0]
        return self._pieces(tokens, aligned, length / RATE), float(result.no_speech_prob)

    def _generate(self, states: Any, start: list[int], length: int, **guards: float) -> Any:
        return self._model.generate(
            states,
            [start],
            beam_size=BEAM,
            max_length=min(MAX_TOKENS, START_TOKENS + length * TOKENS_PER_S // RATE),
            sampling_temperature=0,
            return_scores=True,
            return_no_speech_prob=True,
            **guards,
        )[0]

    def _pieces(self, tokens: list[int], aligned: Any, seconds: float) -> list[Piece]:
        """Tokens joined until they are whole characters, each from its first encoder position to
        the first of the next.
        """
        starts = _first_positions(aligned.alignments, len(tokens), seconds)
        pieces: list[Piece] = []
        first = 0
        for last in range(len(tokens)):
            text = self._tokenizer.decode(tokens[first : last + 1])
            if BROKEN in text and last + 1 < len(tokens):
                continue
            probabilities = aligned.text_token_probs[first : last + 1]
            pieces.append(
                Piece(
                    text=text.replace(BROKEN, ""),
                    start_s=starts[first],
                    end_s=starts[last + 1],
                    probability=float(np.mean(probabilities)),
                )
            )
            first = last + 1
        return pieces


def _first_positions(alignments: list[tuple[int, int]], tokens: int, seconds: float) -> list[float]:
    """Seconds at which each token begins, and the end of the last."""
    starts = [seconds] * (tokens + 1)
    for token, position in reversed(alignments):
        if token <= tokens:
            starts[token] = min(seconds, position * STEP_S)
    for token in reversed(range(tokens)):
        starts[token] = min(starts[token], starts[token + 1])
    return starts


def _shifted(piece: Piece, seconds: float) -> Piece:
    return Piece(piece.text, piece.start_s + seconds, piece.end_s + seconds, piece.probability)
