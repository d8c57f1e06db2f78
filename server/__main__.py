"""`python -m server`: the three ports of the founding document, or the app's embedded child."""

import argparse
import asyncio
import gc
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable

from server.api.listening_sockets import listening_socket
from server.settings import Settings
from server.speech.models_command import ModelsCommand, add_arguments

GONE_WITHIN_S = 1.8  # after the app: everything acknowledged is on the disk, so a hard end is safe


def main() -> None:
    """Parses, builds, serves; exit status 2 for settings that must not be served with."""
    parser = argparse.ArgumentParser(prog="eloquio-server", description=__doc__)
    parser.add_argument("--check", action="store_true", help="say what would run, and why")
    parser.add_argument("--embedded", action="store_true", help="as the app's child process")
    commands = parser.add_subparsers(dest="command")
    add_arguments(commands.add_parser("models", help="list, verify and fetch the model files"))
    arguments = parser.parse_args()
    settings = Settings()
    if arguments.command == "models":
        raise SystemExit(models(settings, arguments))
    os.environ.pop("ELOQUIO_TOKEN", None)  # no process of ours inherits it
    refusal = refuse(settings, embedded=arguments.embedded)
    if refusal is not None:
        _tell(refusal)
        raise SystemExit(2)
    if arguments.embedded:
        embedded(settings)
    elif arguments.check:
        raise SystemExit(asyncio.run(check(settings)))
    else:
        asyncio.run(standalone(settings))


def refuse(settings: Settings, *, embedded: bool) -> str | None:
    """Why these settings must not be served with, in one sentence; None when they may."""
    if embedded and settings.eloquio_token is None:
        return "--embedded needs ELOQUIO_TOKEN, one secret for this launch."
    if not settings.loopback and not embedded:
        return (
            f"SERVER_HOST={settings.server_host} would open this server to the network, and it has "
            "no TLS yet: set SERVER_HOST=127.0.0.1 and put a TLS proxy on this machine before it."
        )
    if "*" in settings.cors_origins and settings.eloquio_token is not None:
        return "CORS_ORIGINS=* lets every web page in: name the origins."
    return None


def embedded(settings: Settings) -> None:
    """Listens, says where, then loads; stops when stdin closes, so it cannot outlive the app."""
    listening = listening_socket("127.0.0.1", 0)
    print(json.dumps({"port": listening.getsockname()[1]}), flush=True)  # noqa: T201 - the hand-shake
    parent = Parent()
    asyncio.run(serve(settings, [listening], parent=parent))


class Parent:
    """The app that started this process, known by its end of stdin."""

    def __init__(self) -> None:
        self._leave: Callable[[], None] | None = None
        self._gone = threading.Event()
        threading.Thread(target=self._watch, name="parent", daemon=True).start()

    def when_gone(self, leave: Callable[[], None]) -> None:
        """What to do then; done at once if it is gone already."""
        self._leave = leave
        if self._gone.is_set():
            leave()

    def _watch(self) -> None:
        sys.stdin.buffer.read()
        self._gone.set()
        if self._leave is not None:
            self._leave()
        time.sleep(GONE_WITHIN_S)
        os._exit(0)


async def standalone(settings: Settings) -> None:
    """REST, WebSocket and health on their founding ports, from one app."""
    try:
        listening = [
            listening_socket(settings.server_host, port)
            for port in (settings.api_port, settings.server_port, settings.health_port)
        ]
    except OSError as error:
        _tell(f"A port is taken ({error}): set API_PORT, SERVER_PORT, HEALTH_PORT.")
        raise SystemExit(2) from error
    await serve(settings, listening, announce=True)


async def serve(
    settings: Settings,
    listening: list[socket.socket],
    *,
    parent: Parent | None = None,
    announce: bool = False,
) -> None:
    """Until a signal, or until the parent is gone."""
    # Loaded here, after the hand-shake: a client may connect meanwhile and waits in the kernel.
    from server.api.serving import DrainingServer  # noqa: PLC0415
    from server.bootstrap import assemble  # noqa: PLC0415
    from server.observability import configure  # noqa: PLC0415

    configure(settings.log_level)
    async with assemble(settings) as built:
        server = DrainingServer(built.app, built.voices)
        if parent is not None:
            parent.when_gone(server.leave_with_parent)
        if announce:
            api, voice, health = (taken.getsockname()[1] for taken in listening)
            host = settings.server_host
            _say(*built.choices, f"REST       http://{host}:{api}/api/v1 (docs at /docs)")
            _say(f"WebSocket  ws://{host}:{voice}", f"Health     http://{host}:{health}/health")
        gc.freeze()
        await server.serve(sockets=listening)


async def check(settings: Settings) -> int:
    """Builds everything, says what was chosen and why, stops; 0 when lessons could begin."""
    from server.bootstrap import assemble  # noqa: PLC0415
    from server.observability import configure  # noqa: PLC0415

    configure(settings.log_level)
    async with assemble(settings) as built:
        await built.engines.warm()
        ready, parts = await built.use_cases.health.report()
        _say(*built.choices, *(f"{part:10} {words}" for part, words in parts.items()))
    return 0 if ready else 1


def models(settings: Settings, arguments: argparse.Namespace) -> int:
    """Lists, verifies or fetches model files; the exit status."""
    from server.speech.model_fetch import ModelHub  # noqa: PLC0415 - a server never fetches

    hub = ModelHub(settings.model_hub_url)
    folder, weights = settings.eloquio_data_dir, settings.whisper_model
    return ModelsCommand(folder, weights, hub, sys.stdout, sys.stdin).run(arguments)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201 - the console is its interface


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - the answer to whoever started it


if __name__ == "__main__":
    main()
