"""Turn taking for v1 clients, who only send audio: the server listens in their place."""

import asyncio
import time
from uuid import uuid4

from server.api.pacing import Pacing
from server.listening.listener import (
    ActivityEnded,
    ActivityPaused,
    ActivityStarted,
    Listener,
    ListeningEvent,
    Speech,
)
from server.protocol.audio import MICROPHONE
from server.protocol.codec import MicrophoneFrame, next_generation
from server.service.voice import VoiceSession

EVERY_S = 0.1
SILENT_AFTER_S = 0.2  # a client that sends speech only: the gap is silence


class V1Listening:
    """Cuts what comes to 20 ms blocks, turns it into activities, and reports what was heard."""

    def __init__(self, listener: Listener, voice: VoiceSession, pacing: Pacing) -> None:
        self._listener = listener
        self._voice = voice
        self._pacing = pacing
        self._rest = b""
        self._utterance = 0
        self._fed_at = time.monotonic()

    async def run(self) -> None:
        """Hears the silence of clients that stop sending, and the end of replies."""
        while True:
            await asyncio.sleep(EVERY_S)
            silent_s = time.monotonic() - self._fed_at
            if silent_s > SILENT_AFTER_S:
                await self.feed(bytes(MICROPHONE.bytes_for(silent_s * 1000)))
            if self._pacing.played:
                self._voice.playback(self._pacing.generation, self._pacing.heard_ms)
                self._pacing.forget(self._pacing.generation)

    async def feed(self, pcm: bytes) -> None:
        """Audio of any length, 16 kHz s16le mono."""
        self._fed_at = time.monotonic()
        self._rest += pcm
        block = MICROPHONE.block_bytes
        while len(self._rest) >= block:
            piece, self._rest = self._rest[:block], self._rest[block:]
            for event in self._listener.feed(piece):
                await self._on(event)

    async def _on(self, event: ListeningEvent) -> None:
        match event:
            case ActivityStarted(preroll):
                if self._pacing.generation:
                    await self._voice.interrupt(self._pacing.generation, self._pacing.heard_ms)
                self._utterance = next_generation(self._utterance)
                await self._voice.activity_start(self._utterance, uuid4())
                self._hear(preroll)
            case Speech(pcm):
                self._hear(pcm)
            case ActivityPaused():
                await self._voice.activity_pause(self._utterance)
            case ActivityEnded():
                await self._voice.activity_end(self._utterance)
            case _:
                return

    def _hear(self, pcm: bytes) -> None:
        self._voice.microphone(MicrophoneFrame(pcm=pcm, utterance=self._utterance))
