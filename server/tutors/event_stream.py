"""The way down from an engine to the service: events in order, replies that can be cut."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from server.domain.events import (
    TutorAudio,
    TutorDone,
    TutorEvent,
    TutorFailed,
    TutorInterrupted,
    TutorText,
)

UNREAD_PIECES = 300  # 30 s of sound at 100 ms a piece: the bound of voice-path.md section 3


class EventStream:
    """Events posted by one engine and read once; everything but a reply is posted without waiting.

    A reply is open from `open_reply` until its `TutorDone` has been read, or it was cut, or failed.
    """

    def __init__(self, unread_pieces: int = UNREAD_PIECES) -> None:
        self._unread: deque[TutorEvent] = deque()
        self._bound = unread_pieces
        self._posted = asyncio.Event()
        self._read = asyncio.Event()
        self._closed = False
        self._fault: BaseException | None = None
        self.reply_open = False

    def open_reply(self) -> None:
        """Says that a reply begins."""
        self.reply_open = True

    def post(self, event: TutorEvent) -> None:
        """Appends an event; after `close` it is forgotten."""
        if self._closed:
            return
        if isinstance(event, TutorFailed):
            self.reply_open = False
        self._unread.append(event)
        self._posted.set()

    async def post_reply(self, event: TutorText | TutorAudio | TutorDone) -> None:
        """Appends a piece of a reply, waiting while too many events are unread."""
        while len(self._unread) >= self._bound and not self._closed:
            self._read.clear()
            await self._read.wait()
        self.post(event)

    def cut_reply(self) -> bool:
        """Drops what is unread of the open reply and posts `TutorInterrupted`; False: none open."""
        if not self.reply_open:
            return False
        self.reply_open = False
        kept = [
            event
            for event in self._unread
            if not isinstance(event, TutorText | TutorAudio | TutorDone)
        ]
        self._unread = deque(kept)
        self._read.set()
        self.post(TutorInterrupted())
        return True

    def close(self, fault: BaseException | None = None) -> None:
        """Ends the stream once its events are read; the reader is raised the engine's fault."""
        self._closed = True
        self._fault = self._fault or fault
        self._posted.set()
        self._read.set()

    async def events(self) -> AsyncIterator[TutorEvent]:
        """Everything posted, until `close`."""
        while True:
            while self._unread:
                event = self._unread.popleft()
                if isinstance(event, TutorDone):
                    self.reply_open = False
                self._read.set()
                yield event
            if self._closed:
                break
            self._posted.clear()
            await self._posted.wait()
        if self._fault is not None:
            raise self._fault
