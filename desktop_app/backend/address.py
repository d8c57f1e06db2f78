"""Where a server is and how the app proves itself to it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Backend:
    """A server that can be asked.

    Attributes:
        url: "http://host:port" without a path.
        token: presented as a bearer; never printed.
    """

    url: str
    token: str = field(repr=False)

    @property
    def api_url(self) -> str:
        """Root of the REST routes."""
        return f"{self.url}/api/v1"

    @property
    def voice_url(self) -> str:
        """Address of the socket."""
        return f"ws{self.url.removeprefix('http')}/ws"

    @property
    def headers(self) -> dict[str, str]:
        """What proves the app to the server; empty where no token is needed."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


class ServerStatus(StrEnum):
    """The life of a server as the app sees it."""

    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


class ServerFailed(Exception):
    """There is no server to talk to; the sentence says why and where to look."""


class Server(Protocol):
    """The embedded child or a server elsewhere."""

    @property
    def backend(self) -> Backend | None:
        """Where it is now; None while there is none."""
        ...

    async def start(self) -> Backend:
        """Makes it reachable.

        Raises:
            ServerFailed: with a sentence for the learner.
        """
        ...

    async def aclose(self) -> None:
        """Lets go of it; an embedded one ends."""
        ...
