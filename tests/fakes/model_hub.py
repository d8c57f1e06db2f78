"""A real HTTP server with the files of a model, and the faults of a real hub."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Faults:
    """What goes wrong, by path; `asked` keeps the path and the range of every request.

    Attributes:
        cut_after: bytes of a body after which the connection is closed, for each request in turn.
        stall_after: the same, but the connection stays open and silent.
        ranges: whether a range is honoured.
        busy: how many requests are answered 503 first.
        redirect: every file lies behind this path, as with a hub's own storage.
    """

    files: dict[str, bytes]
    status: dict[str, int] = field(default_factory=dict)
    cut_after: list[int] = field(default_factory=list)
    stall_after: list[int] = field(default_factory=list)
    busy: int = 0
    ranges: bool = True
    redirect: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


@contextmanager
def model_hub(faults: Faults) -> Iterator[str]:
    """Its address, while it runs on a free port of this computer."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, faults)

        def log_message(self, *words: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    serving = threading.Thread(target=server.serve_forever, args=(0.02,))
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        faults.done.set()
        server.shutdown()
        serving.join()
        server.server_close()


def answer(request: BaseHTTPRequestHandler, faults: Faults) -> None:
    """One request."""
    wanted = request.headers.get("range", "")
    faults.asked.append((request.path, wanted))
    if faults.redirect and not request.path.startswith(faults.redirect):
        request.send_response(302)
        request.send_header("location", faults.redirect + request.path)
        request.end_headers()
        return
    path = request.path.removeprefix(faults.redirect)
    if faults.busy:
        faults.busy -= 1
        request.send_error(503)
        return
    if path not in faults.files or path in faults.status:
        request.send_error(faults.status.get(path, 404))
        return
    whole = faults.files[path]
    start = int(wanted.removeprefix("bytes=").rstrip("-") or 0) if faults.ranges else 0
    body = whole[start:]
    request.send_response(206 if wanted and faults.ranges else 200)
    request.send_header("content-length", str(len(body)))
    if wanted and faults.ranges:
        request.send_header("content-range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
    request.end_headers()
    if faults.cut_after:
        request.wfile.write(body[: faults.cut_after.pop(0)])
    elif faults.stall_after:
        request.wfile.write(body[: faults.stall_after.pop(0)])
        request.wfile.flush()
        faults.done.wait(20)
    else:
        request.wfile.write(body)
