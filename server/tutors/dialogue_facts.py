"""What a dialogue notices in a turn, for the notes: goals, mended forms, tips. Pure."""

from collections.abc import Sequence

from server.protocol.models import LessonFact
from server.tutors.dialogue_pack import Tip
from server.tutors.dialogue_state import Rules, State
from server.tutors.text_patterns import contains, tokens

LONGEST_QUOTE = 10  # words: a bullet has eighteen


def noticed(
    rules: Rules, before: State, after: State, text: str, tips: Sequence[tuple[Tip, str]]
) -> tuple[LessonFact, ...]:
    """Facts about a learner's turn by the states before and after it.

    A goal counts in the turn that reaches it; a form is wrong when it is recast, right or helped
    when it is asked for once more; a tip has the words that called for it.
    """
    facts = [
        LessonFact(kind="goal", about=rules.checklist[goal], outcome="right", quote=quoted(text))
        for goal in after.line.goals
        if goal not in before.line.goals and goal < len(rules.checklist)
    ]
    if after.recast is not None:
        mistake = after.recast
        facts.append(
            LessonFact(
                kind="form",
                about=mistake.rule,
                outcome="wrong",
                quote=mistake.said,
                better=mistake.better,
            )
        )
    if before.retry is not None and contains(tokens(text), before.retry.better):
        better = before.retry.better
        facts.append(
            LessonFact(kind="form", about=before.retry.rule, outcome="right", quote=better)
        )
    if rules.mended:
        facts += [
            LessonFact(kind="concept", about=tip.why, quote=quote, better=tip.better)
            for tip, quote in tips
        ]
    return tuple(facts)


def quoted(text: str) -> str:
    """The first words of a turn, as they were said."""
    return " ".join(text.split()[:LONGEST_QUOTE])
