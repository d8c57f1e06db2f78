"""The learner's choices survive, and a damaged file never stops the app."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.preferences import Preferences, PreferencesFile, config_folder, data_folder
from server.protocol.models import Level


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "config")
    chosen = Preferences(
        language="fr", level=Level.B2, scenario=None, text_percent=130, voices={"fr": "basic"}
    )
    file.save(chosen)
    assert file.load() == (chosen, None)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert PreferencesFile(tmp_path).load() == (Preferences(), None)


@settings(max_examples=40)
@given(st.binary(max_size=60))
def test_an_unreadable_file_is_set_aside_and_said(tmp_path_factory: object, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("config")  # type: ignore[attr-defined]
    file = PreferencesFile(folder)
    file.path.write_bytes(b"{" + content)
    preferences, notice = file.load()
    if notice is not None:
        assert preferences == Preferences()
        assert not file.path.exists()
        assert (folder / "preferences.unreadable.json").read_bytes() == b"{" + content
    else:
        assert file.path.exists()


def test_a_value_that_is_not_a_choice_counts_as_unreadable(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path)
    file.path.write_text('{"latency": "glacial"}')
    preferences, notice = file.load()
    assert preferences == Preferences()
    assert notice is not None
    assert "set aside" in notice


def test_a_file_of_a_newer_version_keeps_what_is_known(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path)
    file.path.write_text('{"theme": "dark", "hologram": true}')
    assert file.load() == (Preferences(theme="dark"), None)


def test_one_variable_moves_data_and_configuration() -> None:
    assert data_folder({"ELOQUIO_DATA_DIR": "/elsewhere"}) == Path("/elsewhere")
    assert config_folder({"ELOQUIO_DATA_DIR": "/elsewhere"}) == Path("/elsewhere/config")
    assert data_folder({}) != config_folder({}) or data_folder({}).name == "eloquio"
