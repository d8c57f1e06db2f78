"""What each page shows: frozen values that presenters make and views render."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from server.protocol.messages import HelpGiven
from server.protocol.models import (
    Language,
    Level,
    Metric,
    Remark,
    Role,
    Scenario,
    Summary,
    TeachingMode,
    Voice,
)


class Phase(StrEnum):
    """The state of the talk, in the words of the orb."""

    IDLE = "idle"  # no talk
    PREPARING = "preparing"
    READY = "ready"
    LISTENING = "listening"
    PATIENT = "patient"
    HELD = "held"
    THINKING = "thinking"
    SPEAKING = "speaking"
    HALF_DUPLEX = "half_duplex"
    MUTED = "muted"
    RECONNECTING = "reconnecting"
    PAUSED = "paused"
    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Notice:
    """One plain sentence above the page, with at most one action.

    Attributes:
        action: the button's words; action_id tells the presenter what was pressed.
        severity: "check" something to know, "bad" work is at risk.
    """

    text: str
    action: str | None = None
    action_id: str | None = None
    severity: Literal["check", "bad"] = "check"


@dataclass(frozen=True, slots=True)
class LessonChoice:
    """What the learner picked; codes, slug and voice as the server knows them."""

    language: str = "en"
    mother_language: str = "en"
    mode: str = "conversation"
    level: Level = Level.A2
    scenario: str | None = "restaurant"
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble of the transcript.

    Attributes:
        key: stable identity of the bubble ("u3" utterance 3, "g2" generation 2, or the typed turn's
            id).
        pending: the learner's words are still being understood.
        cut: the learner interrupted; the rest was not heard.
        turn_id: the learner's turn, by which scores and acknowledgements come back.
        remarks: marks inside the learner's words, at most three.
    """

    key: str
    role: Role
    text: str
    pending: bool = False
    cut: bool = False
    turn_index: int | None = None
    turn_id: UUID | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillScore:
    """One row of the drawer: a value with its band, or the reason why there is none."""

    metric: Metric
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of the last turn, or of the whole talk when it has ended."""

    skills: tuple[SkillScore, ...]
    total: float | None
    total_low: float | None = None
    total_high: float | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """One item of the scenario's checklist."""

    text: str
    reached: bool


@dataclass(frozen=True, slots=True)
class ConversationState:
    """The talk.

    Attributes:
        elapsed_s: since the session started; share: learner's part of the speaking time, 0 to 1,
            None before any.
        time_left: of an exam's clock, in words; empty where none runs.
        draft: what stands in the text field, not sent yet.
        half_duplex: the microphone is closed while the tutor speaks (no echo canceller).
        notes: filled when the talk has ended.
        text_mode: typing instead of speaking.
        tutor_name: "Offline tutor" or "Gemini Live", for the status strip.
        spoken_s, heard_s: how long the learner spoke, and how much of the tutor was heard.
        microphone_open: the first block was captured.
        floor: the learner may speak without interrupting anybody.
    """

    phase: Phase = Phase.IDLE
    choice: LessonChoice = LessonChoice()
    language: Language | None = None
    title: str = ""
    pill: str = ""
    lines: tuple[Line, ...] = ()
    scores: Scores | None = None
    goals: tuple[Goal, ...] = ()
    help: HelpGiven | None = None
    notice: Notice | None = None
    summary: Summary | None = None
    elapsed_s: int = 0
    time_left: str = ""
    draft: str = ""
    share: float | None = None
    spoken_s: float = 0
    heard_s: float = 0
    half_duplex: bool = False
    muted: bool = False
    text_mode: bool = False
    tutor_name: str = "Offline tutor"
    microphone_name: str = ""
    microphone_open: bool = False
    floor: bool = False
    saved: Literal["saved", "saving", "unsaved"] = "saved"
    session_id: UUID | None = None
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StartState:
    """The page before a talk.

    Attributes:
        scenarios: those of the chosen mode (and language), nearest level first.
        server: whether the tutor can be asked yet.
    """

    server: Literal["starting", "ready", "failed"] = "starting"
    choice: LessonChoice = LessonChoice()
    languages: tuple[Language, ...] = ()
    modes: tuple[TeachingMode, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    latest: Summary | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class NotesState:
    """The notes browser.

    Attributes:
        rows: newest first, filtered by `query`; total: how many notes there are at all.
        opened: the one in the reading pane.
    """

    loading: bool = True
    query: str = ""
    rows: tuple[Summary, ...] = ()
    total: int = 0
    opened: Summary | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class SettingsState:
    """The settings page.

    Attributes:
        microphones, speakers: device names, the system's choice first; empty without PortAudio.
        sound_problem: why there is no sound, in one sentence with the fix.
        voices: the tutor's for the language to learn, its own choice first; empty where it has
            none, or before they are known.
        voice: the chosen one's id.
    """

    theme: Literal["system", "light", "dark", "contrast"] = "system"
    text_percent: int = 100
    microphones: tuple[str, ...] = ()
    microphone: str = ""
    speakers: tuple[str, ...] = ()
    speaker: str = ""
    latency: Literal["low", "normal", "robust"] = "normal"
    sound_problem: str | None = None
    voices: tuple[Voice, ...] = ()
    voice: str = ""
    data_folder: str = ""
    engine: str = ""
    version: str = ""
