"""`python -m server models`: lists, verifies and fetches the model files."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from server.domain.errors import NotFound, TutorUnavailable
from server.speech.model_report import ModelStatus, model_statuses
from server.speech.models import Model, manifest

if TYPE_CHECKING:  # the embedded child must not pay for an HTTP client before its hand-shake
    from server.speech.model_fetch import ModelHub

STEP_PERCENT = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions of `models`."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=["list", "verify", "fetch"],
        default="list",
        help="list: where each lies and what is wrong; verify: the same, for NAME alone; "
        "fetch: download NAME from the model hub",
    )
    parser.add_argument("name", nargs="?", help="a model, as listed")
    parser.add_argument("--yes", action="store_true", help="download without asking")


@dataclass(slots=True)
class ModelsCommand:
    """Runs one action.

    Attributes:
        weights: the recognizer's folder from the settings, if any.
        answers: where consent is read from.
    """

    data_folder: Path
    weights: Path | None
    hub: "ModelHub"
    out: TextIO
    answers: TextIO
    _percent: dict[str, int] = field(default_factory=dict)

    def run(self, given: argparse.Namespace) -> int:
        """The exit status: 0 when all is right or fetched, 1 when not, 2 for a wrong order."""
        try:
            if given.action == "fetch":
                return self._fetch(_named(given.name), consent=given.yes)
            names = {_named(given.name).name} if given.name else set(manifest())
        except NotFound as wrong:
            self._say(wrong.message)
            return 2
        statuses = [
            status
            for status in model_statuses(self.data_folder, self.weights)
            if status.model.name in names
        ]
        for status in statuses:
            self._say(status.line())
        return int(any(self._fails(status, given.name) for status in statuses))

    @staticmethod
    def _fails(status: ModelStatus, asked: str | None) -> bool:
        return status.problem is not None and (bool(asked) or not status.absent_extra)

    def _fetch(self, model: Model, *, consent: bool) -> int:
        if not (consent or self._agreed(model)):
            self._say(f"Nothing was downloaded. `--yes` fetches {model.name} without asking.")
            return 1
        try:
            folder = self.hub.fetch(model, self.data_folder, self._progress)
        except TutorUnavailable as wrong:
            self._say(wrong.message)
            return 1
        self._say(f"{model.name} lies in {folder}, every file verified.")
        return 0

    def _agreed(self, model: Model) -> bool:
        self._say(
            f"Download {model.name} ({model.megabytes:.1f} MB, licence {model.licence}) from "
            f"{self.hub.url}/{model.source}? Type yes to agree."
        )
        return self.answers.readline().strip().casefold() in {"y", "yes"}

    def _progress(self, name: str, done: int, total: int) -> None:
        percent = done * 100 // total // STEP_PERCENT * STEP_PERCENT
        if self._percent.get(name) != percent:
            self._percent[name] = percent
            self._say(f"{name} {percent:3} % ({done / 1e6:.1f} of {total / 1e6:.1f} MB)")

    def _say(self, line: str) -> None:
        self.out.write(line + "\n")
        self.out.flush()


def _named(name: str | None) -> Model:
    known = manifest()
    if name not in known:
        said = f"no model is called {name!r}" if name else "say which model to fetch"
        raise NotFound(f"{said}; there are {', '.join(known)}", field="name")
    return known[name]
