"""How the parts of the server are."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from server.domain.errors import EloquioError

Probe = Callable[[], Awaitable[str]]


@dataclass(slots=True)
class Health:
    """Asks each part; a probe answers with words, or raises what is wrong.

    Attributes:
        probes: part to probe. `needed` names the parts without which the server is not ready.
    """

    probes: dict[str, Probe]
    needed: frozenset[str] = frozenset({"storage"})
    draining: bool = field(default=False)

    async def report(self) -> tuple[bool, dict[str, str]]:
        """Whether the server is ready, and a sentence for each part."""
        parts: dict[str, str] = {}
        ready = not self.draining
        for name, probe in self.probes.items():
            try:
                parts[name] = await probe()
            except EloquioError as error:
                parts[name] = error.message
                ready = ready and name not in self.needed
        return ready, parts
