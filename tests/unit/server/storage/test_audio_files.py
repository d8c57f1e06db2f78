"""Turn audio comes back sample for sample, and nobody else reads it."""

import stat
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from server.domain.errors import InvalidRequest, StorageUnavailable
from server.storage.audio_files import AudioFiles

SECOND = np.random.default_rng(7).integers(-32768, 32767, 16_000, dtype="<i2").tobytes()


def files_in(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in folder.glob("*/*") if path.is_file()]


async def test_an_utterance_comes_back_sample_for_sample(tmp_path: Path) -> None:
    audio, session_id, turn_id = AudioFiles(tmp_path / "audio"), uuid4(), uuid4()
    for pcm in (SECOND, b"\x00\x80", SECOND[:640] * 50):
        await audio.save(session_id, turn_id, pcm)
        assert await audio.load(session_id, turn_id) == pcm
    assert files_in(tmp_path / "audio") == [Path(str(session_id), f"{turn_id}.flac")]


async def test_only_the_owner_can_read(tmp_path: Path) -> None:
    audio, session_id, turn_id = AudioFiles(tmp_path / "audio"), uuid4(), uuid4()
    await audio.save(session_id, turn_id, SECOND)
    session = tmp_path / "audio" / str(session_id)
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (session.parent, session, session / f"{turn_id}.flac")
    ]
    assert modes == [0o700, 0o700, 0o600]


@pytest.mark.parametrize("pcm", [b"", b"\x00", b"\x00" * 641])
async def test_half_a_sample_is_refused(tmp_path: Path, pcm: bytes) -> None:
    with pytest.raises(InvalidRequest):
        await AudioFiles(tmp_path).save(uuid4(), uuid4(), pcm)


async def test_what_is_not_kept_is_none(tmp_path: Path) -> None:
    audio, session_id, turn_id = AudioFiles(tmp_path), uuid4(), uuid4()
    await audio.remove_session(session_id)
    await audio.save(session_id, turn_id, SECOND)
    await audio.remove_session(session_id)
    assert await audio.load(session_id, turn_id) is None
    assert not (tmp_path / str(session_id)).exists()


async def test_a_damaged_file_is_an_error_of_the_storage(tmp_path: Path) -> None:
    audio, session_id, turn_id = AudioFiles(tmp_path), uuid4(), uuid4()
    await audio.save(session_id, turn_id, SECOND)
    (tmp_path / str(session_id) / f"{turn_id}.flac").write_bytes(b"RIFF nonsense")
    with pytest.raises(StorageUnavailable):
        await audio.load(session_id, turn_id)


async def test_a_folder_that_cannot_be_made_is_an_error_of_the_storage(tmp_path: Path) -> None:
    (tmp_path / "audio").write_text("a file where the folder should be")
    with pytest.raises(StorageUnavailable, match="disk space"):
        await AudioFiles(tmp_path / "audio").save(uuid4(), uuid4(), SECOND)


async def test_the_sweep_keeps_what_turns_own_and_nothing_else(tmp_path: Path) -> None:
    audio, session_id, kept, stray, other = AudioFiles(tmp_path), *(uuid4() for _ in range(4))
    await audio.save(session_id, kept, SECOND)
    await audio.save(session_id, stray, SECOND)
    await audio.save(other, stray, SECOND)
    (tmp_path / str(session_id) / "halfway.part").write_bytes(SECOND)
    assert await audio.sweep({(session_id, kept), (uuid4(), uuid4())}) == 3
    assert await audio.load(session_id, kept) == SECOND
    assert files_in(tmp_path) == [Path(str(session_id), f"{kept}.flac")]
    assert not (tmp_path / str(other)).exists()
    assert await audio.sweep({(session_id, kept)}) == 0


async def test_the_flac_is_the_kept_file_and_none_where_nothing_is_kept(tmp_path: Path) -> None:
    audio, session_id, turn_id = AudioFiles(tmp_path), uuid4(), uuid4()
    assert await audio.flac(session_id, turn_id) is None
    await audio.save(session_id, turn_id, SECOND)
    file = tmp_path / str(session_id) / f"{turn_id}.flac"
    assert await audio.flac(session_id, turn_id) == file.read_bytes()
    file.unlink()
    file.mkdir()
    with pytest.raises(StorageUnavailable, match="cannot be read"):
        await audio.flac(session_id, turn_id)
