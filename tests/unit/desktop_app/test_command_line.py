"""The command line: what becomes what, and what needs no Qt."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import practice
from desktop_app.__main__ import has_display, main
from server.protocol.messages import StartSession

TESTS = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("environ", "platform", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_window_needs_a_display_on_linux_only(
    environ: dict[str, str], platform: str, shown: bool
) -> None:
    assert has_display(environ, platform) is shown


def test_the_options_of_practice_become_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[practice.Practice] = []

    def run(given: practice.Practice) -> int:
        seen.append(given)
        return 7

    monkeypatch.setattr(practice, "run", run)
    arguments = ["practice", "--microphone", "a.wav", "b.flac", "--language", "Spanish"]
    arguments += ["--mother-language", "de", "--level", "B1", "--scenario", "hotel", "--fast"]
    arguments += ["--voice", "basic-female"]
    assert main(arguments) == 7
    assert seen[0].recordings == (Path("a.wav"), Path("b.flac"))
    assert seen[0].fast
    assert seen[0].start == StartSession(
        target_language="Spanish",
        mother_language="de",
        user_level="B1",
        teaching_mode="conversation",
        scenario_id="hotel",
        voice="basic-female",
    )


def test_without_a_display_the_demo_is_practised(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    seen: list[practice.Practice] = []
    monkeypatch.setattr(practice, "run", lambda given: seen.append(given) or 0)
    assert main([]) == 0
    assert len(seen[0].recordings) >= 3
    assert all(path.is_file() for path in seen[0].recordings)
    assert seen[0].start.scenario_id == "restaurant"
    assert "spoken demo" in capsys.readouterr().out


def test_the_demo_is_small_enough_to_be_committed() -> None:
    assert sum(path.stat().st_size for path in practice.demo().recordings) < 300_000


@pytest.mark.parametrize("content", [None, b"not a sound"])
def test_a_recording_that_cannot_be_read_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "a.wav"
    if content is not None:
        path.write_bytes(content)
    assert main(["practice", "--microphone", str(path)]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert "a.wav" in answer.err


def test_the_terminal_and_the_window_import_only_what_they_need() -> None:
    """The practice path loads no Qt; the window's process loads no server room but two."""
    code = (
        "import sys, desktop_app.__main__, desktop_app.practice;"
        "print([m for m in sys.modules if m.split('.')[0] in {'PySide6', 'qasync'}]);"
        "import desktop_app.app;"
        "heavy = {'google', 'sqlalchemy', 'fastapi', 'uvicorn', 'sounddevice', 'ctranslate2'};"
        "print([m for m in sys.modules if m.split('.')[0] in heavy]);"
        "rooms = {'server', 'server.protocol', 'server.listening'};"
        "print([m for m in sys.modules if m.startswith('server') and"
        " not any(m == r or (r != 'server' and m.startswith(r + '.')) for r in rooms)])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TESTS.parent
    )
    assert ran.stdout.split("\n") == ["[]", "[]", "[]", ""]
