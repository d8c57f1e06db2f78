"""From a token to a caller."""

import hmac
from collections.abc import Iterable, Mapping

from server.domain.errors import Unauthorized
from server.service.callers import LOCAL_OWNER, Caller


class Gate:
    """One launch token, or none: then the server is open, which only a loopback bind may be."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    @property
    def open(self) -> bool:
        """Whether anybody on this computer is the local owner."""
        return self._token is None

    def admit(self, token: str | None) -> Caller:
        """The caller that a token stands for.

        Raises:
            Unauthorized: no token where one is needed, or a wrong one.
        """
        if self._token is not None and (
            token is None or not hmac.compare_digest(token.encode(), self._token.encode())
        ):
            raise Unauthorized("This server needs its token: Authorization: Bearer <token>.")
        return Caller(LOCAL_OWNER, everybody=True)


def bearer(headers: Mapping[str, str]) -> str | None:
    """The token of an Authorization header."""
    kind, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def bearer_of_subprotocols(offered: Iterable[str]) -> str | None:
    """The token of a `bearer.<token>` subprotocol; it is never echoed."""
    for name in offered:
        if name.startswith("bearer."):
            return name.removeprefix("bearer.")
    return None
