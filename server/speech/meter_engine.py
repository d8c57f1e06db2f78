"""The meter inside its worker process: one request, one turn measured."""

from collections.abc import Iterator

from server.domain.errors import TutorError
from server.domain.evidence import TurnEvidence
from server.speech.aligner import Aligner
from server.speech.evidence_codec import MEASURE, to_data, words_from_data
from server.speech.frames import Frame, Header
from server.speech.sound_evidence import measure_sound
from server.speech.text_evidence import TextMeter


class MeterEngine:
    """Measures turns; models and word lists are loaded with the first turn that needs them."""

    def __init__(self) -> None:
        self._texts = TextMeter()
        self._aligners: dict[str, Aligner] = {}

    def handle(self, name: str, header: Header, payload: bytes) -> Iterator[Frame]:
        """Answers `measure` {text, language, words, typed} + PCM with the evidence as JSON data.

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
            speech = measure_sound(payload, text, code, words, self._aligner(code))
        yield to_data(TurnEvidence(measured, speech)), b""

    def _aligner(self, code: str) -> Aligner | None:
        if not Aligner.covers(code):
            return None
        if code not in self._aligners:
            self._aligners[code] = Aligner(code)
        return self._aligners[code]
