"""hibari-tts: the engine of the English voices, in its own process."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.domain.errors import TutorUnavailable
from server.protocol.audio import TUTOR
from server.speech.frames import Frame, Header
from server.speech.models import manifest, verify
from server.speech.packages import voice_extra
from server.speech.resample import pcm_of, resampled

MODEL = "hibari-heart"
SEED = 0  # the breath in the voice is noise: with a seed a sentence always sounds the same


def open_engine(options: dict[str, Any]) -> "NeuralVoices":
    """Loads the bundled voice and its lexicon; options: `models`, the folder of those that were
    fetched, `threads`.
    """
    os.environ["HIBARI_HOME"] = options["models"]  # it must look nowhere else
    voices = NeuralVoices(voice_extra("hibari"), Path(options["models"]), options["threads"])
    voices.load(MODEL)
    return voices


class NeuralVoices:
    """Answers `speak` with header {"text", "speed", "model"} and a piece of 24 kHz s16le per
    sentence; without "model" the bundled voice speaks.
    """

    def __init__(self, hibari: Any, models: Path, threads: int) -> None:
        self._hibari = hibari
        self._models = models
        self._threads = threads
        self._loaded: dict[str, Any] = {}

    def handle(self, name: str, header: Header, payload: bytes) -> Iterator[Frame]:
        """The pieces, each as soon as it is made."""
        if name != "speak":
            raise TutorUnavailable(f"the voice does not know {name!r}")
        voice = self.load(header.get("model", MODEL))
        for samples in voice.stream(header["text"], speed=header["speed"], seed=SEED):
            yield {}, pcm_of(resampled(samples, voice.sample_rate, TUTOR.rate))

    def load(self, name: str) -> Any:
        """A voice that can speak, loaded once in about half a second.

        Raises:
            TutorUnavailable: its file is missing or damaged.
        """
        if name not in self._loaded:
            model = manifest()[name]
            if name == MODEL:
                folder = Path(self._hibari.__file__).parent / "assets"
                verify(model, folder, cure="reinstall hibari-tts (`uv sync --reinstall`)")
            else:
                folder = self._models / name
                verify(model, folder)
            voice = self._hibari.Hibari(
                voice=name.removeprefix("hibari-"),
                model=str(folder / model.files[0].name),
                threads=self._threads,
            )
            voice("Ready.", seed=SEED)  # the lexicon is loaded at the first word
            self._loaded[name] = voice
        return self._loaded[name]
