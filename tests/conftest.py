"""Fixtures for every test: private folders, and the measuring data beside the checkout."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(  # speed is measured in tests/bench, never by a unit test's clock
    "eloquio", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("eloquio")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db.warning=false")

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def private_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """HOME, XDG folders and our data folder point into the test's own temporary place."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("ELOQUIO_DATA_DIR", str(tmp_path / "eloquio"))
    return tmp_path


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of measuring data; never committed."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"under CI=true the measuring data must lie at {SHARED_DATA}")
        pytest.skip(f"no measuring data at {SHARED_DATA}")
    return SHARED_DATA
