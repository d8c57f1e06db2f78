"""Lessons as a service would open them."""

from typing import Any
from uuid import UUID

from server.domain.ports import Lesson
from server.protocol.messages import TurnTaking
from server.protocol.models import (
    Language,
    Level,
    Rubric,
    Scenario,
    TeachingMode,
    Turn,
    Weights,
)

SESSION = UUID(int=7)
RESTAURANT = {
    "level": "A2",
    "goal": "Order a meal, ask about two dishes and pay.",
    "opening_line": ("Good evening and welcome! Here is the menu. What would you like to drink?"),
    "checklist": [
        "greet the waiter and order a drink",
        "ask what is in a dish",
        "order a main course politely",
        "say that something is wrong with the order",
        "ask for the bill",
    ],
    "target_vocabulary": ["menu", "order", "starter", "main course", "bill", "recommend"],
}
JOB_INTERVIEW = {
    "level": "C1",
    "goal": "Present your experience convincingly and handle two difficult questions.",
    "opening_line": (
        "Thank you for coming in today. I have read your application with interest, so let us skip"
        " the basics. Which decision in your career so far taught you the most?"
    ),
    "checklist": [
        "summarise your experience in under two minutes",
        "give one concrete example of a success",
        "answer a question about a weakness or a failure",
        "state your career goals",
        "ask the interviewer two good questions",
    ],
    "target_vocabulary": ["achievement", "responsibility", "deadline", "to take ownership"],
}


def scenario(slug: str, mode: str = "conversation", **metadata: Any) -> Scenario:
    """A scenario; `restaurant` and `job_interview` bring their own data."""
    known = {"restaurant": RESTAURANT, "job_interview": JOB_INTERVIEW}.get(slug, {})
    return Scenario(
        id=UUID(int=1),
        slug=slug,
        mode_code=mode,
        title=slug,
        prompt="",
        metadata={**known, **metadata},
    )


def lesson(
    scenario: Scenario | None = None,
    level: str = "A2",
    language: str = "en",
    mode: str = "conversation",
    past: tuple[Turn, ...] = (),
) -> Lesson:
    """A lesson in a mode with even weights."""
    weights = Weights(fluency=0.25, vocabulary=0.25, grammar=0.25, pronunciation=0.25)
    return Lesson(
        session_id=SESSION,
        language=Language(code=language, label=language),
        mother_language=Language(code="is", label="Icelandic", native_name="\u00cdslenska"),
        level=Level(level),
        mode=TeachingMode(code=mode, name=mode, rubric=Rubric(weights=weights)),
        scenario=scenario,
        turn_taking=TurnTaking(pause_ms=2050, complete_ms=500, barge_in=True),
        past=past,
    )
