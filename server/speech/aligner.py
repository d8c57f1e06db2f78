"""Which phone sounds when: forced alignment of English text to speech (SoundSwallower).

The engine is native code that has crashed on misuse; it runs in the meter's own process only. Its
alignment iterators must be read in order, inside the loop: kept items point into freed memory.
"""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import soundswallower

from server.domain.evidence import PhoneEvidence, WordEvidence
from server.speech.energy import FRAME_S
from server.speech.pronouncing import dictionary, lexicon_lines
from server.speech.spoken_numbers import say

_LANGUAGE_MODELS = {"en": "en-us"}
_WORD = re.compile(r"[a-z][a-z']*|'[a-z]+|[0-9]+")
# The second set of beams is for utterances on which the first finds no path (28 of 5,000).
_BEAMS: tuple[dict[str, float], ...] = ({}, {"beam": 1e-120, "wbeam": 1e-100, "pbeam": 1e-120})
CERTAIN = 0.0


def alignable_words(text: str) -> list[str]:
    """Words of a text as the pronouncing dictionary has them: lower case, ASCII letters, numbers as
    they are said.
    """
    found = _WORD.findall(text.lower().replace("\u2019", "'"))
    return [part for word in found for part in (say(word) if word[0].isdigit() else [word])]


class Aligner:
    """Aligns one language."""

    def __init__(self, language: str) -> None:
        self._model = Path(soundswallower.get_model_path(_LANGUAGE_MODELS[language]))
        self._entries = dictionary(self._model / "dict.txt")

    @staticmethod
    def covers(language: str) -> bool:
        """Whether there is an acoustic model for a base language code."""
        return language in _LANGUAGE_MODELS

    def align(self, pcm: bytes, words: list[str]) -> tuple[WordEvidence, ...]:
        """Words with their phones; empty where the text does not fit the sound.

        A decoder is made for each utterance (6 ms): nothing of one speaker's adaptation reaches
        the next, so the same sound gives the same numbers.
        """
        if not words or not pcm:
            return ()
        with tempfile.TemporaryDirectory(prefix="eloquio-") as folder:
            lexicon = Path(folder) / "words.dict"
            lexicon.write_text("\n".join(lexicon_lines(words, self._entries)) + "\n", "utf-8")
            for beams in _BEAMS:
                aligned = self._attempt(pcm, words, lexicon, beams)
                if len(aligned) == len(words):
                    return aligned
        return ()

    def _attempt(
        self, pcm: bytes, words: list[str], lexicon: Path, beams: dict[str, float]
    ) -> tuple[WordEvidence, ...]:
        decoder = soundswallower.Decoder(
            hmm=str(self._model), dict=str(lexicon), loglevel="FATAL", **beams
        )
        decoder.set_align_text(" ".join(words))
        try:
            decoder.start_utt()
            decoder.process_raw(pcm, full_utt=True)
            decoder.end_utt()
            found: list[WordEvidence] = []
            # None where no path was found, whatever the package's stub says.
            alignment: Iterable[Any] | None = decoder.alignment
            for word in alignment if alignment is not None else ():
                phones = tuple(
                    PhoneEvidence(
                        phone.name,
                        phone.start * FRAME_S,
                        (phone.start + phone.duration) * FRAME_S,
                        phone.score / max(1, phone.duration),
                    )
                    for phone in word
                )
                name = word.name.partition("(")[0]
                start, end = word.start * FRAME_S, (word.start + word.duration) * FRAME_S
                if name[0] not in "<[":
                    found.append(WordEvidence(name, start, end, CERTAIN, phones))
        except (RuntimeError, ValueError):
            return ()  # the engine's word for "no path through this sound"
        return tuple(found)
