"""A speech worker: one engine in its own process, asked over stdin, answering over stdout.

`python -m server.speech.child KIND`, in the frozen build `eloquio --speech-worker KIND`. The first
frame on stdin is the options of the engine; the child answers `ready` or `failed`. Then requests
`{"id", "name", "header"}` + payload, each answered by any number of `piece` and one `end` or
`error`. `{"cancel": id}` ends a request between two pieces. Nothing else may be written to stdout,
so its descriptor is moved away first. An exception that is not a `TutorError` ends the process:
the server starts another one.
"""

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, BinaryIO, Protocol

from server.domain.errors import TutorError, TutorUnavailable
from server.speech import frames
from server.speech.frames import Frame, Header

KINDS = {
    "meter": "server.speech.meter_child:open_engine",
    "recognizer": "server.speech.whisper:open_engine",
    "neural-voice": "server.speech.neural_voice:open_engine",
    "basic-voice": "server.speech.basic_voice:open_engine",
}


class Engine(Protocol):
    """What a factory (options -> engine) returns."""

    def handle(self, name: str, header: Header, payload: bytes) -> Iterable[Frame]:
        """Answers one request in pieces, lazily. Deterministic: after a crash it is asked again,
        and the pieces already delivered are skipped by their count.

        Raises:
            TutorError: the request cannot be served; the process goes on.
        """
        ...


def main(arguments: list[str]) -> int:
    """Serves until stdin ends; `arguments` is the kind, or a `module:factory` itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the server, not us
    replies = _reserve_stdout()
    requests = sys.stdin.buffer
    first = frames.read(requests)
    if first is None:
        return 0
    try:
        engine = _factory(arguments[0])(first[0])
    except TutorError as exc:
        _send(replies, {"type": "failed", "message": exc.message})
        return 1
    _send(replies, {"type": "ready"})
    inbox = _Inbox(requests)
    while True:
        _answer(engine, inbox, replies)


def _reserve_stdout() -> BinaryIO:
    """Keeps stdout for frames: whatever Python or a native library prints goes to stderr."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    return replies


def _factory(kind: str) -> Callable[[dict[str, Any]], Engine]:
    path = kind if ":" in kind else KINDS.get(kind)
    if path is None:
        raise TutorUnavailable(f"there is no speech worker {kind!r}; use one of {sorted(KINDS)}")
    module, _, name = path.partition(":")
    factory: Callable[[dict[str, Any]], Engine] = getattr(import_module(module), name)
    return factory


class _Inbox:
    """Reads stdin in a thread, so that a cancel is seen and the end of the server ends us, even
    while a native engine computes.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        self.requests: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self.cancelled: set[int] = set()
        self._pipe = pipe
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        while (frame := frames.read(self._pipe)) is not None:
            if "cancel" in frame[0]:
                self.cancelled.add(frame[0]["cancel"])
            else:
                self.requests.put(frame)
        os._exit(0)


def _answer(engine: Engine, inbox: _Inbox, replies: BinaryIO) -> None:
    request, payload = inbox.requests.get()
    number = request["id"]
    try:
        if number not in inbox.cancelled:
            for header, data in engine.handle(request["name"], request["header"], payload):
                _send(replies, {"type": "piece", "id": number, "header": header}, data)
                if number in inbox.cancelled:
                    break
    except TutorError as exc:
        _send(replies, {"type": "error", "id": number, "message": exc.message})
    else:
        _send(replies, {"type": "end", "id": number})
    inbox.cancelled -= {done for done in inbox.cancelled if done <= number}


def _send(replies: BinaryIO, header: Header, payload: bytes = b"") -> None:
    replies.write(frames.pack(header, payload))
    replies.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
