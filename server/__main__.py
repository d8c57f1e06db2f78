"""`python -m server`: the three ports of the founding document, or the app's embedded child."""

import argparse
import asyncio
import gc
import json
import os
import sys
import threading

from server.api.serving import DrainingServer, listening_socket
from server.bootstrap import assemble
from server.observability import configure
from server.settings import Settings


def main() -> None:
    """Parses, builds, serves; exit status 2 for settings that must not be served with."""
    parser = argparse.ArgumentParser(prog="eloquio-server", description=__doc__)
    parser.add_argument("--check", action="store_true", help="say what would run, and why")
    parser.add_argument("--embedded", action="store_true", help="as the app's child process")
    arguments = parser.parse_args()
    settings = Settings()
    configure(settings.log_level)
    os.environ.pop("ELOQUIO_TOKEN", None)  # no process of ours inherits it
    refusal = refuse(settings, embedded=arguments.embedded)
    if refusal is not None:
        print(refusal, file=sys.stderr)  # noqa: T201 - the answer to whoever started it
        raise SystemExit(2)
    if arguments.embedded:
        asyncio.run(embedded(settings))
    elif arguments.check:
        asyncio.run(check(settings))
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


async def embedded(settings: Settings) -> None:
    """Listens, says where, then loads; stops when stdin closes, so it cannot outlive the app."""
    listening = listening_socket("127.0.0.1", 0)
    print(json.dumps({"port": listening.getsockname()[1]}), flush=True)  # noqa: T201 - the hand-shake
    async with assemble(settings) as built:
        server = DrainingServer(built.app, built.voices)

        def wait_for_parent() -> None:
            sys.stdin.buffer.read()
            server.leave_with_parent()

        threading.Thread(target=wait_for_parent, daemon=True).start()
        gc.freeze()
        await server.serve(sockets=[listening])


async def standalone(settings: Settings) -> None:
    """REST, WebSocket and health on their founding ports, from one app."""
    try:
        listening = [
            listening_socket(settings.server_host, port)
            for port in (settings.api_port, settings.server_port, settings.health_port)
        ]
    except OSError as error:
        print(  # noqa: T201 - the answer to whoever started it
            f"A port is taken ({error}): set API_PORT, SERVER_PORT, HEALTH_PORT.", file=sys.stderr
        )
        raise SystemExit(2) from error
    api, voice, health = (taken.getsockname()[1] for taken in listening)
    async with assemble(settings) as built:
        for line in (
            *built.choices,
            f"REST       http://{settings.server_host}:{api}/api/v1 (docs at /docs)",
            f"WebSocket  ws://{settings.server_host}:{voice}",
            f"Health     http://{settings.server_host}:{health}/health",
        ):
            print(line, flush=True)  # noqa: T201 - the console is its interface
        server = DrainingServer(built.app, built.voices)
        gc.freeze()
        await server.serve(sockets=listening)


async def check(settings: Settings) -> None:
    """Builds everything, says what was chosen and why, stops."""
    async with assemble(settings) as built:
        await built.engines.warm()
        for line in built.choices:
            print(line)  # noqa: T201 - the console is its interface
        ready, parts = await built.use_cases.health.report()
        for part, words in parts.items():
            print(f"{part:10} {words}")  # noqa: T201 - the console is its interface
    raise SystemExit(0 if ready else 1)


if __name__ == "__main__":
    main()
