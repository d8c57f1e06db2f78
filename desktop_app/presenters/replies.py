"""The tutor's side of a talk: what is played, what was heard of it, what was cut."""

from collections.abc import Awaitable, Callable

from desktop_app.audio.devices import SoundProblem
from desktop_app.audio.files import FileSpeaker
from desktop_app.audio.speaker import Speaker
from desktop_app.presenters import lesson_events as talk
from server.protocol import messages as wire
from server.protocol.codec import TutorFrame, is_newer

MOST_FALSE_ALARMS = 2  # in one reply; each costs 0.3 s of silence and the device's delay


class Replies:
    """Owns the loudspeaker. A generation that was cut is never heard again."""

    def __init__(
        self,
        speaker: Speaker,
        tell: Callable[[talk.LessonEvent], None],
        send: Callable[[wire.ClientMessage], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self.current: int | None = None
        self._speaker = speaker
        self._tell = tell
        self._send = send
        self._clock = clock
        self._awaited_since: float | None = None
        self._audible = False
        self._cut = 0
        self._false_alarms = 0

    @property
    def level(self) -> float:
        """RMS of what is leaving the loudspeaker now, 0 to 1."""
        return self._speaker.level

    async def open(self) -> None:
        """Gets the loudspeaker; without one the time of a reply passes in silence."""
        try:
            await self._speaker.open()
        except SoundProblem as problem:
            self._tell(talk.SoundLost(str(problem), "speaker"))
            self._speaker = FileSpeaker()
            await self._speaker.open()

    def awaited(self) -> None:
        """The learner's turn has closed: the wait for the first sound begins."""
        self._awaited_since = self._clock()

    def begin(self, generation: int) -> bool:
        """A reply begins; False for one that was cut already."""
        if self._is_cut(generation):
            return False
        self.current, self._audible, self._false_alarms = generation, False, 0
        return True

    def play(self, frame: TutorFrame) -> None:
        """A piece of a reply, dropped when it was cut."""
        if self._is_cut(frame.generation):
            return
        self._speaker.play(frame.generation, frame.pcm)
        if not self._audible:
            self._audible = True
            since, self._awaited_since = self._awaited_since, None
            waited = None if since is None else (self._clock() - since) * 1000
            self._tell(talk.ReplyAudible(frame.generation, waited))

    async def complete(self, generation: int) -> None:
        """All of it has come: waits until it was heard, and reports so."""
        self._speaker.finish(generation)
        await self._speaker.drained(generation)
        if generation != self.current:
            return
        self.current = None
        heard = self._speaker.heard_ms(generation)
        self._tell(talk.ReplyHeard(generation, heard))
        await self._send(
            wire.Playback(generation=generation, heard_ms=heard, underruns=self._speaker.underruns)
        )

    def interrupted(self, generation: int) -> None:
        """The server cut it; our own cut is already done when it is acknowledged."""
        if self._is_cut(generation):
            return
        if generation == self.current:
            self._silence(generation)
        self._cut = generation

    async def cut(self) -> None:
        """The learner takes the floor. Sound first: silence, then the report of what was heard."""
        if self.current is not None:
            generation = self.current
            heard = self._silence(generation)
            await self._send(wire.Interrupt(generation=generation, heard_ms=heard))

    def pause(self) -> None:
        """Perhaps the learner speaks. A reply that was stopped twice for nothing (the canceller is
        still learning the room) plays on from then until it is certain.
        """
        if self._false_alarms < MOST_FALSE_ALARMS:
            self._speaker.pause()

    def resume(self) -> None:
        """It was nothing."""
        self._false_alarms += 1
        self._speaker.resume()

    async def aclose(self) -> None:
        """Gives the loudspeaker back."""
        await self._speaker.aclose()

    def _silence(self, generation: int) -> int:
        self._speaker.pause()
        heard = self._speaker.heard_ms(generation)
        self._speaker.flush()
        self.current, self._cut = None, generation
        self._tell(talk.ReplyCut(generation, heard))
        return heard

    def _is_cut(self, generation: int) -> bool:
        return bool(self._cut) and not is_newer(generation, self._cut)
