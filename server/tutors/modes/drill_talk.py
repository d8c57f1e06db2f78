"""A coach: tell apart, say a word, a phrase, a sentence of one's own; three tries at most."""

from dataclasses import dataclass, replace

from server.protocol.models import Level
from server.tutors.dialogue_pack import Levelled
from server.tutors.line_composer import Composer, choose
from server.tutors.manners import Manners, is_question
from server.tutors.modes.drill_facts import facts_of
from server.tutors.modes.drill_hints import rung_of, suggested
from server.tutors.modes.drill_judge import Judged, judge
from server.tutors.modes.drill_pack import Drill, DrillLines, Step
from server.tutors.sentences import split_sentences
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import Pattern, spaced, tokens

SLOW = 0.75  # of natural speed
MOST_TRIES = 3
RUNGS = 5
NO_GOODBYE = (["see", "you"], ["see", "ya"])
"""What a recognizer makes of "seat": no lesson about sounds may end by it."""

_SKIP = [Pattern(p) for p in ("^ next|skip $", "skip it|this|that", "^ go on $", "next one|word")]


@dataclass(frozen=True, slots=True)
class DrillRules:
    """What stays the same through a lesson; `counted` where the scenario has a checklist."""

    drill: Drill
    lines: DrillLines
    manners: Manners
    level: Level
    counted: bool


@dataclass(frozen=True, slots=True)
class DrillState:
    """One moment.

    Attributes:
        todo: numbers of the steps still to do, the one asked first.
        again: the missed steps come once more, with one try each.
        asked: the words of the last line that ask.
        tried: tries of the step asked so far.
    """

    todo: tuple[int, ...]
    asked: str
    line: Line
    turn: int = 0
    tried: int = 0
    rung: int = 0
    done: frozenset[int] = frozenset()
    missed: tuple[int, ...] = ()
    again: bool = False
    told_voice: bool = False


@dataclass(frozen=True, slots=True)
class DrillTalk:
    """A `Talk` about sounds."""

    rules: DrillRules
    state: DrillState

    @classmethod
    def begin(cls, rules: DrillRules, opening: str) -> "DrillTalk":
        """The lesson with its opening line said."""
        sentences = tuple(split_sentences(opening))
        todo = tuple(range(len(rules.drill.steps)))
        return cls(rules, DrillState(todo, sentences[-1], Line(sentences)))

    @property
    def line(self) -> Line:
        """What the tutor says now."""
        return self.state.line

    def after(self, text: str) -> "DrillTalk":
        """The lesson once the learner has said this aloud."""
        return self._after(text, typed=False)

    def after_typed(self, text: str) -> "DrillTalk":
        """The same for a turn by keyboard, which shows no sound."""
        return self._after(text, typed=True)

    def after_silence(self) -> "DrillTalk":
        """The same step, slowly; no try is counted."""
        if self.line.closing:
            return self
        return self._ask(self.state, ["take_your_time"], self._wording(), speed=SLOW)

    def repeated(self, *, slower: bool) -> "DrillTalk":
        """The same line again, the model slowly where asked."""
        line = replace(self.line, speed=SLOW if slower else 1.0, facts=())
        return replace(self, state=replace(self.state, line=line))

    def easier(self) -> "DrillTalk":
        """How the mouth makes the sound, then the model slowly."""
        if self.line.closing:
            return self
        return self._ask(self.state, [self._tip()], self._wording(), speed=SLOW)

    def hinted(self) -> tuple["DrillTalk", Advice]:
        """The next rung: the task, the mouth, the words, how to begin, the model."""
        rung = min(self.state.rung + 1, RUNGS)
        text = rung_of(self._step, rung, self.state.asked, self._tip(), self.rules.level)
        return replace(self, state=replace(self.state, rung=rung)), Advice(text, rung)

    def suggestions(self) -> Advice:
        """Three ways to answer."""
        return Advice(self.state.asked, replies=suggested(self._step, self.rules.level))

    def explanation(self) -> Advice:
        """How the mouth makes the sound that is practised."""
        tip = choose(self._tip(), self.rules.level, 0, {})
        return Advice(tip or self.state.asked)

    def resumed(self) -> "DrillTalk":
        """The same step after an absence."""
        if self.line.closing:
            return self
        return self._ask(self.state, ["welcome_back"], self.state.asked)

    # --- steps --------------------------------------------------------------------------------

    @property
    def _step(self) -> Step:
        steps = self.rules.drill.steps
        return steps[self.state.todo[0]] if self.state.todo else steps[-1]

    def _after(self, text: str, *, typed: bool) -> "DrillTalk":
        words = tokens(text)
        if not words:
            return self.after_silence()
        if self.line.closing:
            return self._close(self.state, [], "goodbye")
        judged = judge(self._step, self.rules.drill, text, self.rules.level)
        if not judged.right or self._step.kind == "open":
            wished = self._wished(text, words, judged)
            if wished is not None:
                return wished
        state = replace(self.state, turn=self.state.turn + 1, tried=self.state.tried + 1)
        facts = facts_of(self._step, self.rules.drill, judged, state.tried, typed=typed)
        moved = self._tried(state, judged, typed=typed)
        line = replace(moved.line, facts=facts)
        return replace(moved, state=replace(moved.state, line=line))

    def _tried(self, state: DrillState, judged: Judged, *, typed: bool) -> "DrillTalk":
        if judged.right:
            return self._passed(state, judged, typed=typed)
        if state.tried >= (1 if state.again else MOST_TRIES):
            return self._next(_without_first(state, missed=True), ["move_on"])
        return self._retry(state, judged)

    def _wished(self, text: str, words: list[str], judged: Judged) -> "DrillTalk | None":
        """What the learner wants instead of answering; None where it is a try."""
        manners = self.rules.manners.of(words)
        if manners & {"repeat", "slower"}:
            return self.repeated(slower="slower" in manners)
        if "goodbye" in manners and words not in NO_GOODBYE:
            return self._close(self.state, [], "goodbye")
        if any(pattern.found(spaced(words)) for pattern in _SKIP):
            return self._next(_without_first(self.state, missed=True), ["skipped"])
        if "easier" in manners:
            return self.easier()
        return None if judged.close else self._beside(text, words, manners)

    def _beside(self, text: str, words: list[str], manners: set[str]) -> "DrillTalk | None":
        """Help or a courtesy, to words that have nothing of the step."""
        asks = self._step.kind != "open" and is_question(text, words)
        courtesy = next((name for name in ("thanks", "how_are_you") if name in manners), None)
        if courtesy is not None:
            return self._ask(self.state, [self.rules.manners.lines[courtesy]], self.state.asked)
        return self.easier() if asks or manners & {"dont_know", "help"} else None

    def _passed(self, state: DrillState, judged: Judged, *, typed: bool) -> "DrillTalk":
        step = self._step
        reactions: list[str | Levelled] = [step.react or self._praise(step, state)]
        if typed and step.kind == "say":
            reactions = ["typed_again" if state.told_voice else "typed"]
            state = replace(state, told_voice=True)
        moved = _without_first(replace(state, done=state.done | {state.todo[0]}), missed=False)
        return self._next(moved, reactions, {"heard": judged.heard, "model": _quotable(step)})

    def _praise(self, step: Step, state: DrillState) -> Levelled:
        late = state.tried > 1 or state.again
        if step.kind == "say" and self.rules.drill.unheard:
            first = not any(self.rules.drill.steps[n].kind == "say" for n in state.done)
            return self.rules.drill.unheard if first else self.rules.lines.lines["right_words"]
        kind = step.kind if step.kind in ("say", "own") else "choice"
        return self.rules.lines.lines["right_at_last" if late else f"right_{kind}"]

    def _retry(self, state: DrillState, judged: Judged) -> "DrillTalk":
        """What was heard, how the mouth does it, and the model slowly."""
        values = {"heard": judged.heard, "model": _quotable(self._step)}
        reactions: list[str | Levelled] = ["heard_other" if judged.close else "heard_else"]
        if state.tried == 1 or self._step.kind == "which":
            reactions.append(self._tip())
        return self._ask(state, reactions, self._wording(), values, speed=SLOW)

    def _wording(self) -> str:
        """The step in the words of a second try."""
        step = self._step
        if step.kind == "say":
            values = {"model": step.model}
            again = choose(self.rules.lines.lines["again"], self.rules.level, 0, values)
            return again or self.state.asked
        if step.kind == "own" and step.hints is not None:
            return choose(step.hints.rephrase, self.rules.level, 0, {}) or self.state.asked
        return self.state.asked

    def _tip(self) -> Levelled:
        sound = self.rules.drill.sounds.get(self._step.sound)
        return sound.tip if sound is not None else self.rules.lines.lines["no_tip"]

    def _next(
        self,
        state: DrillState,
        reactions: list[str | Levelled],
        values: dict[str, str] | None = None,
    ) -> "DrillTalk":
        """The next step; after the last one the missed ones once more, then goodbye."""
        if not state.todo and state.missed and not state.again:
            state = replace(state, todo=state.missed, missed=(), again=True)
            reactions = ["once_more"]
        if not state.todo:
            return self._close(state, reactions, None, values)
        state = replace(state, tried=0, rung=0)
        step = self.rules.drill.steps[state.todo[0]]
        asked = choose(step.ask, self.rules.level, 0, {}) or step.ask[Level.A1][0]
        return self._ask(state, reactions, asked, values)

    def _ask(
        self,
        state: DrillState,
        reactions: list[str | Levelled],
        asked: str,
        values: dict[str, str] | None = None,
        *,
        speed: float = 1.0,
    ) -> "DrillTalk":
        sentences = self._worded(state, reactions, asked, values)
        step = self.rules.drill.steps[state.todo[0]]
        model = step.model if step.kind == "say" else None
        line = Line(sentences, self._goals(state), speed=speed, expected=model)
        return replace(self, state=replace(state, asked=asked, line=line))

    def _close(
        self,
        state: DrillState,
        reactions: list[str | Levelled],
        occasion: str | None,
        values: dict[str, str] | None = None,
    ) -> "DrillTalk":
        lines = self.rules.manners.lines[occasion] if occasion else self.rules.drill.closing
        last = choose(lines, self.rules.level, 0, {}) or "Goodbye!"
        sentences = self._worded(state, reactions, last, values)
        line = Line(sentences, self._goals(state), closing=True)
        return replace(self, state=replace(state, line=line))

    def _worded(
        self,
        state: DrillState,
        reactions: list[str | Levelled],
        end: str,
        values: dict[str, str] | None,
    ) -> tuple[str, ...]:
        composer = Composer(self.rules.level, state.turn, values or {})
        composer.end_with(end)
        for reaction in reactions:
            lines = self._lines(reaction) if isinstance(reaction, str) else reaction
            composer.say(lines)
        return composer.sentences()

    def _lines(self, occasion: str) -> Levelled:
        own = self.rules.lines.lines.get(occasion)
        return own if own is not None else self.rules.manners.lines[occasion]

    def _goals(self, state: DrillState) -> tuple[int, ...]:
        steps = self.rules.drill.steps
        open_goals = {step.goal for n, step in enumerate(steps) if n not in state.done}
        reached = {step.goal for step in steps} - open_goals
        return tuple(sorted(g for g in reached if g is not None)) if self.rules.counted else ()


def _without_first(state: DrillState, *, missed: bool) -> DrillState:
    later = (*state.missed, state.todo[0]) if missed else state.missed
    return replace(state, todo=state.todo[1:], missed=later)


def _quotable(step: Step) -> str:
    """The model without its full stop, to stand inside a sentence."""
    return step.model.removesuffix(".")
