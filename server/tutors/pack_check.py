"""Whether the replies, models and goals that a dialogue promises hold when it is played. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.protocol.models import Level
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_pack import LADDER, Pack, Stage
from server.tutors.dialogue_state import Rules
from server.tutors.manners import Manners
from server.tutors.talk import Line
from server.tutors.understanding import Understanding

REPLIES = 3
LEVELS = (Level.A1, Level.B1)
_OCCASIONS = """take_your_time no_problem unclear say_more redirect go_on_or_else of_course
    check_replies move_on thanks hello how_are_you good_question acknowledge welcome_back goodbye
    no_hints replies"""
OCCASIONS = frozenset(_OCCASIONS.split())
_MANNERS = """repeat slower easier dont_know something_else help thanks hello how_are_you goodbye
    yes no"""
MANNERS = frozenset(_MANNERS.split())


def faults_of_manners(manners: Manners) -> Iterator[str]:
    """What `general.json` of a language lacks."""
    for missing in sorted(OCCASIONS - set(manners.lines)):
        yield f"lines: {missing!r} is missing"
    for missing in sorted(MANNERS - set(manners.patterns)):
        yield f"patterns: {missing!r} is missing"


def faults_of_pack(pack: Pack, manners: Manners, tasks: Sequence[str] = ()) -> Iterator[str]:
    """What is wrong with a dialogue that has the right shape.

    Args:
        pack: the dialogue.
        manners: of its language.
        tasks: the checklist of its scenario; empty where it serves none.
    """
    goals = {stage.goal for stage in pack.stages if stage.goal is not None}
    for number, task in enumerate(tasks):
        if number not in goals:
            yield f"stages: none reaches goal {number} ({task!r})"
    for goal in sorted(goals):
        if goal >= len(tasks):
            yield f"stages: goal {goal} is none of the {len(tasks)} tasks of the scenario"
    for number, stage in enumerate(pack.stages):
        for level in LEVELS:
            rules = _rules(pack, manners, max(level, pack.floor))
            for fault in _faults_of_stage(rules, stage):
                yield f"stages[{number}] {stage.id} at {level.value}: {fault}"


def _rules(pack: Pack, manners: Manners, level: Level) -> Rules:
    understanding = Understanding(pack, manners.reading.negations)
    return Rules(
        pack, manners, understanding, level, helped=True, mended=False, checklist=(), english=False
    )


def _faults_of_stage(rules: Rules, stage: Stage) -> Iterator[str]:
    before = _asked(rules, stage)
    if stage.hints is None or not stage.replies:
        yield "hints and three replies are needed"
        return
    replies = before.suggestions().replies
    if len(replies) != REPLIES:
        yield f"{len(replies)} replies instead of {REPLIES}"
    for reply in replies:
        if not _moved_on(before, before.after(reply)):
            yield f"the reply {reply!r} does not answer the question"
    hinted, advice = before, before.explanation()
    for _ in LADDER:
        hinted, advice = hinted.hinted()
    _, colon, model = advice.text.partition(":")
    if not colon:
        yield f"the model {advice.text!r} needs a colon before what to say"
    elif not _moved_on(before, hinted.after(model)):
        yield f"the model {model.strip()!r} does not answer the question"


def _asked(rules: Rules, stage: Stage) -> Dialogue:
    """The dialogue at a stage, those before it answered."""
    talk = Dialogue.begin(rules, rules.pack.opening[Level.A1][0])
    names = [stage.id for stage in rules.pack.stages]
    asked = stage.ask[Level.A1][0]
    memory = tuple((slot, next(iter(values))) for slot, values in rules.pack.slots.items())
    answered = frozenset(names[: names.index(stage.id)])
    state = replace(
        talk.state,
        at=stage.id,
        asked=asked,
        line=Line((asked,)),
        answered=answered,
        memory=memory,
    )
    return replace(talk, state=state)


def _moved_on(before: Dialogue, after: Dialogue) -> bool:
    stage = before.state.at
    closed = after.state.answered | after.state.passed
    return stage in closed or after.state.at != stage or after.line.closing
