"""The law of model files: every byte is checked, and what is wrong is named with its cure."""

import hashlib
import sys
from pathlib import Path

import pytest

from server.domain.errors import TutorUnavailable
from server.speech import models
from server.speech.models import Model, ModelFile, manifest, verified_folder, verify

WEIGHTS = bytes(range(256)) * 50


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model of two files whose parts lie in an installed package."""
    package = tmp_path / "site" / "small_model_data"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "data" / "one").write_bytes(WEIGHTS[:5000])
    (package / "data" / "two").write_bytes(WEIGHTS[5000:])
    (package / "data" / "config").write_bytes(b"{}")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    parts = ("small_model_data/data/one", "small_model_data/data/two")
    small = Model(
        name="small",
        source="example/small",
        revision="0123456789abcdef",
        licence="MIT",
        files=(
            ModelFile("model.bin", len(WEIGHTS), hashlib.sha256(WEIGHTS).hexdigest(), parts),
            ModelFile(
                "config.json",
                2,
                hashlib.sha256(b"{}").hexdigest(),
                ("small_model_data/data/config",),
            ),
        ),
    )
    monkeypatch.setattr(models, "manifest", lambda: {"small": small})
    yield small
    sys.modules.pop("small_model_data", None)


def test_the_manifest_names_source_revision_licence_and_whole_checksums() -> None:
    whisper = manifest()["whisper-base"]
    assert (whisper.source, whisper.licence) == ("Systran/faster-whisper-base", "MIT")
    assert {file.name for file in whisper.files} == {
        "model.bin", "config.json", "tokenizer.json", "vocabulary.txt",
    }  # fmt: skip
    for entry in manifest().values():
        assert entry.revision
        assert entry.licence
        assert all(len(bytes.fromhex(file.sha256)) == 32 and file.bytes for file in entry.files)


def test_installed_parts_are_joined_once_and_nothing_else_is_left(
    model: Model, tmp_path: Path
) -> None:
    folder = verified_folder("small", tmp_path / "data")
    assert folder == tmp_path / "data" / "models" / "small"
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert [path.name for path in folder.parent.iterdir()] == ["small"]
    made = (folder / "model.bin").stat().st_mtime_ns
    assert verified_folder("small", tmp_path / "data") == folder
    assert (folder / "model.bin").stat().st_mtime_ns == made


def test_a_flipped_bit_is_refused_by_name_with_the_cure(model: Model, tmp_path: Path) -> None:
    folder = verified_folder("small", tmp_path / "data")
    damaged = bytearray(WEIGHTS)
    damaged[7000] ^= 1
    (folder / "model.bin").write_bytes(damaged)
    with pytest.raises(TutorUnavailable, match=r"model\.bin is damaged.*delete the folder"):
        verified_folder("small", tmp_path / "data")
    (folder / "model.bin").write_bytes(WEIGHTS[:-1])
    with pytest.raises(TutorUnavailable, match="damaged"):
        verify(model, folder)
    (folder / "config.json").unlink()
    (folder / "model.bin").write_bytes(WEIGHTS)
    with pytest.raises(TutorUnavailable, match=r"config\.json cannot be read"):
        verify(model, folder)


def test_a_damaged_package_leaves_no_folder(model: Model, tmp_path: Path) -> None:
    (tmp_path / "site" / "small_model_data" / "data" / "two").write_bytes(b"x" * 7800)
    with pytest.raises(TutorUnavailable, match="damaged"):
        verified_folder("small", tmp_path / "data")
    assert list((tmp_path / "data" / "models").iterdir()) == []


def test_a_folder_that_was_given_is_used_as_it_lies_and_checked(
    model: Model, tmp_path: Path
) -> None:
    given = tmp_path / "mine"
    given.mkdir()
    with pytest.raises(TutorUnavailable, match="cannot be read"):
        verified_folder("small", tmp_path / "data", given)
    (given / "model.bin").write_bytes(WEIGHTS)
    (given / "config.json").write_bytes(b"{}")
    assert verified_folder("small", tmp_path / "data", given) == given
    assert not (tmp_path / "data").exists()


def test_without_files_and_packages_the_sentence_says_what_to_install(
    model: Model, tmp_path: Path
) -> None:
    (tmp_path / "site" / "small_model_data" / "data" / "two").unlink()
    with pytest.raises(TutorUnavailable, match=r"install the voice extra.*example/small"):
        verified_folder("small", tmp_path / "data")


def test_a_data_folder_that_cannot_be_written_is_said(model: Model, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(TutorUnavailable, match=r"cannot be written.*choose another data folder"):
        verified_folder("small", tmp_path / "data")
