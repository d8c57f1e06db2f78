"""Steps of a lesson that tests of the socket share."""

from pathlib import Path
from uuid import uuid4

from server.protocol.codec import MicrophoneFrame
from server.protocol.messages import (
    ActivityEnd,
    ActivityPause,
    ActivityStart,
    Playback,
    ReplyComplete,
    StartSession,
    TurnComplete,
)
from tests.fakes.client import TestClient

DEMO = Path(__file__).parents[2] / "resources" / "demo" / "1-drink.flac"
LOUD = b"\x00\x20" * 320  # 20 ms, far above silence
START = StartSession(
    user_external_id="user_123",
    mother_language="spanish",
    target_language="english",
    user_level="intermediate",
    teaching_mode="conversation",
    scenario_id="restaurant",
)


async def heard_out(client: TestClient) -> int:
    """Hears a reply to its end and says so; its generation."""
    complete = await client.until(ReplyComplete)
    heard = complete.samples * 1000 // 24_000
    await client.send(Playback(generation=complete.generation, heard_ms=heard))
    await client.until(TurnComplete)
    return complete.generation


async def speak(client: TestClient, utterance: int, seq: int = 0) -> None:
    """Half a second of speech as one turn."""
    await client.send(ActivityStart(utterance=utterance, turn_id=uuid4()))
    for n in range(25):
        await client.send(MicrophoneFrame(LOUD, utterance, seq + n + 1))
    await client.send(
        ActivityPause(utterance=utterance, t=4000 + seq),
        ActivityEnd(utterance=utterance, last_seq=seq + 25),
    )
