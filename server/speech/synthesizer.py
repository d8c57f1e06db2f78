"""The synthesizer: neural voices for English, basic ones for most languages, each kind in its own
process.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from server.domain.errors import TutorUnavailable
from server.protocol.models import Voice
from server.speech import basic_voice
from server.speech.frames import Header
from server.speech.neural_voice import MODEL
from server.speech.voice_list import BasicChoice, NeuralChoice, basic_voices, neural_voices
from server.speech.worker import Worker

SLOWEST, FASTEST = 0.5, 1.5


class WorkerSynthesizer:
    """Implements `Synthesizer`. One sentence at a time and kind of voice, in order.

    Attributes:
        problem: why the neural voices do not speak, in a sentence; None when they do.
    """

    def __init__(self, data_folder: Path) -> None:
        """`data_folder`: voices that were fetched lie in its `models`."""
        self._models = data_folder / "models"
        self.neural = Worker("neural-voice", {"models": str(self._models), "threads": 1})
        self.basic = Worker("basic-voice", {})
        self.problem: str | None = None

    async def start(self) -> None:
        """Loads the neural voice; without it English has the basic one. Basic voices start when
        they are first asked, in about half a second.
        """
        try:
            await self.neural.start()
        except TutorUnavailable as exc:
            self.problem = exc.message
        else:
            self.problem = None

    def voice_for(self, language: str) -> Literal["neural", "basic", "none"]:
        """See `Synthesizer`."""
        voices = self._voices(language)
        return voices[0].voice.kind if voices else "none"

    def voices(self, language: str) -> tuple[Voice, ...]:
        """See `Synthesizer`; a voice that was fetched meanwhile is there at once."""
        return tuple(own.voice for own in self._voices(language))

    async def speak(
        self, text: str, language: str, speed: float = 1.0, voice: str | None = None
    ) -> AsyncGenerator[bytes, None]:
        """See `Synthesizer`; `speed` is kept within 0.5 and 1.5."""
        own = self._chosen(language, voice)
        header: Header = {"text": text, "speed": min(FASTEST, max(SLOWEST, speed))}
        if isinstance(own, NeuralChoice):
            worker, header["model"] = self.neural, own.model
        else:
            worker, header["voice"] = self.basic, own.name
            header["speed"] *= own.pace
        async with aclosing(worker.stream("speak", header)) as pieces:
            async for _, pcm in pieces:
                if pcm:
                    yield pcm

    async def aclose(self) -> None:
        """Ends the processes; safe to call twice."""
        await self.neural.aclose()
        await self.basic.aclose()

    def _chosen(self, language: str, voice: str | None) -> NeuralChoice | BasicChoice:
        voices = self._voices(language)
        for own in voices:
            if voice in {None, own.voice.id}:
                return own
        if not voices:
            raise TutorUnavailable(
                f"there is no voice for the language {language!r} here; the text is shown"
            )
        raise TutorUnavailable(
            f"the voice {voice!r} is not here any more; choose one of "
            f"{', '.join(own.voice.id for own in voices)}"
        )

    def _voices(self, language: str) -> tuple[NeuralChoice | BasicChoice, ...]:
        neural = [own for own in neural_voices(language) if self._speaks(own)]
        basic = basic_voices(language) if basic_voice.installed() else ()
        return (*neural, *basic)

    def _speaks(self, own: NeuralChoice) -> bool:
        if self.problem is not None or find_spec("hibari") is None:
            return False
        return own.model == MODEL or (self._models / own.model).is_dir()
