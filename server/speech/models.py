"""Model files: what they must be, where they may lie, and that every byte is right before it is
loaded.
"""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import orjson

from server.domain.errors import TutorUnavailable

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model.

    Attributes:
        parts: where installed data packages carry it, `package/path`; joined in order they are the
            file.
    """

    name: str
    bytes: int
    sha256: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the manifest: `source` and `revision` on the model hub, licence, files.

    Attributes:
        on_hub: whether it can be fetched; else it comes with a package only.
        hub_folder: where in its source the files lie, with a slash at its end.
        extra: whether lessons work without it, as with another voice.
    """

    name: str
    source: str
    revision: str
    licence: str
    files: tuple[ModelFile, ...]
    on_hub: bool = True
    hub_folder: str = ""
    extra: bool = False

    @property
    def megabytes(self) -> float:
        """Size of all files."""
        return sum(file.bytes for file in self.files) / 1e6


def manifest() -> dict[str, Model]:
    """All models of `resources/models.json`, by name."""
    rows = orjson.loads((files("resources") / "models.json").read_bytes())
    return {
        name: Model(
            name=name,
            source=row["source"],
            revision=row["revision"],
            licence=row["licence"],
            files=tuple(
                ModelFile(part["name"], part["bytes"], part["sha256"], tuple(part["parts"]))
                for part in row["files"]
            ),
            on_hub=row.get("on_hub", True),
            hub_folder=row.get("hub_folder", ""),
            extra=row.get("extra", False),
        )
        for name, row in rows.items()
    }


def verified_folder(name: str, data_folder: Path, weights: Path | None = None) -> Path:
    """The folder of a model, every file checked.

    Looks at `weights` when it is given, else in `data_folder/models/NAME`, else joins the parts of
    the installed data packages there, once. The fourth source, the model hub, is asked by
    `models fetch` only: nothing is downloaded without consent.

    Raises:
        TutorUnavailable: no files, or a wrong one; names it and the way to mend it.
    """
    model = manifest()[name]
    if weights is not None:
        verify(model, weights)
        return weights
    folder = data_folder / "models" / name
    if not folder.is_dir():
        _assemble(model, folder)
    verify(model, folder)
    return folder


def verify(model: Model, folder: Path, cure: str | None = None) -> None:
    """Checks size and sha256 of every file of a model.

    Raises:
        TutorUnavailable: names the first file that is missing or wrong, and the `cure`.
    """
    cure = cure or (
        f"delete the folder {folder} and start again, or put {model.source} "
        f"(revision {model.revision[:8]}) there{_or_fetch(model)}"
    )
    for file in model.files:
        path = folder / file.name
        try:
            path.stat()
            right = is_right(path, file)
        except OSError as exc:
            raise TutorUnavailable(f"the model file {path} cannot be read; {cure}") from exc
        if not right:
            raise TutorUnavailable(f"the model file {path} is damaged or another version; {cure}")


def is_right(path: Path, file: ModelFile) -> bool:
    """Whether size and sha256 are the manifest's; False where there is no file.

    Raises:
        OSError: it cannot be read.
    """
    return path.exists() and path.stat().st_size == file.bytes and _sha256(path) == file.sha256


def verify_installed(model: Model) -> None:
    """Checks the files of a model where installed data packages carry them, joined or not.

    Raises:
        TutorUnavailable: a part is not installed, or the parts together are not the file.
    """
    for file in model.files:
        digest = hashlib.sha256()
        for part in file.parts:
            path = _installed(part)
            if path is None:
                raise TutorUnavailable(f"{part} is not installed; `uv sync --extra voice`")
            digest.update(path.read_bytes())
        if digest.hexdigest() != file.sha256:
            raise TutorUnavailable(
                f"the installed {file.name} of {model.name} is damaged; `uv sync --reinstall`"
            )


def _or_fetch(model: Model) -> str:
    return f", or run `python -m server models fetch {model.name}`" if model.on_hub else ""


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _assemble(model: Model, folder: Path) -> None:
    """Joins the installed parts in a private folder, then gives it its name in one step."""
    sources = {file: [_installed(part) for part in file.parts] for file in model.files}
    if not all(paths and None not in paths for paths in sources.values()):
        raise TutorUnavailable(
            f"the files of {model.name} are not installed; install the voice extra "
            f"(`uv sync --extra voice`), or put {model.source} (revision {model.revision[:8]}) "
            f"into {folder}{_or_fetch(model)}"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{model.name}-") as private:
            built = Path(private) / model.name
            built.mkdir()
            for file, paths in sources.items():
                _join([path for path in paths if path is not None], built / file.name)
            verify(model, built)
            built.replace(folder)
    except OSError as exc:
        if folder.is_dir():
            return  # another process was first
        raise TutorUnavailable(
            f"the model {model.name} cannot be written to {folder}: {exc.strerror}; "
            "free 150 MB there or choose another data folder"
        ) from exc


def _installed(part: str) -> Path | None:
    package, _, name = part.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / name
    return path if path.is_file() else None


def _join(parts: list[Path], target: Path) -> None:
    with target.open("xb") as out:
        for part in parts:
            with part.open("rb") as stream:
                shutil.copyfileobj(stream, out, CHUNK_BYTES)
        out.flush()
        os.fsync(out.fileno())
