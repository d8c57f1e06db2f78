"""The meter inside its worker process: one request, one turn measured."""

import sys
from collections.abc import Iterator
from pathlib import Path

from server.domain.errors import TutorError, TutorUnavailable
from server.domain.evidence import TurnEvidence
from server.speech.aligner import Aligner
from server.speech.evidence_codec import MEASURE, to_data, words_from_data
from server.speech.frames import Frame, Header
from server.speech.sound_evidence import Ears, measure_sound
from server.speech.sound_examiner import SoundExaminer
from server.speech.text_evidence import TextMeter


class MeterEngine:
    """Measures turns; models and word lists are loaded with the first turn that needs them."""

    def __init__(self, data_folder: Path | None = None, weights: Path | None = None) -> None:
        """`data_folder` and `weights`: where Whisper base lies; without it nothing is examined."""
        self._data_folder, self._weights = data_folder, weights
        self._texts = TextMeter()
        self._ears: dict[str, Ears] = {}

    def handle(self, name: str, header: Header, payload: bytes) -> Iterator[Frame]:
        """Answers `measure` {text, language, words, typed, expected} + PCM with the evidence as
        JSON data.

        Raises:
            TutorError: another request.
        """
        if name != MEASURE:
            raise TutorError(f"the meter answers {MEASURE!r} only, not {name!r}")
        text, language = header["text"], header["language"]
        measured = self._texts.measure(text, language)
        speech = None
        if not header["typed"]:
            code = language.partition("-")[0].lower()
            words = words_from_data(header["words"])
            expected = header["expected"]
            speech = measure_sound(payload, text, code, words, self._ears_for(code), expected)
        yield to_data(TurnEvidence(measured, speech)), b""

    def _ears_for(self, code: str) -> Ears:
        if code not in self._ears:
            aligner = Aligner(code) if Aligner.covers(code) else None
            examiner = self._examiner() if aligner is not None else None
            self._ears[code] = Ears(aligner, examiner)
        return self._ears[code]

    def _examiner(self) -> SoundExaminer | None:
        """None without weights: the formulas of the domain then score the alignment alone."""
        if self._data_folder is None:
            return None
        try:
            return SoundExaminer.installed(self._data_folder, self._weights)
        except TutorUnavailable as missing:
            print(missing.message, file=sys.stderr)  # noqa: T201 - the worker's log
            return None
