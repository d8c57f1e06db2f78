"""A tiny engine for the tests of the speech worker: counts, repeats, and dies on request."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.domain.errors import TutorUnavailable
from server.speech.frames import Frame, Header


class CountingEngine:
    """Remembers how many pieces it made, so that a test sees what was cancelled."""

    def __init__(self) -> None:
        self.made = 0

    def handle(self, name: str, header: Header, payload: bytes) -> Iterator[Frame]:
        match name:
            case "echo":
                print("a library chats on stdout")
                os.write(1, b"and a native one too\n")
                yield {**header, "pid": os.getpid()}, payload
            case "count":
                for number in range(header["to"]):
                    self.made += 1
                    yield {"number": number}, b"\0" * header.get("bytes", 0)
                    self._perhaps_die(header, number)
            case "made":
                yield {"made": self.made, "threads": os.environ["OMP_NUM_THREADS"]}, b""
            case "refuse":
                raise TutorUnavailable("no such word; say another")
            case "hang":
                time.sleep(3600)
            case "die":
                sys.exit("the engine fell over")

    @staticmethod
    def _perhaps_die(header: Header, number: int) -> None:
        """Dies after a piece, only the first time: the mark in the file system is left behind."""
        mark = Path(header["once"]) if "once" in header else None
        if mark is not None and number == header["after"] and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), 9)


def open_engine(options: dict[str, Any]) -> CountingEngine:
    if "fail" in options:
        raise TutorUnavailable(options["fail"])
    if "crash" in options:
        raise RuntimeError(options["crash"])
    return CountingEngine()
