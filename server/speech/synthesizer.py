"""The synthesizer: a neural voice for English, a basic one for most other languages, each in its
own process.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import orjson

from server.domain.errors import TutorUnavailable
from server.speech import basic_voice
from server.speech.frames import Header
from server.speech.worker import Worker

NEURAL_LANGUAGE = "en"
SLOWEST, FASTEST = 0.5, 1.5


class WorkerSynthesizer:
    """Implements `Synthesizer`. One sentence at a time and language kind, in order.

    Attributes:
        problem: why the neural voice does not speak, in a sentence; None when it does.
    """

    def __init__(self, data_folder: Path) -> None:
        """`data_folder`: more voices may lie in its `voices`."""
        options = {"voices_folder": str(data_folder / "voices"), "threads": 1}
        self.neural = Worker("neural-voice", options)
        self.basic = Worker("basic-voice", {})
        self.problem: str | None = None
        self._voices: dict[str, str] = orjson.loads(
            (files("resources") / "catalog" / "voices.json").read_bytes()
        )

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
        if language == NEURAL_LANGUAGE and self.problem is None and find_spec("hibari") is not None:
            return "neural"
        return "basic" if language in self._voices and basic_voice.installed() else "none"

    async def speak(
        self, text: str, language: str, speed: float = 1.0
    ) -> AsyncGenerator[bytes, None]:
        """See `Synthesizer`; `speed` is kept within 0.5 and 1.5."""
        header: Header = {"text": text, "speed": min(FASTEST, max(SLOWEST, speed))}
        kind = self.voice_for(language)
        if kind == "none":
            raise TutorUnavailable(
                f"there is no voice for the language {language!r} here; the text is shown"
            )
        if kind == "basic":
            header["voice"] = self._voices[language]
        worker = self.neural if kind == "neural" else self.basic
        async with aclosing(worker.stream("speak", header)) as pieces:
            async for _, pcm in pieces:
                if pcm:
                    yield pcm

    async def aclose(self) -> None:
        """Ends the processes; safe to call twice."""
        await self.neural.aclose()
        await self.basic.aclose()
