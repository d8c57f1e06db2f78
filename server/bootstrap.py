"""The composition root: settings in, a running application out.

The only file that names concrete classes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI

from server.api.app import build
from server.api.auth import Gate
from server.api.dependencies import UseCases
from server.api.exchange import Services
from server.api.voice_socket import VoiceSockets
from server.domain.errors import TutorUnavailable
from server.domain.ports import Assessor, EvidenceMeter, Tutor
from server.listening.listener import Listener
from server.listening.vad import SileroVad
from server.protocol.messages import Limits, TurnTaking
from server.service.callers import Ownership
from server.service.catalog import Catalog
from server.service.health import Health, Probe
from server.service.history import History
from server.service.jobs import JobRunner
from server.service.lessons import Lessons, Stores
from server.service.notes import Notes
from server.service.scoring import TurnScorer
from server.service.sessions import Sessions
from server.service.supervision import supervised
from server.service.voices import Voices
from server.settings import Settings
from server.speech.meter import WorkerMeter
from server.speech.recognizer import WorkerRecognizer
from server.speech.synthesizer import WorkerSynthesizer
from server.storage.audio_files import AudioFiles
from server.storage.builtin_catalog import load_builtin_catalog
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.catalog import SqlCatalog
from server.storage.sql.database import Database
from server.storage.sql.history import SqlHistory
from server.storage.sql.jobs import SqlJobs
from server.storage.sql.notes import SqlNotes
from server.storage.sql.sessions import SqlSessions
from server.storage.sql.upkeep import stored_turn_ids
from server.tutors.dialogue_book import DialogueBook
from server.tutors.local import LocalTutor, in_own_words
from server.tutors.rules_assessor import RulesAssessor

if TYPE_CHECKING:
    from server.tutors.chat_model import ChatModel
    from server.tutors.llm_talk import LlmTalk

log = structlog.get_logger()

Worker: TypeAlias = WorkerRecognizer | WorkerSynthesizer | WorkerMeter


@dataclass(frozen=True, slots=True)
class Engines:
    """Who talks, who measures, who judges.

    Attributes:
        workers: child processes to start early and to end with the server.
        chat_model: words the tutor's free talk, where one is set.
    """

    tutor: Tutor
    meter: EvidenceMeter
    assessor: Assessor
    workers: tuple[Worker, ...] = ()
    chat_model: "ChatModel | None" = None

    async def warm(self) -> None:
        """Starts every worker; one that cannot start says so in the log and in its answers."""
        for worker in self.workers:
            try:
                await worker.start()
            except TutorUnavailable as error:
                log.warning("worker_not_started", reason=error.message)

    async def aclose(self) -> None:
        """Ends the tutor and every worker."""
        await self.tutor.aclose()
        for worker in self.workers:
            await worker.aclose()
        if self.chat_model is not None:
            await self.chat_model.aclose()


@dataclass(frozen=True, slots=True)
class Built:
    """A running application; `choices` says what was chosen and why, a line each."""

    app: FastAPI
    voices: VoiceSockets
    use_cases: UseCases
    engines: Engines
    choices: tuple[str, ...]


def local_engines(settings: Settings) -> Engines:
    """The offline tutor: real ears, a real voice, no key; no network but to a model's server."""
    recognizer = WorkerRecognizer(settings.eloquio_data_dir, settings.whisper_model)
    synthesizer = WorkerSynthesizer(settings.eloquio_data_dir)
    meter = WorkerMeter(settings.eloquio_data_dir, settings.whisper_model)
    chat_model = _chat_model(settings)
    dialogues = DialogueBook.installed()
    free = _llm_talk(chat_model, dialogues) if chat_model else None
    wordings = free.wordings if free else in_own_words
    tutor = LocalTutor(recognizer, synthesizer, dialogues, wordings)
    workers = (recognizer, synthesizer, meter)
    return Engines(tutor, meter, RulesAssessor(), workers, chat_model)


def _chat_model(settings: Settings) -> "ChatModel | None":
    if not (settings.tutor_llm_base_url and settings.tutor_llm_model):
        return None
    from server.tutors.chat_model import ChatModel  # noqa: PLC0415 - httpx only where it is used

    return ChatModel(settings.tutor_llm_base_url, settings.tutor_llm_model)


def _llm_talk(model: "ChatModel", dialogues: DialogueBook) -> "LlmTalk":
    from server.tutors.llm_talk import LlmTalk  # noqa: PLC0415 - as above

    try:
        from server.speech.lexicon import Lexicon  # noqa: PLC0415 - of the voice extra
    except ImportError:
        log.warning("level_not_guarded", reason="wordfreq is missing: uv sync --extra voice")
        return LlmTalk(model, lambda _code: None, dialogues.languages)
    return LlmTalk(model, Lexicon, dialogues.languages)


@asynccontextmanager
async def assemble(settings: Settings, engines: Engines | None = None) -> AsyncIterator[Built]:
    """Opens storage, builds services and the app, runs the jobs; closes all of it at the end."""
    database = await Database.open(settings.database_path)
    engines = engines or local_engines(settings)
    try:
        built, jobs = await _wire(settings, database, engines)
        running = [supervised("warm", engines.warm()), supervised("jobs", jobs.run())]
        try:
            yield built
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
    finally:
        await engines.aclose()
        await database.aclose()


async def _wire(
    settings: Settings, database: Database, engines: Engines
) -> tuple[Built, JobRunner]:
    if database.notice is not None:
        log.warning("database_recovered", notice=database.notice)
    builtin = load_builtin_catalog()
    repository = SqlCatalog(database)
    await repository.seed(builtin.modes, builtin.languages, builtin.scenarios)
    catalog = Catalog(repository, builtin.aliases, builtin.whisper_codes, builtin.pause_budgets)
    audio = AudioFiles(settings.audio_folder)
    await audio.sweep(await stored_turn_ids(database))
    stores = Stores(
        SqlAccounts(database), SqlSessions(database, settings.max_turns_per_session), audio
    )
    stored_notes = SqlNotes(database)
    notes = Notes(catalog, stores.sessions, stored_notes)
    scorer = TurnScorer(engines.meter, engines.assessor, stores.sessions)
    limits = Limits(
        max_turns=settings.max_turns_per_session, idle_seconds=settings.session_timeout_seconds
    )
    gate = Gate(settings.eloquio_token.get_secret_value() if settings.eloquio_token else None)
    services = Services(
        gate=gate,
        catalog=catalog,
        lessons=Lessons(catalog, stores, engines.tutor, scorer, notes, limits),
        listener=_listener,
        idle_s=settings.session_timeout_seconds,
    )
    voices = VoiceSockets(services)
    ownership = Ownership(stores.accounts, stores.sessions)
    use_cases = UseCases(
        gate=gate,
        catalog=catalog,
        sessions=Sessions(catalog, ownership, stores.sessions, notes, scorer, audio),
        history=History(ownership, stores.sessions, stored_notes, SqlHistory(database), audio),
        notes=notes,
        ownership=ownership,
        health=_health(database, engines, catalog),
        voices=Voices(catalog, engines.tutor),
    )
    origins = frozenset(settings.cors_origins) - {"*"}
    app = build(use_cases, voices, frozenset(settings.allowed_hosts), origins)
    jobs = JobRunner(
        catalog,
        SqlJobs(database),
        stores.sessions,
        audio,
        scorer,
        notes,
        timedelta(seconds=settings.session_timeout_seconds),
    )
    return Built(app, voices, use_cases, engines, _choices(settings, gate)), jobs


def _listener(turn_taking: TurnTaking) -> Listener:
    return Listener(turn_taking, SileroVad())


def _health(database: Database, engines: Engines, catalog: Catalog) -> Health:
    async def storage() -> str:
        await database.ping()
        return database.notice or f"SQLite, {database.path.name}"

    async def local_tutor() -> str:
        english = await catalog.resolve_language("en")
        able = await engines.tutor.capabilities(english)
        return able.notice or f"{able.name}: listens and speaks"

    probes: dict[str, Probe] = {"storage": storage, "tutor": local_tutor}
    if engines.chat_model is not None:
        probes["free_talk"] = engines.chat_model.answering
    return Health(probes)


def _choices(settings: Settings, gate: Gate) -> tuple[str, ...]:
    auth = "open: everybody on this computer is the local owner (no token is set)"
    return (
        f"tutor      {_who_talks(settings)}",
        f"storage    SQLite at {settings.database_path} (no DATABASE_URL is set)",
        "sessions   in memory (no REDIS_URL is set)",
        f"auth       {auth if gate.open else 'one launch token'}",
    )


def _who_talks(settings: Settings) -> str:
    url, model = settings.tutor_llm_base_url, settings.tutor_llm_model
    if url and model:
        open_line = "" if url.startswith("https:") or _on_this_computer(url) else ", not encrypted"
        return (
            f"local; {model} at {url} words free talk (TUTOR_LLM_BASE_URL is set): what is said in "
            f"it goes there{open_line}"
        )
    missing = "TUTOR_LLM_MODEL" if url else "TUTOR_LLM_BASE_URL" if model else ""
    why = f" ({missing} is missing: no language model talks)" if missing else ""
    return f"local: no key is needed, nothing leaves this computer{why}"


def _on_this_computer(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
