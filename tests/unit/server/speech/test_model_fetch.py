"""The law of fetching a model, against a real HTTP server: whole and right, or not at all."""

import argparse
import hashlib
import io
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain.errors import TutorUnavailable
from server.speech import model_fetch, model_report, models, models_command
from server.speech.model_fetch import ModelHub
from server.speech.models import Model, ModelFile, verified_folder
from server.speech.models_command import ModelsCommand, add_arguments
from tests.fakes.model_hub import Faults, model_hub

WEIGHTS = bytes(range(251)) * 4000
CONFIG = b'{"layers": 6}'
PATH = "/example/small/resolve/0123456789abcdef/weights/"


def file_of(name: str, content: bytes) -> ModelFile:
    return ModelFile(name, len(content), hashlib.sha256(content).hexdigest(), ())


MODEL = Model(
    name="small",
    source="example/small",
    revision="0123456789abcdef",
    licence="MIT",
    files=(file_of("model.bin", WEIGHTS), file_of("config.json", CONFIG)),
    hub_folder="weights/",
)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    for module in (models, models_command, model_report):
        monkeypatch.setattr(module, "manifest", lambda: {"small": MODEL})
    return Faults({PATH + "model.bin": WEIGHTS, PATH + "config.json": CONFIG})


@pytest.fixture
def hub(faults: Faults) -> Iterator[ModelHub]:
    with model_hub(faults) as url:
        yield ModelHub(url, silent_within_s=0.3, pause_s=0)


def fetched(hub: ModelHub, folder: Path) -> list[tuple[str, int, int]]:
    seen: list[tuple[str, int, int]] = []
    place = hub.fetch(MODEL, folder, lambda *step: seen.append(step))
    assert place == verified_folder("small", folder)
    assert [path.name for path in place.parent.iterdir()] == ["small"]
    assert {path.name for path in place.iterdir()} == {"model.bin", "config.json"}
    return seen


def test_every_file_comes_from_the_pinned_revision_with_progress(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    seen = fetched(hub, tmp_path)
    assert [path for path, _ in faults.asked] == [PATH + "model.bin", PATH + "config.json"]
    assert seen[-2:] == [
        ("model.bin", len(WEIGHTS), len(WEIGHTS)),
        ("config.json", len(CONFIG), len(CONFIG)),
    ]


def test_a_redirect_to_the_hubs_storage_is_followed(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    faults.redirect = "/storage"
    faults.cut_after = [1000]
    fetched(hub, tmp_path)
    assert ("/storage" + PATH + "model.bin", "bytes=1000-") in faults.asked


def test_a_file_that_is_cut_again_and_again_goes_on_where_it_stopped(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    faults.cut_after = [300_000, 1, 2, 3, 4, 300_000]
    fetched(hub, tmp_path)
    starts = [int(wanted[6:-1]) for path, wanted in faults.asked if path.endswith(".bin")]
    assert starts == [0, 300_000, 300_001, 300_003, 300_006, 300_010, 600_010]


def test_a_connection_that_falls_silent_is_given_up_and_taken_up_again(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    faults.stall_after = [200_000]
    fetched(hub, tmp_path)
    assert faults.asked[1] == (PATH + "model.bin", "bytes=200000-")


def test_a_busy_hub_is_asked_again(hub: ModelHub, faults: Faults, tmp_path: Path) -> None:
    faults.busy = 2
    fetched(hub, tmp_path)


def test_a_hub_without_ranges_begins_again(hub: ModelHub, faults: Faults, tmp_path: Path) -> None:
    faults.ranges = False
    faults.cut_after = [300_000]
    fetched(hub, tmp_path)


def test_no_progress_three_times_is_said_and_the_next_fetch_goes_on(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    faults.cut_after = [500_000, 0, 0, 0]
    with pytest.raises(TutorUnavailable, match=r"fetch small again: it goes on at 0\.5 MB"):
        hub.fetch(MODEL, tmp_path, lambda *_: None)
    assert not (tmp_path / "models" / "small").exists()
    faults.asked.clear()
    fetched(hub, tmp_path)
    assert faults.asked[0] == (PATH + "model.bin", "bytes=500000-")


@pytest.mark.parametrize(
    "wrong",
    [WEIGHTS[:7] + bytes([WEIGHTS[7] ^ 1]) + WEIGHTS[8:], WEIGHTS + b"more" * 500_000],
    ids=["one flipped bit", "too long"],
)
def test_wrong_bytes_are_refused_and_nothing_of_them_is_kept(
    hub: ModelHub, faults: Faults, tmp_path: Path, wrong: bytes
) -> None:
    faults.files[PATH + "model.bin"] = wrong
    with pytest.raises(TutorUnavailable, match=r"other bytes than those of example/small.*again"):
        hub.fetch(MODEL, tmp_path, lambda *_: None)
    assert not list(tmp_path.rglob("model.bin*"))
    faults.files[PATH + "model.bin"] = WEIGHTS
    fetched(hub, tmp_path)


@pytest.mark.parametrize("status", [404, 401])
def test_a_refusal_of_the_hub_names_its_number_and_the_setting(
    hub: ModelHub, faults: Faults, tmp_path: Path, status: int
) -> None:
    faults.status[PATH + "config.json"] = status
    with pytest.raises(TutorUnavailable, match=rf"config\.json answered {status}.*MODEL_HUB_URL"):
        hub.fetch(MODEL, tmp_path, lambda *_: None)
    assert not (tmp_path / "models" / "small").exists()


def test_a_hub_that_is_not_there_is_said(tmp_path: Path, faults: Faults) -> None:
    with model_hub(faults) as url:
        pass
    with pytest.raises(TutorUnavailable, match="check the connection"):
        ModelHub(url, pause_s=0).fetch(MODEL, tmp_path, lambda *_: None)


def test_a_damaged_file_is_fetched_alone_and_replaced(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    fetched(hub, tmp_path)
    (tmp_path / "models" / "small" / "config.json").write_bytes(b'{"layers": 7}')
    faults.asked.clear()
    fetched(hub, tmp_path)
    assert [path for path, _ in faults.asked] == [PATH + "config.json"]


def test_without_room_nothing_is_asked(
    hub: ModelHub, faults: Faults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")(10, 9, 1)
    monkeypatch.setattr(model_fetch.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(TutorUnavailable, match=r"needs 1 MB and 0 MB are free.*ELOQUIO_DATA_DIR"):
        hub.fetch(MODEL, tmp_path, lambda *_: None)
    assert not faults.asked


def test_a_folder_that_cannot_be_written_is_said(hub: ModelHub, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(TutorUnavailable, match="cannot be written"):
        hub.fetch(MODEL, tmp_path, lambda *_: None)


def test_a_model_of_a_package_is_not_looked_for_on_the_hub(tmp_path: Path) -> None:
    voice = models.manifest()["hibari-heart"]
    with pytest.raises(TutorUnavailable, match="comes with the package hibari-tts"):
        ModelHub("https://hub.invalid").fetch(voice, tmp_path, lambda *_: None)


def ordered(hub: ModelHub, folder: Path, *words: str, answer: str = "") -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out = io.StringIO()
    command = ModelsCommand(folder, None, hub, out, io.StringIO(answer))
    return command.run(parser.parse_args(words)), out.getvalue()


def test_consent_is_asked_with_size_licence_and_address(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    status, said = ordered(hub, tmp_path, "fetch", "small", answer="no\n")
    assert status == 1
    assert f"Download small (1.0 MB, licence MIT) from {hub.url}/example/small?" in said
    assert "`--yes`" in said
    assert ordered(hub, tmp_path, "fetch", "small")[0] == 1  # nobody there to ask
    assert not faults.asked
    assert ordered(hub, tmp_path, "fetch", "small", answer="yes\n")[0] == 0
    assert len(faults.asked) == 2


def test_the_command_shows_progress_and_then_verifies(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    assert ordered(hub, tmp_path, "verify", "small")[0] == 1
    faults.cut_after = [300_000]
    status, said = ordered(hub, tmp_path, "fetch", "small", "--yes")
    assert status == 0
    assert "model.bin  25 % (0.3 of 1.0 MB)" in said
    assert "model.bin 100 %" in said
    assert said.splitlines()[-1].endswith("every file verified.")
    assert ordered(hub, tmp_path, "verify", "small")[0] == 0
    (tmp_path / "models" / "small" / "config.json").write_bytes(b"")
    status, said = ordered(hub, tmp_path, "verify")
    assert status == 1
    assert "config.json is damaged" in said
    assert "models fetch small" in said


def test_an_unknown_or_missing_name_is_refused_with_the_known_ones(
    hub: ModelHub, tmp_path: Path
) -> None:
    assert ordered(hub, tmp_path, "fetch", "large") == (
        2, "no model is called 'large'; there are small\n",
    )  # fmt: skip
    assert ordered(hub, tmp_path, "fetch")[0] == 2


def test_a_failed_fetch_is_a_sentence_and_status_1(
    hub: ModelHub, faults: Faults, tmp_path: Path
) -> None:
    faults.files.clear()
    status, said = ordered(hub, tmp_path, "fetch", "small", "--yes")
    assert status == 1
    assert "answered 404" in said.splitlines()[-1]
