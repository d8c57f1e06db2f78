"""hibari-tts: the engine of the English voice, in its own process."""

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


def open_engine(options: dict[str, Any]) -> "NeuralVoice":
    """Loads the bundled voice and its lexicon; options: `voices_folder`, where hibari would keep
    more voices, `threads`.
    """
    os.environ["HIBARI_HOME"] = options["voices_folder"]
    hibari = voice_extra("hibari")
    assets = Path(hibari.__file__).parent / "assets"
    verify(manifest()[MODEL], assets, cure="reinstall hibari-tts (`uv sync --reinstall`)")
    voice = hibari.Hibari(threads=options["threads"])
    voice("Ready.", seed=SEED)  # the lexicon is loaded at the first word
    return NeuralVoice(voice)


class NeuralVoice:
    """Answers `speak` with header {"text", "speed"} and a piece of 24 kHz s16le per sentence."""

    def __init__(self, voice: Any) -> None:
        self._voice = voice

    def handle(self, name: str, header: Header, payload: bytes) -> Iterator[Frame]:
        """The pieces, each as soon as it is made."""
        if name != "speak":
            raise TutorUnavailable(f"the voice does not know {name!r}")
        for samples in self._voice.stream(header["text"], speed=header["speed"], seed=SEED):
            yield {}, pcm_of(resampled(samples, self._voice.sample_rate, TUTOR.rate))
