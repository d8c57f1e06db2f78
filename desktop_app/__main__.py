"""The command line of `eloquio`: the window, the practice command, the roles of its children."""

import argparse
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop_app import practice


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what was asked for; the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter still works
    if given[:1] == ["--serve"]:
        return _become("server", ["--embedded", *given[1:]])
    if given[:1] == ["--speech-worker"]:
        return _become("server.speech.worker", given[1:])
    options = _parser().parse_args(given)
    if options.command == "practice":
        return practice.run(practice.from_arguments(options))
    if has_display(os.environ, sys.platform):
        from desktop_app import app  # noqa: PLC0415 - the terminal must not pay for Qt

        return app.run(tuple(options.microphone or ()), fast=options.fast)
    sys.stdout.write("No display: this is the spoken demo in the terminal.\n\n")
    return practice.run(practice.demo())


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown; a Qt platform that was asked for is taken at its word."""
    if not platform.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="eloquio", description="A voice language tutor.")
    parser.add_argument(
        "--microphone",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="recordings that the window uses as its microphone",
    )
    parser.add_argument("--fast", action="store_true", help="recordings need no real time")
    commands = parser.add_subparsers(dest="command")
    practice.add_arguments(
        commands.add_parser("practice", help="practise with recordings, in the terminal")
    )
    return parser


def _become(module: str, arguments: list[str]) -> int:
    """In a frozen build this program is also its own server and speech workers."""
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
