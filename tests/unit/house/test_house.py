"""The house keeps its own rules."""

import re
import subprocess
from pathlib import Path

import pytest

from server.api.errors import NUMBERS
from server.protocol.errors import ErrorCode
from tests import protocol_page

ROOT = Path(__file__).parents[3]
CAP = 400
BANNED = {
    "utils", "helpers", "common", "misc", "manager", "handler", "base", "core", "interfaces",
}  # fmt: skip


def sources() -> list[Path]:
    return [
        path
        for room in ("server", "desktop_app", "resources", "tests")
        for path in (ROOT / room).rglob("*.py")
    ]


def test_no_file_is_longer_than_the_cap() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text("utf-8").splitlines())) > CAP
    }
    assert not long


def test_no_file_is_named_like_a_junk_drawer() -> None:
    assert not [path for path in sources() if path.stem in BANNED]


def test_every_path_named_in_the_architecture_exists() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`((?:server|desktop_app|resources|tests|docs)/[\w/.-]*)`", page)
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_room_is_named_in_the_architecture() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = [
        folder
        for package in ("server", "desktop_app")
        for folder in (ROOT / package).iterdir()
        if folder.is_dir() and (folder / "__init__.py").exists()
    ]
    missing = [r for r in rooms if f"`{r.relative_to(ROOT).as_posix()}/`" not in page]
    assert not missing


def test_the_protocol_page_is_current() -> None:
    written = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    assert written == protocol_page.page(), "run `make protocol`"


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_code_has_its_numbers(code: ErrorCode) -> None:
    assert 400 <= NUMBERS[code].status < 600


def test_nothing_of_this_machine_or_of_the_measuring_data_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    corpus = [
        name for name in listed if re.search(r"speechocean|jfleg|librivox|austen-|jfk\.", name)
    ]
    assert not [name for name in corpus if not name.endswith(".py")]
