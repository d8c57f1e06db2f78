"""A PortAudio without a sound card: devices by name, streams that the test runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any


class PortAudioError(Exception):
    """As sounddevice raises it: a sentence and a PaErrorCode."""


@dataclass
class Device:
    """One device; `rates` empty means any, `error` is raised at each opening."""

    name: str
    inputs: int = 0
    outputs: int = 0
    rates: tuple[int, ...] = ()
    error: int | None = None


@dataclass
class Stream:
    """A stream of either direction; `run` plays the part of the device's thread."""

    samplerate: int
    blocksize: int
    callback: Callable[..., None]
    latency: float = 0.18
    time: float = 0.0
    calls: list[str] = field(default_factory=list)
    active: bool = False

    def start(self) -> None:
        """Noted."""
        self.active = True
        self.calls.append("start")

    def abort(self) -> None:
        """Noted."""
        self.active = False
        self.calls.append("abort")

    def close(self, ignore_errors: bool = True) -> None:
        """Noted."""
        self.active = False
        self.calls.append("close")

    def capture(self, pcm: bytes) -> None:
        """A block from the microphone."""
        self.callback(pcm, len(pcm) // 2, None, None)

    def run(self) -> bytes:
        """A block to the loudspeaker; the clock goes on by it."""
        out = bytearray(self.blocksize * 2)
        clock = SimpleNamespace(currentTime=self.time, outputBufferDacTime=self.time + self.latency)
        self.callback(memoryview(out), self.blocksize, clock, None)
        self.time += self.blocksize / self.samplerate
        return bytes(out)


class PortAudio(ModuleType):
    """What `import sounddevice` gives in these tests."""

    PortAudioError = PortAudioError

    def __init__(self, *devices: Device) -> None:
        super().__init__("sounddevice")
        self.devices = list(devices)
        self.streams: list[Stream] = []
        self.refreshed = 0

    def query_devices(self, device: int | None = None, kind: str | None = None) -> Any:
        """All of them, or one by index, or the first of a kind."""
        listed = [
            {
                "name": one.name,
                "max_input_channels": one.inputs,
                "max_output_channels": one.outputs,
                "default_samplerate": float(one.rates[0]) if one.rates else 48_000.0,
            }
            for one in self.devices
        ]
        if kind is None:
            return listed
        return listed[self._index(device, kind)]

    def RawInputStream(self, **wanted: Any) -> Stream:  # noqa: N802 - sounddevice's name
        """Opens a capture stream."""
        return self._open("input", **wanted)

    def RawOutputStream(self, **wanted: Any) -> Stream:  # noqa: N802 - sounddevice's name
        """Opens a playback stream."""
        return self._open("output", **wanted)

    def _open(self, kind: str, **wanted: Any) -> Stream:
        device = self.devices[self._index(wanted["device"], kind)]
        if device.error is not None:
            raise PortAudioError("Error opening stream", device.error)
        if device.rates and wanted["samplerate"] not in device.rates:
            raise PortAudioError("Invalid sample rate", -9997)
        stream = Stream(wanted["samplerate"], wanted["blocksize"], wanted["callback"])
        self.streams.append(stream)
        return stream

    def _index(self, device: int | None, kind: str) -> int:
        if device is not None:
            return device
        for index, one in enumerate(self.devices):
            if (one.inputs if kind == "input" else one.outputs) > 0:
                return index
        raise PortAudioError("Error querying device -1")

    def _terminate(self) -> None:
        self.refreshed += 1

    def _initialize(self) -> None:
        self.refreshed += 1
