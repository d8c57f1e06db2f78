"""What each message of a client does; knows nothing of sockets."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from server.api.auth import Gate
from server.api.downlink import SocketDownlink
from server.api.v1_listening import V1Listening
from server.domain.errors import Conflict, Unauthorized
from server.listening.listener import Listener
from server.protocol.codec import MicrophoneFrame
from server.protocol.errors import ErrorCode
from server.protocol.messages import (
    ActivityEnd,
    ActivityPause,
    ActivityStart,
    Ask,
    Auth,
    ClientMessage,
    CorrectTranscript,
    EndSession,
    GetLanguages,
    GetScenarios,
    GetTeachingModes,
    Interrupt,
    Languages,
    Ping,
    Playback,
    Pong,
    Scenarios,
    StartSession,
    TeachingModes,
    Text,
    TurnTaking,
)
from server.service.callers import Caller
from server.service.catalog import Catalog
from server.service.lessons import Lessons
from server.service.running_lesson import EndReason, RunningLesson
from server.service.voice import Patience


@dataclass(frozen=True, slots=True)
class Services:
    """What a client may use; `idle_s` without a word ends a lesson."""

    gate: Gate
    catalog: Catalog
    lessons: Lessons
    listener: Callable[[TurnTaking], Listener]
    idle_s: float


class Exchange:
    """One client's messages, in order."""

    def __init__(self, services: Services, downlink: SocketDownlink, caller: Caller | None) -> None:
        self._services = services
        self._down = downlink
        self._lesson: RunningLesson | None = None
        self._v1: V1Listening | None = None
        self._v1_task: asyncio.Task[None] | None = None
        self._active_at = time.monotonic()
        self.caller = caller
        self.patience = Patience()

    @property
    def over(self) -> EndReason | None:
        """Why the lesson must end now, if it must."""
        if self._lesson is None:
            return None
        if self._lesson.full:
            return "limit"
        idle = time.monotonic() - self._active_at > self._services.idle_s
        return "idle" if idle else None

    async def audio(self, frame: MicrophoneFrame) -> None:
        """A block of the microphone."""
        lesson = self._started()
        self._active_at = time.monotonic()
        if self._v1 is not None:
            await self._v1.feed(frame.pcm)
        else:
            lesson.voice.microphone(frame)

    async def message(self, message: ClientMessage) -> None:
        """Anything else.

        Raises:
            EloquioError: what the client is told.
        """
        match message:
            case Auth(token=token):
                self.caller = self._services.gate.admit(token)
            case StartSession():
                await self._start(message)
            case EndSession():
                await self.end("ended")
            case Ping(t=t):
                self._admitted()
                self._down.send(Pong(t=t))
            case GetTeachingModes() | GetLanguages() | GetScenarios():
                self._admitted()
                await self._catalog(message)
            case CorrectTranscript(turn_id=turn_id, text=text):
                self._admitted()
                self._active_at = time.monotonic()
                await self._started().correct(turn_id, text)
            case _:
                self._admitted()
                self._active_at = time.monotonic()
                await self._talk(self._started(), message)

    async def end(self, reason: EndReason) -> None:
        """Ends the lesson and says so; nothing to do for `leave` when there is none.

        Raises:
            Conflict: no lesson is open.
        """
        lesson, self._lesson, self._v1 = self._started(), None, None
        if self._v1_task is not None:
            self._v1_task.cancel()
        self._down.send(await lesson.finish(reason, self.patience))

    async def leave(self, reason: EndReason) -> None:
        """Ends the lesson if there is one."""
        if self._lesson is not None:
            await self.end(reason)

    async def _start(self, message: StartSession) -> None:
        if message.token is not None:
            self.caller = self._services.gate.admit(message.token)
        caller = self._admitted()
        if self._lesson is not None:
            raise Conflict(
                "A session is open on this socket; end it first.",
                code=ErrorCode.SESSION_ALREADY_STARTED,
            )
        self._active_at = time.monotonic()
        user = caller.acting_for(message.user_external_id)
        self._lesson = await self._services.lessons.open(user, message, self._down)
        if self._down.pacing is not None:
            listener = self._services.listener(self._lesson.started.turn_taking)
            self._v1 = V1Listening(listener, self._lesson.voice, self._down.pacing)
            self._v1_task = asyncio.create_task(self._v1.run())

    async def _catalog(self, message: GetTeachingModes | GetLanguages | GetScenarios) -> None:
        catalog = self._services.catalog
        match message:
            case GetTeachingModes():
                self._down.send(TeachingModes(items=tuple(await catalog.modes())))
            case GetLanguages():
                self._down.send(Languages(items=tuple(await catalog.languages())))
            case GetScenarios(teaching_mode=mode, target_language=language):
                self._down.send(Scenarios(items=tuple(await catalog.scenarios(mode, language))))

    @staticmethod
    async def _talk(lesson: RunningLesson, message: ClientMessage) -> None:
        voice = lesson.voice
        match message:
            case ActivityStart(utterance=utterance, turn_id=turn_id):
                await voice.activity_start(utterance, turn_id)
            case ActivityPause(utterance=utterance, t=t):
                await voice.activity_pause(utterance, t)
            case ActivityEnd(utterance=utterance):
                await voice.activity_end(utterance)
            case Text(turn_id=turn_id, text=text):
                await voice.text(turn_id, text)
            case Ask(what=what):
                await voice.ask(what)
            case Interrupt(generation=generation, heard_ms=heard_ms):
                await voice.interrupt(generation, heard_ms)
            case Playback(generation=generation, heard_ms=heard_ms):
                voice.playback(generation, heard_ms)
            case _:
                raise AssertionError(f"{message.type} is dispatched elsewhere")

    def _admitted(self) -> Caller:
        if self.caller is None:
            raise Unauthorized('Send {"type":"auth","token":"..."} first.')
        return self.caller

    def _started(self) -> RunningLesson:
        if self._lesson is None:
            raise Conflict(
                'No session is open on this socket: send "start_session" first.',
                code=ErrorCode.SESSION_NOT_STARTED,
            )
        return self._lesson
