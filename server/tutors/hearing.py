"""What was said in an utterance, guessed at a pause and known at its end."""

import asyncio
from dataclasses import dataclass, replace

from server.domain.errors import TutorUnavailable
from server.domain.ports import Recognition, Recognizer
from server.protocol.audio import MICROPHONE
from server.tutors.utterance import Utterance

NO_SPEECH = 0.6  # Whisper's own default for "no speech here"
NOTHING = Recognition("", (), "", 0.0, 1.0)


async def hear(recognizer: Recognizer, utterance: Utterance, language: str | None) -> Recognition:
    """Recognises an utterance, a long one in pieces; one without words gives an empty text.

    Raises:
        TutorUnavailable: as the recognizer does.
    """
    if utterance.too_short:
        return NOTHING
    heard, offset = [], 0.0
    for pcm in utterance.pieces():
        part = await recognizer.transcribe(pcm, language)
        heard.append(_moved(part, offset))
        offset += MICROPHONE.milliseconds(len(pcm)) / 1000
    return _joined(heard)


def _moved(part: Recognition, seconds: float) -> Recognition:
    words = tuple(
        replace(word, start_s=word.start_s + seconds, end_s=word.end_s + seconds)
        for word in part.words
    )
    silent = part.no_speech_probability >= NO_SPEECH
    return replace(part, text="", words=()) if silent else replace(part, words=words)


def _joined(parts: list[Recognition]) -> Recognition:
    if len(parts) == 1:
        return replace(parts[0], text=parts[0].text.strip())
    surest = max(parts, key=lambda part: part.language_probability)
    return Recognition(
        text=" ".join(part.text.strip() for part in parts if part.text.strip()),
        words=tuple(word for part in parts for word in part.words),
        language=surest.language,
        language_probability=surest.language_probability,
        no_speech_probability=min(part.no_speech_probability for part in parts),
    )


@dataclass(slots=True)
class Guess:
    """Recognition begun at a pause, of the first `length` bytes of an utterance."""

    utterance: Utterance
    length: int
    task: asyncio.Task[Recognition | None]

    async def recognition(self) -> Recognition | None:
        """What it gave, if it still holds: None when speech came after the pause, or it failed."""
        if not self.utterance.quiet_since(self.length):
            self.cancel()
            return None
        return await self.task

    def cancel(self) -> None:
        """Throws it away."""
        self.task.cancel()


async def guess(
    recognizer: Recognizer, snapshot: Utterance, language: str | None
) -> Recognition | None:
    """Like `hear`, but a failure is no news yet: the end of the turn tries again."""
    try:
        return await hear(recognizer, snapshot, language)
    except TutorUnavailable:
        return None
