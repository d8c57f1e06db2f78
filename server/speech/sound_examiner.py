"""From sound and aligned words to scores: Whisper's states, then the fitted models."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from server.domain.evidence import SpeechScores, WordEvidence
from server.speech import energy
from server.speech.encoder import SpeechEncoder
from server.speech.examiner import Examiner, Kind, english
from server.speech.heard import heard


@dataclass(frozen=True, slots=True)
class HeardWords:
    """The words found in a sound.

    Attributes:
        words: empty where the text could not be aligned or is not what was said.
        scores: None where there are no models.
        fits: whether the text is what was said; None where that cannot be told.
    """

    words: tuple[WordEvidence, ...] = ()
    scores: SpeechScores | None = None
    fits: bool | None = None


class SoundExaminer:
    """Scores English."""

    def __init__(self, encoder: SpeechEncoder, models: Examiner) -> None:
        self._encoder = encoder
        self._models = models

    @classmethod
    def installed(cls, data_folder: Path, weights: Path | None) -> "SoundExaminer":
        """With the shipped models and the verified weights of Whisper base.

        Raises:
            TutorUnavailable: the weights are missing or damaged.
        """
        return cls(SpeechEncoder(data_folder, weights), english())

    def examine(self, pcm: bytes, words: tuple[WordEvidence, ...], kind: Kind) -> HeardWords:
        """Scores speech, 16 kHz s16le mono, in which words were aligned.

        Where they turn out not to be what was said, the sound alone is scored and no words are
        left.
        """
        samples = energy.samples_of(pcm)
        level = energy.energy_db(samples)
        texts = [word.text for word in words]
        middles = [(word.start_s + word.end_s) / 2 for word in words]
        states, expected = self._encoder.hear(samples, texts, middles)
        states = states.astype(np.float16).astype(np.float32)  # as the models were fitted
        said = heard(words, expected, states, level)
        found = self._models.examine(said, states, level, kind)
        if found.fits is False:
            alone = self._models.examine(None, states, level, kind)
            return HeardWords((), alone.scores, fits=False)
        return HeardWords(words, found.scores, found.fits)
