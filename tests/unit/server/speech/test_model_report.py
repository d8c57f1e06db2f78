"""The list of models says the truth of what lies here."""

import shutil
from pathlib import Path

import pytest

from server.speech.model_report import model_statuses
from server.speech.models import verified_folder


@pytest.mark.voice
def test_installed_models_are_verified_where_they_lie(tmp_path: Path) -> None:
    statuses = model_statuses(tmp_path)
    here = [status for status in statuses if not status.model.extra]
    assert {status.model.name for status in here} == {"whisper-base", "hibari-heart"}
    assert [status.problem for status in here] == [None, None]
    assert all("every file verified" in status.line() for status in here)


def test_a_voice_that_nobody_fetched_is_no_fault_but_says_how_to_get_it(tmp_path: Path) -> None:
    emma = next(s for s in model_statuses(tmp_path) if s.model.name == "hibari-emma")
    assert emma.absent_extra
    assert "not here; `python -m server models fetch hibari-emma`" in emma.line()
    damaged = tmp_path / "models" / "hibari-emma"
    damaged.mkdir(parents=True)
    (damaged / "bf_emma.int8.onnx").write_bytes(b"no model")
    emma = next(s for s in model_statuses(tmp_path) if s.model.name == "hibari-emma")
    assert not emma.absent_extra
    assert "damaged" in (emma.problem or "")


@pytest.mark.voice
def test_a_flipped_byte_is_named_with_its_fix(tmp_path: Path) -> None:
    folder = verified_folder("whisper-base", tmp_path)
    config = folder / "config.json"
    config.write_bytes(bytes([config.read_bytes()[0] ^ 1]) + config.read_bytes()[1:])
    whisper, *_ = model_statuses(tmp_path)
    assert whisper.problem is not None
    assert "config.json" in whisper.problem
    shutil.rmtree(folder)


def test_a_folder_from_the_settings_is_the_one_that_is_checked(tmp_path: Path) -> None:
    whisper, *_ = model_statuses(tmp_path, tmp_path / "mine")
    assert whisper.place == str(tmp_path / "mine")
    assert whisper.problem is not None
