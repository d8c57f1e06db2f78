"""The real offline tutor behind a real socket: its recognizer dies, or its weights are not right,
and the lesson goes on.
"""

import asyncio
import os
import signal
from pathlib import Path
from uuid import uuid4

import pytest

from server.protocol.codec import MicrophoneFrame, TutorFrame
from server.protocol.messages import (
    ActivityEnd,
    ActivityPause,
    ActivityStart,
    EndSession,
    Error,
    SessionEnded,
    SessionStarted,
    Text,
    Transcription,
    TurnAck,
)
from server.protocol.models import Role
from server.speech.models import verified_folder
from server.speech.recognizer import WorkerRecognizer
from tests.fakes.client import TestClient, connected
from tests.fakes.socket_steps import DEMO, START, heard_out
from tests.fakes.sound import microphone, words
from tests.integration.conftest import Running, running

pytestmark = pytest.mark.voice
BLOCK = 640
SAID = "good evening i want a glass of red wine please"


def recognizer_of(server: Running) -> WorkerRecognizer:
    found = [w for w in server.built.engines.workers if isinstance(w, WorkerRecognizer)]
    return found[0]


def frames(utterance: int) -> list[MicrophoneFrame]:
    pcm = microphone(DEMO)
    whole = len(pcm) // BLOCK
    return [
        MicrophoneFrame(pcm[n * BLOCK : (n + 1) * BLOCK], utterance, n + 1) for n in range(whole)
    ]


async def said(client: TestClient) -> str:
    """The final words of the learner's turn."""
    heard = await client.until(Transcription, lambda t: t.role is Role.USER and t.final)
    return " ".join(words(heard.text))


async def test_a_recognizer_killed_in_mid_utterance_answers_the_turn_after_its_restart(
    tmp_path: Path,
) -> None:
    async with running(tmp_path / "data", real=True) as server, connected(server.ws) as client:
        await client.send(START)
        assert (await client.until(SessionStarted)).notice is None
        await heard_out(client)
        ears = recognizer_of(server)
        killed = ears.worker.pid
        assert killed is not None
        sound = frames(utterance=1)
        await client.send(ActivityStart(utterance=1, turn_id=uuid4()), *sound)
        os.kill(killed, signal.SIGSTOP)  # it takes the request and cannot answer before it dies
        await client.send(ActivityPause(utterance=1))
        while not ears.worker.busy:
            await asyncio.sleep(0.01)
        os.kill(killed, signal.SIGKILL)
        await client.send(ActivityEnd(utterance=1, last_seq=len(sound)))
        assert await said(client) == SAID
        heard_sound = len(client.of(TutorFrame))
        await heard_out(client)
        assert len(client.of(TutorFrame)) > heard_sound
        assert ears.worker.pid not in {None, killed}
        assert not client.of(Error)
        await client.send(EndSession())
        assert (await client.until(SessionEnded)).reason == "ended"


def flipped(folder: Path) -> Path:
    """Weights with one wrong bit, far inside the largest file."""
    weights = verified_folder("whisper-base", folder / "other")
    with (weights / "model.bin").open("r+b") as stream:
        stream.seek(90_000_000)
        byte = stream.read(1)[0]
        stream.seek(-1, os.SEEK_CUR)
        stream.write(bytes([byte ^ 1]))
    return weights


def absent(folder: Path) -> Path:
    """A folder without weights."""
    return folder / "nothing here"


@pytest.mark.parametrize(
    ("weights", "words_"), [(flipped, "model.bin is damaged"), (absent, "cannot be read")]
)
async def test_without_right_weights_the_lesson_is_typed_and_says_so(
    tmp_path: Path, weights: object, words_: str
) -> None:
    assert callable(weights)
    folder = weights(tmp_path)
    async with (
        running(tmp_path / "data", real=True, whisper_model=folder) as server,
        connected(server.ws) as client,
    ):
        await client.send(START)
        notice = (await client.until(SessionStarted)).notice or ""
        assert words_ in notice
        assert "models fetch whisper-base" in notice
        assert "You can type your turns meanwhile." in notice
        await heard_out(client)
        sound = frames(utterance=1)
        await client.send(
            ActivityStart(utterance=1, turn_id=uuid4()), *sound,
            ActivityEnd(utterance=1, last_seq=len(sound)),
        )  # fmt: skip
        refused = await client.until(Error)
        assert words_ in refused.message
        await client.send(Text(turn_id=uuid4(), text="A glass of red wine, please."))
        await client.until(TurnAck, lambda ack: ack.turn_index > 0)
        await heard_out(client)
