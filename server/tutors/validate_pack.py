"""Checks dialogues that a teacher wrote: `python -m server.tutors.validate_pack FILE...`.

A file is `<code>/general.json` or `<code>/conversation/<slug>.json`; the first is also read for the
second. Each fault is printed with its place; the exit status is 1 where there is one.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from server.tutors.dialogue_pack import Pack
from server.tutors.manners import Manners
from server.tutors.pack_check import faults_of_manners, faults_of_pack

GENERAL = "general.json"
CONVERSATION = "conversation"


def faults(path: Path) -> Iterator[str]:
    """What is wrong with a file, in sentences that begin with the place within it."""
    try:
        manners = Manners.model_validate_json(_general_of(path).read_text("utf-8"))
        if path.name == GENERAL:
            yield from faults_of_manners(manners)
            return
        pack = Pack.model_validate_json(path.read_text("utf-8"))
    except OSError as error:
        yield f"{error.filename} cannot be read: {error.strerror}"
        return
    except UnicodeDecodeError:
        yield "the file is not UTF-8: save it as UTF-8"
        return
    except ValidationError as error:
        for one in error.errors():
            place = ".".join(str(part) for part in one["loc"]) or "the file"
            yield f"{place}: {one['msg']}"
        return
    if pack.slug != path.stem:
        yield f"slug: {pack.slug!r} must be the name of the file, {path.stem!r}"
    yield from faults_of_pack(pack, manners, _tasks(pack.slug))


def _general_of(path: Path) -> Path:
    """Of the language that a file belongs to."""
    if path.name == GENERAL:
        return path
    folder = path.parent.parent if path.parent.name == CONVERSATION else path.parent
    return folder / GENERAL


def _tasks(slug: str) -> list[str]:
    """The checklist of the scenario with a slug."""
    catalog = json.loads((files("resources") / "catalog" / "scenarios.json").read_text("utf-8"))
    seed = next((seed for seed in catalog if seed["slug"] == slug), None)
    return [] if seed is None else list(seed["metadata"]["checklist"])


def main(paths: Sequence[str]) -> int:
    """Prints the faults of all files; the exit status."""
    if not paths:
        sys.stderr.write("usage: python -m server.tutors.validate_pack FILE...\n")
        return 2
    found = [(path, fault) for path in paths for fault in faults(Path(path))]
    for path, fault in found:
        sys.stdout.write(f"{path}: {fault}\n")
    if not found:
        sys.stdout.write(f"{len(paths)} files are right.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
