"""PortAudio and its devices; the only door to sounddevice, which may be absent."""

import threading
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Literal

Kind = Literal["input", "output"]

PORTAUDIO_MISSING = "Sound needs the package libportaudio2. You can type meanwhile."
NOTHING_THERE: dict[Kind, str] = {
    "input": "I cannot find a microphone.",
    "output": "I cannot find a loudspeaker.",
}
_PROBLEMS = {  # PaErrorCode: what it means to a person (desktop.md 4)
    -9985: "Another program is using this sound device.",
    -9997: "This sound device does not offer the rate that speech needs.",
    -9999: "The system refuses the microphone. Allow it in the system's privacy settings.",
}
_refresh = threading.Lock()


class SoundProblem(Exception):
    """Sound is not to be had; the message is a sentence for the learner."""


@dataclass(frozen=True, slots=True)
class Devices:
    """What PortAudio offers, the system's choice first; `problem` says why there is nothing."""

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    problem: str | None = None


def portaudio() -> ModuleType:
    """The sounddevice module.

    Raises:
        SoundProblem: PortAudio is not installed.
    """
    try:
        return import_module("sounddevice")  # an absent library must not stop the app
    except (ImportError, OSError) as error:
        raise SoundProblem(PORTAUDIO_MISSING) from error


def list_devices(*, refresh: bool = False) -> Devices:
    """Names of all devices; `refresh` looks again, which ends every open stream. Blocks: call it in
    a worker.
    """
    try:
        sound = portaudio()
        if refresh:
            with _refresh:  # PortAudio freezes its list at its start
                sound._terminate()  # noqa: SLF001 - the only way to look again
                sound._initialize()  # noqa: SLF001
        found = list(sound.query_devices())
    except SoundProblem as problem:
        return Devices(problem=str(problem))
    except Exception as error:
        if not _is_portaudio(error):
            raise
        return Devices(problem=as_problem(error, "input"))
    microphones = _names(found, "max_input_channels")
    return Devices(
        microphones=microphones,
        speakers=_names(found, "max_output_channels"),
        problem=None if microphones else NOTHING_THERE["input"],
    )


def find_device(sound: ModuleType, name: str, kind: Kind) -> int | None:
    """Index of the device of that name now, None for the system's choice; indexes move."""
    for index, device in enumerate(sound.query_devices()):
        if name and device["name"] == name and device[f"max_{kind}_channels"] > 0:
            return index
    return None


def as_problem(error: Exception, kind: Kind) -> str:
    """The sentence of a PortAudio error at opening a device of that kind."""
    codes = [argument for argument in error.args if isinstance(argument, int)]
    if not codes or -9996 in codes:  # without a code: there is no default device to ask about
        return NOTHING_THERE[kind]
    return next(
        (_PROBLEMS[code] for code in codes if code in _PROBLEMS),
        f"The sound device does not work: {error.args[0]}.",
    )


def is_rate_refused(error: Exception) -> bool:
    """Whether another sample rate would help."""
    return _is_portaudio(error) and -9997 in error.args


def _is_portaudio(error: Exception) -> bool:
    return type(error).__name__ == "PortAudioError"  # the class is known only once it is loaded


def _names(found: list[dict[str, Any]], channels: str) -> tuple[str, ...]:
    names = [str(device["name"]) for device in found if device[channels] > 0]
    return tuple(dict.fromkeys(names))
