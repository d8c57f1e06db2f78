"""Embedded or elsewhere: the only place of the app that knows the difference."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from desktop_app.backend.address import Backend, Server, ServerFailed, ServerStatus
from desktop_app.backend.embedded import EmbeddedServer
from desktop_app.preferences import Preferences

TellStatus = Callable[[ServerStatus, str], None]


class RemoteServer:
    """A server that somebody else runs."""

    def __init__(self, url: str, token: str, tell: TellStatus) -> None:
        self._url = url
        self._token = token
        self._tell = tell
        self.backend: Backend | None = None

    async def start(self) -> Backend:
        """Checks the address; the first request shows whether somebody answers.

        Raises:
            ServerFailed: when the address is not one.
        """
        parts = urlsplit(self._url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ServerFailed(
                f"The server address {self._url!r} must look like https://example.org:8000."
            )
        self.backend = Backend(f"{parts.scheme}://{parts.netloc}", self._token)
        self._tell(ServerStatus.READY, "")
        return self.backend

    async def aclose(self) -> None:
        """Nothing of it is ours."""


def connect(
    preferences: Preferences,
    data_folder: Path,
    tell: TellStatus = lambda _status, _reason: None,
    environ: Mapping[str, str] = os.environ,
) -> Server:
    """The server that the preferences name; `start()` it.

    A server elsewhere takes its token from `ELOQUIO_TOKEN`; the embedded one gets a new token at
    each start.
    """
    if preferences.server_url:
        return RemoteServer(preferences.server_url, environ.get("ELOQUIO_TOKEN", ""), tell)
    return EmbeddedServer(data_folder, tell)
