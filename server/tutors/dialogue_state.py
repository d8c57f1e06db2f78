"""Where a talk stands, what it goes by, and how a line of it is worded. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from server.protocol.models import Level
from server.tutors.dialogue_pack import GLOSSED_LADDER, LADDER, Levelled, Pack, Stage
from server.tutors.glosses import Glosses, kind_of
from server.tutors.line_composer import Composer, choose
from server.tutors.manners import Manners
from server.tutors.recasts import Recast
from server.tutors.talk import Line
from server.tutors.understanding import Understanding

REACTIONS = 2  # said at most before the question


@dataclass(frozen=True, slots=True)
class Rules:
    """What stays the same through a talk.

    Attributes:
        helped: hints may be given (not in an assessment or an exam: pedagogy.md section 5).
        mended: errors may be recast in the reply.
        checklist: the scenario's goals, in words.
        terms: the scenario's target words.
        english: the talk is in English, the only language whose errors are mended and in which
            scenarios have their tasks.
        glosses: what is asked for, in the learner's mother tongue, by kind of question.
    """

    pack: Pack
    manners: Manners
    understanding: Understanding
    level: Level
    helped: bool
    mended: bool
    checklist: tuple[str, ...]
    terms: tuple[str, ...] = ()
    english: bool = True
    glosses: Glosses = field(default_factory=dict)

    @property
    def ladder(self) -> tuple[str, ...]:
        """The names of the rungs."""
        return GLOSSED_LADDER if self.glosses else LADDER

    def stage(self, name: str) -> Stage:
        """A stage by its id."""
        return next(stage for stage in self.pack.stages if stage.id == name)

    def lines(self, occasion: str) -> Levelled:
        """What the tutor says on an occasion, in the pack's words or those of `general.json`."""
        return self.pack.lines.get(occasion) or self.manners.lines[occasion]


@dataclass(frozen=True, slots=True)
class State:
    """One moment.

    Attributes:
        at: the stage asked last, in the words `asked`.
        rung: how far up the hint ladder its help has come.
        answered, passed: stages closed by the learner, and by the tutor who went on.
        memory: the value last named of each slot.
        named: the values that counted (`Intent.counts`).
        topic: what the talk turned to last, in packs with topics.
        recast: the one said in `line`; `mended` are the rules recast so far.
        mistakes: what was recast and may be tried again before the end.
        retry: the mistake that the learner is asked to mend now; `retried` counts them.
        checked: the learner was asked whether to go on; `checking` while that question is open.
        improvised: `asked` is not the question of the stage `at`, which is still to be asked.
    """

    at: str
    asked: str
    line: Line
    turn: int = 0
    rung: int = 0
    answered: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    memory: tuple[tuple[str, str], ...] = ()
    topic: str | None = None
    recast: Recast | None = None
    mended: frozenset[str] = frozenset()
    named: frozenset[tuple[str, str]] = frozenset()
    mistakes: tuple[Recast, ...] = ()
    retry: Recast | None = None
    retried: int = 0
    checked: bool = False
    checking: bool = False
    improvised: bool = False


def has_ladder(rules: Rules, state: State) -> bool:
    """Whether the question asked is a stage's that has hints, and they may be given."""
    aside = state.retry is not None or state.checking or state.improvised
    return rules.helped and not aside and rules.stage(state.at).hints is not None


def rung_text(rules: Rules, state: State, rung: int) -> str:
    """The words of a rung (from 1) for the stage asked."""
    hints = rules.stage(state.at).hints
    name = rules.ladder[rung - 1]
    if hints is None or name == "repeat":
        return state.asked
    if name == "gloss":
        return rules.glosses[kind_of(state.asked)]
    lines: Levelled = getattr(hints, name)
    return chosen(rules, state, lines) or state.asked


def chosen(
    rules: Rules, state: State, lines: Levelled, extra: Mapping[str, str] | None = None
) -> str | None:
    """The variant of this turn, within the cap; `extra` fills fields that are no slots."""
    values = _values(rules, state) | dict(extra or {})
    return choose(lines, rules.level, state.turn, values)


def plain(rules: Rules, state: State, occasion: str) -> str:
    """A line of `general.json`, worded."""
    return chosen(rules, state, rules.lines(occasion)) or ""


def worded(
    rules: Rules, state: State, end: str, before: list[Levelled], recast: Recast | None = None
) -> tuple[str, ...]:
    """The end always; then, as far as they fit, the recast, a reaction before it, and another
    behind it.
    """
    values = _values(rules, state)
    if recast is not None:
        values |= {"echo": recast.echo, "better": recast.better}
    composer = Composer(rules.level, state.turn, values)
    composer.end_with(end)
    if recast is not None:
        composer.say(rules.lines("explicit" if recast.rule in state.mended else "recast"))
    for number, lines in enumerate(before[:REACTIONS]):
        composer.say(lines, first=number == 0)
    return composer.sentences()


def said(
    rules: Rules,
    state: State,
    sentences: tuple[str, ...],
    *,
    rung: int = 0,
    speed: float = 1.0,
    closing: bool = False,
    recast: Recast | None = None,
) -> State:
    """The state once a line is said."""
    shown = tuple(sentence for sentence in sentences if sentence in rules.glosses.values())
    line = Line(sentences, goals(rules, state), closing=closing, speed=speed, shown=shown)
    mended = state.mended | ({recast.rule} if recast else set())
    mistakes = state.mistakes + ((recast,) if recast else ())
    return replace(state, line=line, rung=rung, recast=recast, mended=mended, mistakes=mistakes)


def goals(rules: Rules, state: State) -> tuple[int, ...]:
    """Checklist items whose every stage is answered."""
    missing = {s.goal for s in rules.pack.stages if s.id not in state.answered}
    reached = {s.goal for s in rules.pack.stages} - missing
    return tuple(sorted(goal for goal in reached if goal is not None))


def _values(rules: Rules, state: State) -> dict[str, str]:
    values: dict[str, str] = {}
    for slot, name in state.memory:
        value = rules.pack.slots[slot][name]
        values |= {slot: value.say, f"{slot}.about": value.about}
    return values
