"""A listener that says what the test wrote down for the nth block."""

from collections.abc import Mapping, Sequence

from server.listening.listener import ActivityEnded, ActivityStarted, ListeningEvent
from server.protocol.messages import Completeness


class ScriptedListener:
    """Blocks are counted from 0; keys work like the real one's."""

    def __init__(self, script: Mapping[int, Sequence[ListeningEvent]]) -> None:
        self.script = dict(script)
        self.blocks: list[bytes] = []
        self.speaking: list[bool] = []
        self.hints: list[tuple[Completeness, int]] = []
        self.holds = 0

    def feed(
        self, pcm: bytes, tutor_speaking: bool = False, _tutor_level_db: float | None = None
    ) -> list[ListeningEvent]:
        """What the script says of this block."""
        self.blocks.append(pcm)
        self.speaking.append(tutor_speaking)
        return list(self.script.get(len(self.blocks) - 1, ()))

    def begin(self) -> list[ListeningEvent]:
        """Space: a turn opens at once."""
        return [ActivityStarted(b"")]

    def done(self) -> list[ListeningEvent]:
        """Space again: it closes."""
        return [ActivityEnded("done")]

    def hold(self) -> None:
        """The thinking key."""
        self.holds += 1

    def hint(self, completeness: Completeness, pause: int) -> None:
        """What the words up to a pause look like."""
        self.hints.append((completeness, pause))
