"""What `python -m server models` says: each model, where it lies, whether every byte is right."""

from dataclasses import dataclass
from pathlib import Path

from server.domain.errors import TutorUnavailable
from server.speech.models import Model, manifest, verify, verify_installed


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model of the manifest on this machine.

    Attributes:
        place: where its files were looked for.
        problem: why it cannot be used, with the fix; None when every file is right.
    """

    model: Model
    place: str
    problem: str | None

    @property
    def absent_extra(self) -> bool:
        """Whether it is only a model that nobody fetched, and lessons work without it."""
        return self.model.extra and not Path(self.place).is_dir()

    def line(self) -> str:
        """One line for the console."""
        return (
            f"{self.model.name:14} {self.model.megabytes:6.1f} MB  {self.model.licence:12} "
            f"{self.model.source}, {self.place}: {self.problem or 'every file verified'}"
        )


def model_statuses(data_folder: Path, weights: Path | None = None) -> list[ModelStatus]:
    """Checks every model by sha256, where it would be taken from.

    `weights` stands in for the recognizer's folder, as in the settings.
    """
    return [_status(model, data_folder, weights) for model in manifest().values()]


def _status(model: Model, data_folder: Path, weights: Path | None) -> ModelStatus:
    folder = data_folder / "models" / model.name
    if weights is not None and model.name.startswith("whisper"):
        folder = weights
    apart = folder == weights or folder.is_dir() or model.extra
    place = str(folder) if apart else "installed packages"
    if model.extra and not folder.is_dir():
        return ModelStatus(model, place, f"not here; `python -m server models fetch {model.name}`")
    try:
        if apart:
            verify(model, folder)
        else:
            verify_installed(model)
    except TutorUnavailable as wrong:
        return ModelStatus(model, place, wrong.message)
    return ModelStatus(model, place, None)
