"""States of every page, as a learner of the catalogue would meet them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from desktop_app.presenters.states import (
    ConversationState,
    Goal,
    LessonChoice,
    Line,
    NotesState,
    Notice,
    Phase,
    Scores,
    SettingsState,
    SkillScore,
    StartState,
)
from server.protocol.messages import HelpGiven
from server.protocol.models import (
    Language,
    Level,
    Metric,
    NotesSection,
    Remark,
    Role,
    Rubric,
    Scenario,
    StudyNotes,
    Summary,
    TeachingMode,
    Voice,
    Weights,
)

EQUAL = Rubric(weights=Weights(fluency=0.25, vocabulary=0.25, grammar=0.25, pronunciation=0.25))
MODES = tuple(
    TeachingMode(code=code, name=name, description=words, rubric=EQUAL)
    for code, name, words in (
        ("conversation", "Conversation", "Natural talk about everyday things, with gentle fixes."),
        ("vocabulary", "Vocabulary", "New words in use, and again until they stay."),
        ("grammar", "Grammar", "One structure at a time, in real sentences."),
        ("pronunciation", "Pronunciation", "Sounds, stress and rhythm, phrase by phrase."),
        ("reading", "Reading aloud", "Read a short text line by line."),
        ("roleplay", "Role play", "A scene with two parts; one is yours."),
        ("test_prep", "Test preparation", "Questions as in a speaking test."),
        ("assessment", "Assessment", "A short interview that estimates your level."),
    )
)
LANGUAGES = tuple(
    Language(code=code, label=label)
    for code, label in (
        ("en", "English"),
        ("es", "Spanish"),
        ("fr", "French"),
        ("de", "German"),
        ("ar", "Arabic"),
    )
)
SCENARIOS = tuple(
    Scenario(
        id=UUID(int=number + 1),
        slug=slug,
        mode_code="conversation",
        title=title,
        prompt="",
        metadata={"level": level, "goal": goal},
    )
    for number, (slug, title, level, goal) in enumerate(
        (
            ("restaurant", "At the restaurant", "A2", "Order a meal and ask for the bill."),
            ("job_interview", "Job interview", "B1", "Talk about your work and your plans."),
            ("doctor", "At the doctor's", "A2", "Say where it hurts and since when."),
            (
                "directions",
                "Finding the way",
                "A1",
                "Ask for the station and understand the answer.",
            ),
            ("flat", "Renting a flat", "B1", "Ask about rent, rooms and neighbours."),
        )
    )
)
MOMENT = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
HEADINGS = (
    "Key Phrases Practiced",
    "Grammar & Corrections",
    "Pronunciation / Fluency Tips",
    "Next Steps",
)
POINTS = (
    ("I would like a coffee, please.", "What do you recommend tonight?"),
    ("You said “I am agree” → “I agree”: agree is a verb of its own and needs no form of be.",),
    ("Your longest answer: 2.6 syllables a second, 4 pauses inside clauses, 1 at their ends.",),
    ("Say three sentences of your own with “I agree”: 2 minutes.",),
)


def summary(number: int, title: str, *, short: bool = False, total: float | None = 64) -> Summary:
    sections = {
        str(n): NotesSection(
            heading=heading,
            points={} if short else {str(k): words for k, words in enumerate(points)},
        )
        for n, (heading, points) in enumerate(zip(HEADINGS, POINTS, strict=True))
    }
    return Summary(
        session_id=UUID(int=100 + number),
        mode_code="conversation",
        language_code="en",
        about=title,
        created_at=MOMENT - timedelta(days=number),
        notes=StudyNotes(title=f"Session {number} Study Notes — English", subtitle=sections),
        status="too_short" if short else "ok",
        total=None if short else total,
    )


SUMMARIES = (
    summary(0, "At the restaurant: ordering for two"),
    summary(2, "Job interview: your last project", total=71),
    summary(5, "Finding the way to the station", short=True),
    summary(
        6, "At the doctor's: since Monday, and what helps against a very long headache", total=58
    ),
)

SKILLS = (
    SkillScore(
        Metric.FLUENCY, 3.5, 3.1, 3.9, evidence=("2.3 syllables a second", "4 stops inside phrases")
    ),
    SkillScore(Metric.VOCABULARY, 3.0, 2.6, 3.4, evidence=("31 different words, 6 above A2",)),
    SkillScore(Metric.GRAMMAR, 2.5, 2.0, 3.0, evidence=("1 in 4 clauses needs a change",)),
    SkillScore(Metric.PRONUNCIATION, 4.0, 3.7, 4.3, evidence=("94 % of the words were clear",)),
)
SCORES = Scores(SKILLS, total=65, total_low=58, total_high=70)
THIN = Scores(
    tuple(
        SkillScore(metric, None, reason="Say a little more: I need about 6 words to judge this.")
        for metric in Metric
    ),
    total=None,
)
GOOD = Remark(
    metric=Metric.VOCABULARY, kind="good", text="A polite way to order.", quote="I would like"
)
FIX = Remark(
    metric=Metric.GRAMMAR,
    kind="fix",
    text="Water is not counted here, so it needs no article.",
    quote="a water",
    better="some water",
)
UNSURE = Remark(
    metric=Metric.PRONUNCIATION,
    kind="unsure",
    text="I may have misheard this word.",
    quote="please",
)
LINES = (
    Line("g0", Role.ASSISTANT, "Good evening, and welcome. What can I get you?"),
    Line(
        "u1",
        Role.USER,
        "Hello. I would like a coffee and… um… a water, please.",
        turn_index=0,
        remarks=(GOOD, FIX, UNSURE),
    ),
    Line("g1", Role.ASSISTANT, "Of course, a coffee and some water. Still or sparkling?"),
)
GOALS = (
    Goal("Greet the waiter", True),
    Goal("Order a drink", True),
    Goal("Ask for the bill", False),
)

TALKING = ConversationState(
    phase=Phase.PATIENT,
    language=LANGUAGES[0],
    title="At the restaurant",
    pill="English · A2",
    lines=LINES,
    scores=SCORES,
    goals=GOALS,
    elapsed_s=252,
    share=0.58,
    spoken_s=146,
    microphone_name="Built-in microphone",
)
LONG_TALK = replace(
    TALKING,
    phase=Phase.SPEAKING,
    lines=(
        *LINES,
        Line(
            "u2",
            Role.USER,
            "Still, please. And what do you recommend for to eat tonight?",
            turn_index=2,
        ),
        Line(
            "g2",
            Role.ASSISTANT,
            "The soup of the day is very good, and the fish comes fresh from the market daily",
            cut=True,
        ),
        Line("u3", Role.USER, "The fish sounds", pending=True),
    ),
)
LOST = replace(
    TALKING,
    phase=Phase.RECONNECTING,
    saved="unsaved",
    notice=Notice("Connection lost. Keep talking, I am recording.", "Continue offline", "offline"),
)
TYPING = replace(TALKING, phase=Phase.READY, text_mode=True)
HELPED = replace(
    TALKING,
    help=HelpGiven(
        seq=1, what="hint", rung=1, text="Say which water you would like.",
        replies=("Still, please.", "Sparkling water, please."),
    ),
)  # fmt: skip
FRESH = ConversationState(
    phase=Phase.PREPARING, language=LANGUAGES[0], title="At the restaurant", pill="English · A2"
)
FINISHED = replace(TALKING, phase=Phase.ENDED, elapsed_s=720, summary=SUMMARIES[0])
WRITING = replace(FINISHED, summary=None)
TOO_SHORT = replace(
    TALKING,
    phase=Phase.ENDED,
    scores=THIN,
    spoken_s=14,
    elapsed_s=31,
    lines=(LINES[0], Line("u1", Role.USER, "Hello.")),
    summary=summary(0, "At the restaurant", short=True),
)

CHOICE = LessonChoice()
FIRST_RUN = StartState("ready", CHOICE, LANGUAGES, MODES, SCENARIOS)
RETURNING = replace(FIRST_RUN, latest=SUMMARIES[0])
STARTING = StartState("starting", CHOICE)
STARTING_AGAIN = replace(RETURNING, server="starting")
FAILED = replace(
    RETURNING,
    server="failed",
    notice=Notice("The tutor stopped and is starting again.", "Show the log", "log", "bad"),
)

NOTES = NotesState(False, "", SUMMARIES, len(SUMMARIES), SUMMARIES[0])
NO_NOTES = NotesState(False)
NO_HIT = NotesState(False, "gustar", (), len(SUMMARIES))
SHORT_NOTES = replace(NOTES, opened=SUMMARIES[2])
LOADING_NOTES = NotesState(True)

SETTINGS = SettingsState(
    theme="light",
    microphones=("Built-in microphone", "USB headset"),
    microphone="Built-in microphone",
    speakers=("Built-in speakers", "USB headset"),
    speaker="USB headset",
    voices=(
        Voice(id="heart", label="Heart: American, female", kind="neural"),
        Voice(id="basic", label="Basic voice: male", kind="basic"),
    ),
    voice="heart",
    data_folder="~/.local/share/eloquio",
    engine="Offline tutor",
    version="0.1.0",
)
NO_SOUND = replace(
    SETTINGS,
    microphones=(),
    speakers=(),
    microphone="",
    speaker="",
    sound_problem="Sound needs the package libportaudio2. You can type meanwhile.",
)

ARABIC = replace(
    TALKING,
    title="في المطعم",
    pill="العربية · A2",
    language=LANGUAGES[4],
    lines=(
        Line("g0", Role.ASSISTANT, "مساء الخير، أهلاً وسهلاً. ماذا تطلب؟"),
        Line(
            "u1",
            Role.USER,
            "مساء النور. أريد قهوة وماء من فضلك.",
            remarks=(
                Remark(metric=Metric.GRAMMAR, kind="good", text="Well said.", quote="من فضلك"),
            ),
        ),
    ),
)
HOSTILE = "<b>bold</b><img src='{picture}'> & “quoted” \u202eback"
A2 = Level.A2
