"""The server's end of the meter: sound and words in, evidence out, off the event loop."""

from pathlib import Path

from server.domain.evidence import RecognizedWord, TurnEvidence
from server.speech.evidence_codec import MEASURE, from_data, words_to_data
from server.speech.worker import Worker


class WorkerMeter:
    """Implements `server.domain.ports.EvidenceMeter` with a worker process of kind "meter"."""

    def __init__(self, data_folder: Path | None = None, weights: Path | None = None) -> None:
        """Where the weights of Whisper base lie, as `WorkerRecognizer` looks for them; without a
        data folder there are no `SpeechScores`.
        """
        options = {
            "data_folder": str(data_folder) if data_folder is not None else None,
            "weights": str(weights) if weights is not None else None,
        }
        self._worker = Worker("meter", options)

    async def start(self) -> None:
        """Starts the process ahead of the first turn; measuring would also start it."""
        await self._worker.start()

    async def measure(
        self,
        text: str,
        language: str,
        pcm: bytes | None,
        words: tuple[RecognizedWord, ...],
        expected: str | None = None,
    ) -> TurnEvidence:
        """See `EvidenceMeter`.

        Raises:
            TutorUnavailable: the process died twice on this turn.
        """
        header = {
            "text": text,
            "language": language,
            "words": words_to_data(words),
            "typed": pcm is None,
            "expected": expected,
        }
        answer, _ = await self._worker.call(MEASURE, header, pcm or b"")
        return from_data(answer)

    async def aclose(self) -> None:
        """Ends the process; safe to call twice."""
        await self._worker.aclose()
