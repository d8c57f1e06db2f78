"""Who may knock: Host and Origin are checked before anything else, for HTTP and WebSocket alike.

Any web page can reach a loopback socket, and a rebound name makes it same-origin; Starlette's CORS
middleware covers neither WebSockets nor Host. An absent Origin is a program, not a page: the token
is what it must have.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class Guard:
    """Refuses with 403 before accept.

    Args:
        hosts: names allowed in Host, without port.
        origins: web origins allowed, compared whole.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], origins: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] in {"http", "websocket"} and not self._welcome(scope):
            await self._refuse(scope, send)
            return
        await self._app(scope, receive, send)

    def _welcome(self, scope: Scope) -> bool:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if len(hosts) != 1 or len(origins) > 1:
            return False
        if _without_port(hosts[0].decode("latin-1").lower()) not in self._hosts:
            return False
        return not origins or origins[0].decode("latin-1") in self._origins

    @staticmethod
    async def _refuse(scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        body = b'{"error":{"code":"forbidden","message":"This Host or Origin is not allowed."}}'
        await send(
            {
                "type": "http.response.start",
                "status": 403,
                "headers": [(b"content-type", b"application/json")],
            }
        )
        await send({"type": "http.response.body", "body": body})


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.rsplit(":", 1)[0] if ":" in host else host
