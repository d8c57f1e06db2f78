"""`eloquio practice`: recordings are the microphone, the rest is the real thing; without Qt.

Composition root of the terminal, as `desktop_app.app` is of the window.
"""

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson

from desktop_app.audio.devices import SoundProblem
from desktop_app.audio.ears import Ears
from desktop_app.audio.files import FileSpeaker, RecordedMicrophone, read_recording
from desktop_app.backend.address import ServerFailed
from desktop_app.backend.connect import connect
from desktop_app.backend.voice import ConnectionLost, VoiceClient
from desktop_app.preferences import PreferencesFile, config_folder, data_folder
from desktop_app.presenters.lesson import Lesson, LessonRefused
from desktop_app.presenters.lesson_events import LessonEvent
from desktop_app.presenters.practice_report import PracticeReport
from desktop_app.presenters.recorded_learner import RecordedLearner
from server.listening.listener import Listener
from server.listening.vad import SileroVad
from server.protocol.messages import StartSession

DEMO = Path(__file__).parents[1] / "resources" / "demo"
FAILED, WRONG_INPUT, INTERRUPTED = 1, 2, 130


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice as the command line gives it."""

    recordings: tuple[Path, ...]
    start: StartSession
    fast: bool = False
    speaker: Path | None = None
    json: Path | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `practice`."""
    parser.add_argument(
        "--microphone",
        type=Path,
        nargs="+",
        required=True,
        metavar="FILE",
        help="recordings of what the learner says, WAV or FLAC; each is at least one turn",
    )
    parser.add_argument("--language", default="en", help="code or name of the language to learn")
    parser.add_argument("--mother-language", default="en", help="the language to explain in")
    parser.add_argument("--mode", default="conversation", help="teaching mode")
    parser.add_argument("--scenario", default=None, help="slug or title; none is free practice")
    parser.add_argument("--level", default="A2", help="A1 to C2, or beginner to advanced")
    parser.add_argument("--voice", default=None, help="the tutor's voice, as GET /voices lists it")
    parser.add_argument("--fast", action="store_true", help="as fast as the tutor keeps up")
    parser.add_argument("--speaker", type=Path, metavar="OUT.wav", help="keeps the tutor's voice")
    parser.add_argument("--json", type=Path, metavar="OUT.json", help="keeps the whole talk")


def from_arguments(given: argparse.Namespace) -> Practice:
    """The parsed options of `practice`."""
    return Practice(
        recordings=tuple(given.microphone),
        start=StartSession(
            target_language=given.language,
            mother_language=given.mother_language,
            teaching_mode=given.mode,
            scenario_id=given.scenario,
            user_level=given.level,
            voice=given.voice,
        ),
        fast=given.fast,
        speaker=given.speaker,
        json=given.json,
    )


def demo() -> Practice:
    """The spoken demo: a learner orders in a restaurant, with a few typical mistakes."""
    return Practice(
        recordings=tuple(sorted(DEMO.glob("*.flac"))),
        start=StartSession(
            target_language="en",
            mother_language="es",
            teaching_mode="conversation",
            scenario_id="restaurant",
            user_level="A2",
        ),
        fast=True,
    )


def run(practice: Practice) -> int:
    """Practises; the exit status: 0 done, 1 no tutor, 2 something given does not fit."""
    report = PracticeReport(_say)
    try:
        recordings = [read_recording(path) for path in practice.recordings]
        asyncio.run(_practise(practice, recordings, report))
        if practice.json is not None:
            practice.json.write_bytes(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2))
    except (SoundProblem, LessonRefused) as error:
        return _fail(str(error), WRONG_INPUT)
    except (ConnectionLost, ServerFailed) as error:
        return _fail(str(error), FAILED)
    except BrokenPipeError:
        return _reader_left()
    except OSError as error:
        return _fail(f"{error.filename} cannot be written ({error.strerror}).", WRONG_INPUT)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


async def _practise(practice: Practice, recordings: list[bytes], report: PracticeReport) -> None:
    preferences, notice = PreferencesFile(config_folder()).load()
    if notice:
        _fail(notice, 0)
    server = connect(preferences, data_folder())
    try:
        voice = await VoiceClient.open(await server.start())
        microphone = RecordedMicrophone(fast=practice.fast)
        learner = RecordedLearner(microphone, recordings)

        def tell(event: LessonEvent) -> None:
            learner.notice(event)
            report.take(event)

        lesson = Lesson(
            voice,
            microphone,
            FileSpeaker(practice.speaker, fast=practice.fast),
            lambda turn_taking: Ears(Listener(turn_taking, SileroVad()), None, threaded=False),
            tell,
        )
        talk = asyncio.create_task(lesson.run(practice.start))
        said = asyncio.create_task(_say_all(learner, lesson))
        await asyncio.wait({talk, said}, return_when=asyncio.FIRST_COMPLETED)
        try:
            if said.done():
                said.result()
            await talk
        finally:
            said.cancel()
            await asyncio.gather(said, return_exceptions=True)
    finally:
        await server.aclose()


async def _say_all(learner: RecordedLearner, lesson: Lesson) -> None:
    await learner.run(lesson)
    await lesson.end()


def _reader_left() -> int:
    """Whoever read our output has read enough; Python must not flush into the closed pipe."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the end
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _fail(sentence: str, status: int) -> int:
    sys.stderr.write(f"eloquio: {sentence}\n")
    return status
