"""The sound of one utterance: kept whole, compared at its end, cut where it is long."""

import numpy as np
import numpy.typing as npt

from server.protocol.audio import MICROPHONE

KEPT_BYTES = MICROPHONE.bytes_for(5 * 60_000)  # the longest turn of voice-path.md section 3
PIECE_BYTES = MICROPHONE.bytes_for(28_000)  # Whisper's window less a margin: local-speech.md
SEARCH_BYTES = MICROPHONE.bytes_for(8_000)
SHORTEST_BYTES = MICROPHONE.bytes_for(150)  # shorter than any word
BLOCK = MICROPHONE.rate // 50  # 20 ms
PAUSE_BLOCKS = 8  # the pause that is reported is 200 ms long: its last 160 ms are surely silent
QUIET_RMS = 30.0  # of 32,768: a quiet room's noise floor, start value


def _loudness(pcm: bytes | bytearray) -> npt.NDArray[np.float64]:
    """Root mean square of each whole 20 ms block."""
    blocks = len(pcm) // 2 // BLOCK
    samples = np.frombuffer(pcm, "<i2", count=blocks * BLOCK).astype(np.float64)
    return np.asarray(np.sqrt((samples.reshape(blocks, BLOCK) ** 2).mean(axis=1)))


class Utterance:
    """Microphone audio of one activity, 16 kHz s16le mono; what goes over 5 minutes is dropped."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._pcm = bytearray()

    def __len__(self) -> int:
        return len(self._pcm)

    def add(self, pcm: bytes) -> None:
        """Appends a packet."""
        self._pcm += pcm[: max(0, KEPT_BYTES - len(self._pcm))]

    def pcm(self) -> bytes:
        """All of it so far, whole samples."""
        return bytes(self._pcm[: len(self._pcm) // 2 * 2])

    @property
    def too_short(self) -> bool:
        """Shorter than any word, or digital silence."""
        return len(self._pcm) < SHORTEST_BYTES or not any(self._pcm)

    def quiet_since(self, length: int) -> bool:
        """Whether only silence was added after the first `length` bytes.

        Those must end in a pause of 200 ms: its level is the measure. Three loud blocks (60 ms) in
        a row are speech; the limit is three times the pause's level or a tenth of the speech's,
        whichever is higher (start values).
        """
        before, after = _loudness(self._pcm[:length]), _loudness(self._pcm[length:])
        if before.size < PAUSE_BLOCKS or after.size == 0:
            return after.size == 0
        pause = float(np.median(before[-PAUSE_BLOCKS:]))
        limit = max(3 * pause, 0.1 * float(np.percentile(before, 90)), QUIET_RMS)
        loud = after > limit
        return not np.any(loud[:-2] & loud[1:-1] & loud[2:])

    def pieces(self) -> list[bytes]:
        """At most 28 s each, cut at the quietest 100 ms of the last 8 s of a piece."""
        rest, cut = self.pcm(), []
        while len(rest) > PIECE_BYTES:
            start = PIECE_BYTES - SEARCH_BYTES
            levels = _loudness(rest[start:PIECE_BYTES])
            smooth = np.convolve(levels, np.ones(5), mode="valid")
            at = start + (int(np.argmin(smooth)) + 2) * BLOCK * 2
            cut.append(rest[:at])
            rest = rest[at:]
        return [*cut, rest]
