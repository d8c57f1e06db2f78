"""The ladder of a drill and replies to choose from."""

from server.protocol.models import Level
from server.tutors.dialogue_pack import LADDER, Levelled
from server.tutors.line_composer import choose
from server.tutors.modes.drill_pack import Step

MOST_REPLIES = 3


def rung_of(step: Step, rung: int, asked: str, tip: Levelled, level: Level) -> str:
    """The words of a rung, 1 to 5: the task, the mouth, the words, how to begin, the model."""
    name = LADDER[rung - 1]
    if name == "repeat":
        return asked
    if name == "model" and step.model:
        return f"Say: {step.model}"
    if step.hints is not None:
        lines: Levelled = getattr(step.hints, name)
        return choose(lines, level, 0, {}) or asked
    if name == "rephrase":
        return choose(tip, level, 0, {}) or asked
    words = step.model.split()
    if name == "choices":
        both = [*step.other[:1], step.model] if step.kind == "which" else words
        return " ... ".join(sorted(both)) if step.kind == "which" else " ... ".join(both)
    return f"You can begin: {words[0].strip('.,')}..."


def suggested(step: Step, level: Level) -> tuple[str, ...]:
    """Three answers that fit; where only one is right, three ways to give it."""
    if step.replies:
        fitting = [key for key in step.replies if key <= level]
        return step.replies[max(fitting)][:MOST_REPLIES]
    model = step.model.rstrip(".")
    if step.kind == "which":
        return (f"{model}.", f"It is {model}.", f"I think it is {model}.")
    end = "" if model.endswith(("?", "!")) else "."
    return (f"{model}{end}", f"I say: {model}{end}", f"{model}{end} {model}{end}")
