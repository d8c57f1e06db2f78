"""The composition root: settings in, a running application out. The only file that names concrete classes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from fastapi import FastAPI

from server.api.app import build
from server.api.auth import Gate
from server.api.dependencies import UseCases
from server.api.exchange import Services
from server.api.voice_socket import VoiceSockets
from server.domain.errors import TutorUnavailable
from server.domain.ports import EvidenceMeter, Tutor
from server.listening.listener import Listener
from server.listening.vad import SileroVad
from server.protocol.messages import Limits
from server.service.callers import Ownership
from server.service.catalog import Catalog
from server.service.health import Health
from server.service.jobs import JobRunner
from server.service.lessons import Lessons, Stores
from server.service.notes import Notes
from server.service.scoring import TurnScorer
from server.service.sessions import Sessions
from server.settings import Settings
from server.speech.meter import WorkerMeter
from server.speech.recognizer import WorkerRecognizer
from server.speech.synthesizer import WorkerSynthesizer
from server.storage.audio_files import AudioFiles
from server.storage.builtin_catalog import load_builtin_catalog
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.catalog import SqlCatalog
from server.storage.sql.database import Database
from server.storage.sql.jobs import SqlJobs
from server.storage.sql.notes import SqlNotes
from server.storage.sql.sessions import SqlSessions
from server.tutors.local import LocalTutor
from server.tutors.rules_assessor import RulesAssessor

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Engines:
    """Who talks, and who measures."""

    tutor: Tutor
    meter: EvidenceMeter
    voices: tuple[WorkerRecognizer | WorkerSynthesizer | WorkerMeter, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """A running application.

    Attributes:
        choices: what was chosen and why, a line each.
    """

    app: FastAPI
    voices: VoiceSockets
    use_cases: UseCases
    engines: Engines
    choices: tuple[str, ...]

    async def warm(self) -> None:
        """Starts every engine and waits for it."""
        await _warm(self.engines)
