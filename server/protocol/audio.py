"""The two sound formats on the wire: 16 kHz up, 24 kHz down, signed 16-bit little-endian mono."""

from dataclasses import dataclass

BYTES_PER_SAMPLE = 2


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """Raw PCM, s16le, one channel.

    Attributes:
        rate: samples per second.
        block_ms: the usual length of one packet, milliseconds.
    """

    rate: int
    block_ms: int

    @property
    def block_bytes(self) -> int:
        """Bytes of one usual packet."""
        return self.rate * self.block_ms // 1000 * BYTES_PER_SAMPLE

    def milliseconds(self, pcm_bytes: int) -> float:
        """Duration of so many bytes."""
        return pcm_bytes / BYTES_PER_SAMPLE / self.rate * 1000

    def bytes_for(self, milliseconds: float) -> int:
        """Whole samples that cover at most so many milliseconds, in bytes."""
        return int(milliseconds * self.rate / 1000) * BYTES_PER_SAMPLE


MICROPHONE = AudioFormat(rate=16_000, block_ms=20)
TUTOR = AudioFormat(rate=24_000, block_ms=40)
