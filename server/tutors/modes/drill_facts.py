"""What a try at a step says about the learner's sounds, for the notes."""

from server.protocol.models import LessonFact
from server.tutors.modes.drill_judge import Judged
from server.tutors.modes.drill_pack import Drill, Step


def facts_of(
    step: Step, drill: Drill, judged: Judged, tried: int, *, typed: bool
) -> tuple[LessonFact, ...]:
    """At most one fact. Typed words say nothing about a sound, an open answer nothing either.

    Its value is the share of the wanted words that were heard, in per cent; `better` is what was
    to be said, of a stressed word its pattern.
    """
    if typed or step.kind == "open" or not step.sound:
        return ()
    name = drill.sounds[step.sound].name
    outcome = "wrong" if not judged.right else "right" if tried == 1 else "helped"
    return (
        LessonFact(
            kind="sound",
            about=f"hearing {name}" if step.kind == "which" else name,
            outcome=outcome,
            quote=judged.heard,
            better=step.pattern or " ".join(judged.missed[:1]) or step.model,
            value=round(judged.share * 100),
            unit="%",
        ),
    )
