"""One valid example of each message whose nested nouns cannot be drawn at random."""

from datetime import UTC, datetime
from uuid import UUID

from server.protocol import messages
from server.protocol.models import (
    Language,
    Level,
    Metric,
    NotesSection,
    Offline,
    Remark,
    Rubric,
    Scenario,
    StudyNotes,
    Summary,
    TeachingMode,
    Weights,
)

SESSION = UUID("0d1c8a3e-0000-4000-8000-000000000001")
TURN = UUID("0d1c8a3e-0000-4000-8000-000000000002")

ENGLISH = Language(
    code="en",
    label="English",
    level_cefr=Level.C2,
    native_name="English",
    tier=1,
    offline=Offline(recognizer=True, voice="neural", vocabulary=True),
)
SPANISH = Language(
    code="es",
    label="Spanish",
    level_cefr=Level.B2,
    native_name="Español",
    tier=2,
    offline=Offline(recognizer=True, voice="basic", vocabulary=True),
)
ARABIC = Language(code="ar", label="Arabic", native_name="العربية", direction="rtl", tier=3)
CONVERSATION = TeachingMode(
    code="conversation",
    name="Conversation Practice",
    description="Natural conversation practice with gentle corrections",
    rubric=Rubric(weights=Weights(fluency=0.3, vocabulary=0.25, grammar=0.25, pronunciation=0.2)),
)
RESTAURANT = Scenario(
    id=UUID("0d1c8a3e-0000-4000-8000-000000000003"),
    slug="restaurant",
    mode_code="conversation",
    title="Restaurant Conversation",
    prompt="You are at a restaurant.",
    language_code="en",
    metadata={
        "level": "A2",
        "goal": "Order a meal, ask about two dishes and pay.",
        "tutor_role": "waiter in a small restaurant",
        "learner_role": "guest",
        "opening_line": "Good evening and welcome! What would you like to drink?",
        "checklist": ["greet the waiter and order a drink", "order a main course politely"],
        "target_vocabulary": ["menu", "order", "bill"],
    },
)
NOTES = StudyNotes(
    title="Session 0d1c8a3e Study Notes — English (Conversation Practice)",
    subtitle={
        "0": NotesSection(
            heading="Key Phrases Practiced", points={"0": "I would like the soup, please."}
        ),
        "1": NotesSection(
            heading="Grammar & Corrections", points={"0": "“I want a water” → “some water”"}
        ),
        "2": NotesSection(heading="Pronunciation / Fluency Tips", points={}),
        "3": NotesSection(heading="Next Steps", points={"0": "Order again, 3 minutes."}),
    },
)
SUMMARY = Summary(
    session_id=SESSION,
    mode_code="conversation",
    language_code="en",
    created_at=datetime(2026, 11, 3, 18, 30, tzinfo=UTC),
    notes=NOTES,
    status="ok",
    total=64.0,
)
REMARK = Remark(
    metric=Metric.GRAMMAR,
    kind="fix",
    text="Water is not counted.",
    quote="a water",
    better="some water",
)

EXAMPLES: dict[type, list[messages.ServerMessage]] = {
    messages.SessionStarted: [
        messages.SessionStarted(
            seq=2,
            session_id=SESSION,
            resume_token="t" * 43,
            tutor="local",
            language=ENGLISH,
            level=Level.A2,
            teaching_mode=CONVERSATION,
            scenario=scenario,
            audio=messages.AudioRates(in_rate=16_000, out_rate=24_000),
            turn_taking=messages.TurnTaking(pause_ms=2050, complete_ms=0, barge_in=True),
            limits=messages.Limits(max_turns=1000, idle_seconds=3600),
            notice=None,
        )
        for scenario in (RESTAURANT, None)
    ],
    messages.SessionEnded: [
        messages.SessionEnded(
            seq=90,
            reason="ended",
            study_notes=NOTES,
            status="ok",
            about="Restaurant Conversation",
            metrics={Metric.FLUENCY: 3.5, Metric.GRAMMAR: None},
            bands={Metric.FLUENCY: (3.0, 4.0)},
            total=64.5,
            total_band=(58.0, 71.0),
            reasons={Metric.GRAMMAR: "Say a little more."},
            evidence={Metric.FLUENCY: ("2.4 syllables a second",)},
        )
    ],
    messages.TeachingModes: [messages.TeachingModes(items=(CONVERSATION,))],
    messages.Languages: [messages.Languages(items=(ENGLISH, SPANISH, ARABIC))],
    messages.Scenarios: [messages.Scenarios(items=(RESTAURANT,))],
    messages.Feedback: [
        messages.Feedback(
            turn_id=TURN,
            turn_index=1,
            metrics={Metric.FLUENCY: 3.0, Metric.GRAMMAR: None},
            bands={Metric.FLUENCY: (2.5, 3.5)},
            total=60.0,
            total_band=(50.0, 70.0),
            remarks=(REMARK,),
            reasons={Metric.GRAMMAR: "Say a little more."},
            evidence={Metric.FLUENCY: ("2.4 syllables a second",)},
        )
    ],
}
