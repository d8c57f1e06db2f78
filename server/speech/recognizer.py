"""The recognizer: Whisper in its own process."""

from pathlib import Path

from server.domain.errors import TutorUnavailable
from server.domain.evidence import RecognizedWord
from server.domain.ports import Recognition
from server.speech.worker import Worker

THREADS = 1  # two took .40-.47 s a turn where one took .30-.35, on two cores that share a unit


class WorkerRecognizer:
    """Implements `Recognizer`. One utterance at a time, in order.

    Attributes:
        problem: why it cannot listen, in a sentence; None when it can.
    """

    def __init__(self, data_folder: Path, weights: Path | None = None) -> None:
        """`weights`: a folder with the files of Whisper base; None looks in `data_folder` and in
        the installed packages.
        """
        options = {
            "data_folder": str(data_folder),
            "weights": str(weights) if weights is not None else None,
            "threads": THREADS,
        }
        self.worker = Worker("recognizer", options, threads=THREADS)
        self.problem: str | None = None

    async def start(self) -> None:
        """Loads the weights; a failure is left in `problem` and typed turns remain."""
        try:
            await self.worker.start()
        except TutorUnavailable as exc:
            self.problem = exc.message
        else:
            self.problem = None

    async def transcribe(self, pcm: bytes, language: str | None) -> Recognition:
        """See `Recognizer`. Times and probabilities of words come from the decoder's attention;
        text and words are empty where nothing was said.
        """
        heard, _ = await self.worker.call("transcribe", {"language": language}, pcm)
        self.problem = None
        return Recognition(
            text=heard["text"],
            words=tuple(RecognizedWord(**word) for word in heard["words"]),
            language=heard["language"],
            language_probability=heard["language_probability"],
            no_speech_probability=heard["no_speech_probability"],
        )

    async def aclose(self) -> None:
        """Ends the process; safe to call twice."""
        await self.worker.aclose()
