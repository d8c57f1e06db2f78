"""Turn audio, kept as files beside the database so that backups stay small."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from uuid import UUID

import numpy as np
import soundfile

from server.domain.errors import InvalidRequest, StorageUnavailable

_RATE = 16_000
_BYTES_PER_SAMPLE = 2


class AudioFiles:
    """`TurnAudio` on the disk: one FLAC file a turn, `<folder>/<session>/<turn>.flac`, readable by
    its owner only.

    Args:
        folder: where the sessions' folders lie; made at the first save.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def save(self, session_id: UUID, turn_id: UUID, pcm: bytes) -> None:
        """Keeps an utterance of 16 kHz s16le mono; a file of that turn is replaced, whole or not
        at all.

        Raises:
            InvalidRequest: half a sample, or none.
            StorageUnavailable: the disk is full or the folder cannot be written.
        """
        if not pcm or len(pcm) % _BYTES_PER_SAMPLE:
            raise InvalidRequest("turn audio must be whole 16-bit samples, at least one")
        await asyncio.to_thread(_save, self._path(session_id, turn_id), pcm)

    async def load(self, session_id: UUID, turn_id: UUID) -> bytes | None:
        """The utterance, as it was saved; None when nothing is kept of that turn.

        Raises:
            StorageUnavailable: the file cannot be read or is damaged.
        """
        return await asyncio.to_thread(_load, self._path(session_id, turn_id))

    async def flac(self, session_id: UUID, turn_id: UUID) -> bytes | None:
        """The utterance as its FLAC file; None when nothing is kept of that turn.

        Raises:
            StorageUnavailable: the file cannot be read.
        """
        return await asyncio.to_thread(_read, self._path(session_id, turn_id))

    async def remove_session(self, session_id: UUID) -> None:
        """Deletes what is kept of a session; nothing happens when nothing is."""
        await asyncio.to_thread(_remove_tree, self._folder / str(session_id))

    async def sweep(self, known: Collection[tuple[UUID, UUID]]) -> int:
        """Deletes every file that no stored turn (session id, turn id) owns, and what a crash left
        half written. For the start, before the first lesson.

        Returns:
            How many files went.
        """
        owned = {self._path(session_id, turn_id) for session_id, turn_id in known}
        return await asyncio.to_thread(_sweep, self._folder, owned)

    def _path(self, session_id: UUID, turn_id: UUID) -> Path:
        return self._folder / str(session_id) / f"{turn_id}.flac"


def _save(path: Path, pcm: bytes) -> None:
    flac = BytesIO()
    samples = np.frombuffer(pcm, dtype="<i2")
    soundfile.write(flac, samples, _RATE, format="FLAC", subtype="PCM_16")
    try:
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path, flac.getvalue())
    except OSError as exc:
        raise StorageUnavailable(
            f"the audio of the turn could not be kept ({exc.strerror}): free some disk space or "
            "turn the keeping of audio off"
        ) from exc


def _write_whole(path: Path, content: bytes) -> None:
    """Writes beside the file, then puts it in place in one step."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")  # 0600
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise StorageUnavailable(
            f"the audio file {path.name} cannot be read ({exc.strerror}): check its permissions"
        ) from exc


def _load(path: Path) -> bytes | None:
    if (content := _read(path)) is None:
        return None
    try:
        samples, rate = soundfile.read(BytesIO(content), dtype="int16")
    except soundfile.LibsndfileError as exc:
        raise StorageUnavailable(f"the audio file {path.name} cannot be read: {exc}") from exc
    if rate != _RATE or samples.ndim != 1:
        raise StorageUnavailable(f"the audio file {path.name} is not 16 kHz mono: delete it")
    return bytes(samples.astype("<i2").tobytes())


def _remove_tree(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as exc:
        raise StorageUnavailable(
            f"the audio folder {folder.name} could not be deleted ({exc.strerror}): close what "
            "holds it open, then delete again"
        ) from exc


def _sweep(folder: Path, owned: set[Path]) -> int:
    stray = [
        file
        for pattern in ("*/*.flac", "*/*.part")
        for file in folder.glob(pattern)
        if file not in owned
    ]
    try:
        for file in stray:
            file.unlink(missing_ok=True)
        for session in {file.parent for file in stray}:
            if not any(session.iterdir()):
                session.rmdir()
    except OSError as exc:
        raise StorageUnavailable(
            f"stray audio in {folder.name} could not be deleted ({exc.strerror}): check the "
            "folder's permissions"
        ) from exc
    return len(stray)
