"""The server's end of the meter: sound and words in, evidence out, off the event loop."""

from server.domain.evidence import RecognizedWord, TurnEvidence
from server.speech.evidence_codec import MEASURE, from_data, words_to_data
from server.speech.worker import Worker


class WorkerMeter:
    """Implements `server.domain.ports.EvidenceMeter` with a worker process of kind "meter"."""

    def __init__(self) -> None:
        self._worker = Worker("meter", {})

    async def start(self) -> None:
        """Starts the process ahead of the first turn; measuring would also start it."""
        await self._worker.start()

    async def measure(
        self, text: str, language: str, pcm: bytes | None, words: tuple[RecognizedWord, ...]
    ) -> TurnEvidence:
        """Evidence of a turn: 16 kHz s16le mono, None for a typed one; same input, same numbers.

        Raises:
            TutorUnavailable: the process died twice on this turn.
        """
        header = {
            "text": text,
            "language": language,
            "words": words_to_data(words),
            "typed": pcm is None,
        }
        answer, _ = await self._worker.call(MEASURE, header, pcm or b"")
        return from_data(answer)

    async def aclose(self) -> None:
        """Ends the process; safe to call twice."""
        await self._worker.aclose()
