"""The nouns, one vocabulary for wire and domain; only storage maps them to rows."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator


class Noun(BaseModel):
    """Frozen and closed: an unknown field is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Metric(StrEnum):
    """The four measures of the founding document, in its order."""

    FLUENCY = "fluency"
    VOCABULARY = "vocabulary"
    GRAMMAR = "grammar"
    PRONUNCIATION = "pronunciation"


class Level(StrEnum):
    """CEFR bands; the founding document's words map to them in `server.service.catalog`."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Role(StrEnum):
    """Who spoke, by the names of the founding schema."""

    USER = "user"
    ASSISTANT = "assistant"


class Weights(Noun):
    """Share of each metric in the total; numbers from 0 to 1, not all zero."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"properties": {m.value: {"exclusiveMinimum": 0}}} for m in Metric]
        }
    )

    fluency: float = Field(ge=0, le=1, strict=True)
    vocabulary: float = Field(ge=0, le=1, strict=True)
    grammar: float = Field(ge=0, le=1, strict=True)
    pronunciation: float = Field(ge=0, le=1, strict=True)

    @model_validator(mode="after")
    def _something_counts(self) -> Self:
        if self.fluency + self.vocabulary + self.grammar + self.pronunciation <= 0:
            raise ValueError("at least one weight must be above 0")
        return self

    def of(self, metric: Metric) -> float:
        """The weight of one metric."""
        value: float = getattr(self, metric.value)
        return value


class Scale(Noun):
    """The range of each metric, 0 to 5 in the founding rubrics; bounds that always leave a range,
    so that the published schema says all there is to say.
    """

    min: float = Field(default=0, ge=0, le=1, strict=True)
    max: float = Field(default=5, ge=2, le=1000, strict=True)


class Rubric(Noun):
    """How a teaching mode weighs the metrics."""

    weights: Weights
    scales: Scale = Scale()
    guidelines: dict[str, Annotated[str, Field(max_length=500)]] = {}


class TeachingMode(Noun):
    """One of the eight ways to practise, or one of the owner's own."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(max_length=1000)] = ""
    rubric: Rubric


class Offline(Noun):
    """What the offline tutor can do in a language."""

    recognizer: StrictBool
    voice: Literal["neural", "basic", "none"]
    vocabulary: StrictBool


class Language(Noun):
    """A language to learn or to explain in.

    Attributes:
        code: BCP-47, lower-case language subtag first ("fr", "fr-FR").
        tier: 1 scores calibrated against humans, 2 checked, 3 practice only.
    """

    code: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)]
    label: Annotated[str, Field(min_length=1, max_length=120)]
    level_cefr: Level | None = None
    native_name: str = ""
    direction: Literal["ltr", "rtl"] = "ltr"
    tier: Literal[1, 2, 3] = 3
    offline: Offline | None = None


class Voice(Noun):
    """A voice that the tutor can speak a language with.

    Attributes:
        id: what `start_session` takes as `voice`.
        kind: "neural" sounds natural; "basic" is understandable and no model of pronunciation.
    """

    id: str
    label: str
    kind: Literal["neural", "basic"]


class Scenario(Noun):
    """A situation to practise in.

    Attributes:
        metadata: level, goal, tutor_role, learner_role, opening_line, checklist, target_vocabulary,
            founding topics.
    """

    id: UUID
    slug: str
    mode_code: str
    title: str
    prompt: str
    language_code: str | None = None
    metadata: dict[str, Any] = {}


class Remark(Noun):
    """One sentence about the turn, tied to the learner's own words.

    Attributes:
        kind: "good" said well, "fix" worth changing, "note" a fact, "unsure" not certain enough to
            correct.
        quote: words that occur in the turn.
        better: what to say instead, for "fix" and "unsure".
    """

    metric: Metric
    kind: Literal["good", "fix", "note", "unsure"]
    text: str
    quote: str | None = None
    better: str | None = None


class MetricScore(Noun):
    """One metric of one turn or session, on the rubric's scale.

    Attributes:
        score: None where there was not enough evidence; then `reason` says what is missing.
        low, high: the band of uncertainty around the score.
        evidence: the numbers behind it, in words ("2.4 syllables a second").
    """

    score: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    evidence: tuple[str, ...] = ()


class Evaluation(Noun):
    """The scores of one turn, or pooled over a session.

    Attributes:
        total: 0 to 100 over the assessed metrics, None when none could be assessed.
        total_low, total_high: its band.
    """

    metrics: dict[Metric, MetricScore]
    total: float | None
    total_low: float | None = None
    total_high: float | None = None
    remarks: tuple[Remark, ...] = ()
    rubric_version: int = 1


FactKind = Literal["form", "sound", "word", "miscue", "pace", "task", "concept", "answer", "goal"]


class LessonFact(Noun):
    """What the tutor noticed about the learner in a turn, for the notes of its mode.

    Attributes:
        kind: "form" (grammar), "sound", "word", "miscue" and "pace" (reading), "task" (exam and
            assessment), "concept", "answer" (comprehension) or "goal".
        about: the form, sound, word, task or concept ("present perfect").
        outcome: how it went; empty where it is a plain measure.
        quote: the learner's own words; they occur in the text of the turn answered.
        better: what to say instead, or what was expected.
        value: a number with its `unit` ("words a minute", "s", "%"). Without a value, of a concept
            lesson, what the words are to the concept: "boundary", "own words", "example",
            "transfer", "misconception" or "self-check" (then `about` is a question to oneself).
    """

    kind: FactKind
    about: str
    outcome: Literal["right", "wrong", "helped", "avoided", ""] = ""
    quote: str = ""
    better: str = ""
    value: float | None = None
    unit: str = ""


class TaskClock(Noun):
    """An exam clock, in whole seconds: to prepare, and then to speak."""

    prepare_s: int = Field(default=0, ge=0, le=600)
    speak_s: int = Field(ge=1, le=300)


class TurnDetails(Noun):
    """What is kept beside a turn's text.

    Attributes:
        intent: what was meant, where it differs from what was said.
        cut: a reply that the learner interrupted; its text is what was heard.
        heard_ms: milliseconds of the reply that left the speaker.
        audio_ms: length of the learner's utterance.
        expected: the text that the learner was to read or repeat, where there was one.
        goals: indexes of the scenario's checklist items reached so far.
        facts: of a reply, what it noticed about the learner's turns that it answers.
    """

    input: Literal["voice", "text"] = "voice"
    intent: str | None = None
    cut: bool = False
    heard_ms: int | None = None
    audio_ms: int | None = None
    expected: str | None = None
    goals: tuple[int, ...] = ()
    facts: tuple[LessonFact, ...] = ()
    earlier_texts: tuple[str, ...] = ()


class Turn(Noun):
    """One stored turn of a session; `turn_index` is dense from 0 and made by the database."""

    session_id: UUID
    turn_id: UUID
    turn_index: int
    role: Role
    text: str
    created_at: datetime
    details: TurnDetails = TurnDetails()
    evaluation: Evaluation | None = None


class Session(Noun):
    """One lesson from open to close.

    Attributes:
        metadata: user_level, mother_language, scenario_id (slug) and whatever the client gave.
    """

    id: UUID
    user_external_id: str
    mode_code: str
    language_code: str
    status: Literal["active", "closed", "expired"]
    started_at: datetime
    closed_at: datetime | None = None
    metadata: dict[str, Any] = {}


class NotesSection(Noun):
    """One of the four parts of the study notes; `points` has the keys "0", "1" and so on."""

    heading: str
    points: dict[str, str]

    @model_validator(mode="after")
    def _keys_are_dense(self) -> Self:
        if list(self.points) != [str(n) for n in range(len(self.points))]:
            raise ValueError('points must have the keys "0", "1", ... in order')
        return self


class StudyNotes(Noun):
    """The founding document's exact summary shape."""

    title: str
    subtitle: dict[str, NotesSection]

    @model_validator(mode="after")
    def _four_sections(self) -> Self:
        if list(self.subtitle) != ["0", "1", "2", "3"]:
            raise ValueError('subtitle must have exactly the keys "0" to "3"')
        return self


class NotesEvidence(Noun):
    """Where a bullet of the notes comes from: the turns and the words quoted."""

    turns: tuple[UUID, ...]
    quote: str


class Summary(Noun):
    """Stored study notes of a session.

    Attributes:
        about: the scenario's title, or the teaching mode's name: what a learner knows it by.
        status: "ok", or "too_short" when the session gave nothing to write about (then every
            `points` is empty).
        evidence: bullet ("section.point", for example "0.2") to its source.
    """

    session_id: UUID
    mode_code: str
    language_code: str
    about: str = ""
    created_at: datetime
    notes: StudyNotes
    status: Literal["ok", "too_short"]
    source: Literal["local", "llm"] = "local"
    evidence: dict[str, NotesEvidence] = {}
    total: float | None = None
