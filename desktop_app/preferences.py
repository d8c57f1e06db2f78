"""The learner's choices: one JSON file in the configuration folder, without any secret."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import TypeAdapter, ValidationError

from server.protocol.models import Level

APP = "eloquio"
Theme = Literal["system", "light", "dark", "contrast"]
Latency = Literal["low", "normal", "robust"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the learner chose.

    Attributes:
        text_percent: size of all text, 100 to 200.
        microphone, speaker: device names; empty means the system's choice.
        latency: output buffer: low 0.04 s, normal 0.15 s, robust 0.40 s.
        voices: the tutor's voice by language to learn; a language without one has the tutor's own.
        server_url: "http://host:port" of a server elsewhere; empty means the one inside the app.
        show_scores: when the scores of a talk are shown.
    """

    mother_language: str = "en"
    language: str = "en"
    mode: str = "conversation"
    level: Level = Level.A2
    scenario: str | None = "restaurant"
    theme: Theme = "system"
    text_percent: int = 100
    microphone: str = ""
    speaker: str = ""
    latency: Latency = "normal"
    voices: dict[str, str] = field(default_factory=dict)
    server_url: str = ""
    show_scores: Literal["after_turn", "at_end", "never"] = "after_turn"


_PREFERENCES = TypeAdapter(Preferences)


def config_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where preferences live; `ELOQUIO_DATA_DIR` moves it."""
    moved = environ.get("ELOQUIO_DATA_DIR")
    return Path(moved) / "config" if moved else Path(platformdirs.user_config_dir(APP, False))


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the embedded server keeps sessions, notes and logs; `ELOQUIO_DATA_DIR` moves it."""
    moved = environ.get("ELOQUIO_DATA_DIR")
    return Path(moved) if moved else Path(platformdirs.user_data_dir(APP, False))


class PreferencesFile:
    """Reads and writes `preferences.json` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "preferences.json"

    def load(self) -> tuple[Preferences, str | None]:
        """The choices, and a sentence when an unreadable file was set aside for the defaults."""
        try:
            return _PREFERENCES.validate_json(self.path.read_bytes()), None
        except FileNotFoundError:
            return Preferences(), None
        except (ValidationError, OSError) as error:
            return Preferences(), self._set_aside(error)

    def save(self, preferences: Preferences) -> None:
        """Replaces the file as a whole: a crash leaves the old one or the new one.

        Raises:
            OSError: when the folder cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(preferences), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    def _set_aside(self, error: Exception) -> str:
        aside = self.path.with_suffix(".unreadable.json")
        try:
            self.path.replace(aside)
        except OSError:
            return f"Your settings could not be read ({type(error).__name__}); these are new ones."
        return f"Your settings could not be read and are set aside as {aside.name}."
