"""A scripted partner that understands: walks a pack's stages, reacts to content, asks one thing.

Pure and deterministic: variants of a line take turns by the turn's number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.protocol.models import Level
from server.tutors.dialogue_pack import LADDER, Intent, Levelled, Pack, Stage
from server.tutors.line_composer import Composer, choose
from server.tutors.manners import Manners, is_question
from server.tutors.recasts import Recast, find_recast
from server.tutors.sentences import split_sentences
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import tokens
from server.tutors.understanding import Understanding

SLOW = 0.75  # of natural speed, for "slower" and the first rung of the ladder
REACTIONS = 2


@dataclass(frozen=True, slots=True)
class Rules:
    """What stays the same through a talk.

    Attributes:
        helped: hints may be given (not in an assessment or an exam: pedagogy.md section 5).
        mended: errors may be recast in the reply.
        checklist: the scenario's goals, in words.
        terms: the scenario's target words.
    """

    pack: Pack
    manners: Manners
    understanding: Understanding
    level: Level
    helped: bool
    mended: bool
    checklist: tuple[str, ...]
    terms: tuple[str, ...] = ()

    def stage(self, name: str) -> Stage:
        """A stage by its id."""
        return next(stage for stage in self.pack.stages if stage.id == name)


@dataclass(frozen=True, slots=True)
class State:
    """Where a talk stands.

    Attributes:
        at: the stage asked last, in the words `asked`.
        rung: how far up the hint ladder its help has come.
        answered, passed: stages closed by the learner, and by the tutor who went on.
        memory: the value last named of each slot.
        recast: the last one said, and `mended` the rules recast so far.
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


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    words: Sequence[str]
    manners: set[str]
    intents: tuple[Intent, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A `Talk` by rules and data."""

    rules: Rules
    state: State

    @classmethod
    def begin(cls, rules: Rules, opening: str) -> "Dialogue":
        """The talk with its opening line said; the line's question is that of the first stage."""
        sentences = tuple(split_sentences(opening))
        line = Line(sentences)
        return cls(rules, State(at=rules.pack.first, asked=sentences[-1], line=line))

    @property
    def line(self) -> Line:
        """What the tutor says now."""
        return self.state.line

    def after(self, text: str) -> "Dialogue":
        """The talk once the learner has said this."""
        words = tokens(text)
        if not words:
            return self.after_silence()
        manners = self.rules.manners.of(words)
        if self.line.closing:
            return self._farewell()
        if manners & {"repeat", "slower"}:
            return self.repeated(slower="slower" in manners)
        if "easier" in manners:
            return self.easier()
        understood = self.rules.understanding.of(words, self.state.at)
        memory = tuple((dict(self.state.memory) | understood.values).items())
        known = replace(self, state=replace(self.state, memory=memory, turn=self.state.turn + 1))
        intents = understood.intents or self._by_yes_or_no(manners)
        return known._answer(_Heard(text, words, manners, intents))

    def after_silence(self) -> "Dialogue":
        """The same question, one rung easier; the last rung stays."""
        if self.line.closing:
            return self._farewell()
        rung = min(self.state.rung + 1, len(LADDER)) if self._has_ladder() else 1
        slower = SLOW if LADDER[rung - 1] == "repeat" else 1.0
        return self._say(self._composed(self._rung(rung), []), rung=rung, speed=slower)

    def repeated(self, *, slower: bool) -> "Dialogue":
        """The same line again."""
        line = replace(self.line, speed=SLOW if slower else 1.0)
        return replace(self, state=replace(self.state, line=line))

    def easier(self) -> "Dialogue":
        """The rephrased question; where help is off, the same one slowly."""
        if not self._has_ladder():
            return self.repeated(slower=True)
        rung = max(self.state.rung, LADDER.index("rephrase") + 1)
        return self._say(self._composed(self._rung(LADDER.index("rephrase") + 1), []), rung=rung)

    def hinted(self) -> tuple["Dialogue", Advice]:
        """The next rung, in writing."""
        if not self._has_ladder():
            return self, Advice(self._plain("no_hints" if not self.rules.helped else "just_try"))
        rung = min(self.state.rung + 1, len(LADDER))
        hinted = replace(self, state=replace(self.state, rung=rung))
        return hinted, Advice(self._rung(rung), rung)

    def suggestions(self) -> Advice:
        """Three replies that fit the question asked."""
        if not self.rules.helped:
            return Advice(self._plain("no_hints"))
        stage = self.rules.stage(self.state.at)
        lines = stage.replies or self.rules.manners.lines["replies"]
        level = max((key for key in lines if key <= self.rules.level), default=min(lines))
        return Advice(self.state.asked, replies=lines[level][:3])

    def explanation(self) -> Advice:
        """Why the last sentence was mended, else what the task is."""
        recast, goal = self.state.recast, self.rules.stage(self.state.at).goal
        if recast is not None:
            return Advice(f"You said: {recast.said}. Better: {recast.better}. {recast.why}")
        if goal is not None and goal < len(self.rules.checklist):
            return Advice(f"Your task now: {self.rules.checklist[goal]}.")
        return Advice(self.state.asked)

    def resumed(self) -> "Dialogue":
        """The same point of the talk after an absence: a greeting and the open question."""
        if self.line.closing:
            return self
        return self._say(self._composed(self.state.asked, [self._lines("welcome_back")]))

    # --- what a turn leads to -----------------------------------------------------------------

    def _answer(self, heard: _Heard) -> "Dialogue":
        if heard.intents:
            return self._understood(heard)
        if "goodbye" in heard.manners:
            return self._close([])
        if heard.manners & {"dont_know", "help"}:
            return self._helped("no_problem")
        courtesy = next((m for m in ("thanks", "hello") if m in heard.manners), None)
        if courtesy is not None:
            return self._asked_again([self._lines(courtesy)])
        if self._is_answer(heard):
            return self._understood(heard)
        if "how_are_you" in heard.manners:
            return self._asked_again([self._lines("how_are_you")])
        if is_question(heard.text, heard.words):
            return self._asked_again([self._small_answer(heard)])
        least = self.rules.stage(self.state.at).least_words(self.rules.level) or 0
        return self._helped("say_more" if len(heard.words) < least else "unclear")

    def _understood(self, heard: _Heard) -> "Dialogue":
        done = self._completed(heard)
        reactions = [intent.react for intent in self._by_closeness(heard.intents) if intent.react]
        stage = self.rules.stage(self.state.at)
        if not reactions and stage.needs == "question":
            reactions = [self._small_answer(heard)]
        elif not reactions and "how_are_you" in heard.manners:
            reactions = [self._lines("how_are_you")]
        reactions += [] if reactions else [stage.react or self._acknowledgement(heard.words)]
        topic = next((i.topic for i in heard.intents if i.topic), self.state.topic or stage.topic)
        passed = {name for intent in heard.intents for name in intent.passes} - done
        state = replace(
            self.state,
            answered=self.state.answered | done,
            passed=self.state.passed | passed,
            topic=topic,
            rung=0,
        )
        moved = replace(self, state=state)
        recast = find_recast(heard.text) if self.rules.mended else None
        if any(intent.closes for intent in heard.intents):
            return moved._close(reactions)
        follow = next((intent.follow for intent in heard.intents if intent.follow), None)
        return moved._ask_next(reactions, follow, recast)

    def _completed(self, heard: _Heard) -> frozenset[str]:
        done: set[str] = set()
        for intent in heard.intents:
            still = [name for name in intent.completes if name not in self.state.answered]
            done |= set(still[: intent.at_most])
        if not done and self._is_answer(heard):
            done.add(self.state.at)
        return frozenset(done)

    def _is_answer(self, heard: _Heard) -> bool:
        stage = self.rules.stage(self.state.at)
        least = stage.least_words(self.rules.level)
        if least is None or len(heard.words) < least:
            return False
        asks = is_question(heard.text, heard.words)
        return asks if stage.needs == "question" else not asks or len(heard.words) > 2 * least + 6

    def _by_closeness(self, intents: tuple[Intent, ...]) -> list[Intent]:
        """Those that answer the question asked come first."""
        return sorted(intents, key=lambda intent: self.state.at not in intent.completes)[:REACTIONS]

    def _by_yes_or_no(self, manners: set[str]) -> tuple[Intent, ...]:
        stage = self.rules.stage(self.state.at)
        named = stage.yes if "yes" in manners else stage.no if "no" in manners else None
        return tuple(intent for intent in self.rules.pack.intents if intent.id == named)

    def _small_answer(self, heard: _Heard) -> Levelled:
        return self.rules.manners.answer(heard.words) or self._lines("good_question")

    def _acknowledgement(self, words: Sequence[str]) -> Levelled:
        said = " ".join(words)
        term = next((t for t in self.rules.terms if f" {t.lower()} " in f" {said} "), None)
        if term is None:
            return self._lines("acknowledge")
        praise = self._lines("praise").items()
        return {key: tuple(t.replace("{term}", term) for t in texts) for key, texts in praise}

    def _helped(self, occasion: str) -> "Dialogue":
        """A question not answered: up the ladder, at least to simpler words; then on, kindly."""
        stage = self.rules.stage(self.state.at)
        if stage.aside:
            return self._ask_next([self._lines(occasion)], None, None)
        highest = len(LADDER) if self._has_ladder() else 1
        if self.state.rung >= highest:
            state = replace(self.state, passed=self.state.passed | {stage.id}, rung=0)
            return replace(self, state=state)._ask_next([self._lines("move_on")], None, None)
        rung = min(max(self.state.rung + 1, 2), highest)
        return self._say(self._composed(self._rung(rung), [self._lines(occasion)]), rung=rung)

    def _asked_again(self, reactions: list[Levelled]) -> "Dialogue":
        """A reaction, then the question that is still open, unchanged."""
        return self._say(self._composed(self.state.asked, reactions), rung=self.state.rung)

    def _ask_next(
        self, reactions: list[Levelled], follow: str | None, recast: Recast | None
    ) -> "Dialogue":
        name = follow or self._next_stage()
        if name is None or self.state.turn >= self.rules.pack.max_turns:
            return self._close(reactions)
        asked = self._chosen(self.rules.stage(name).ask) or self.state.asked
        moved = replace(self, state=replace(self.state, at=name, asked=asked))
        return moved._say(moved._composed(asked, reactions, recast), recast=recast)

    def _next_stage(self) -> str | None:
        closed = self.state.answered | self.state.passed
        open_stages = [s for s in self.rules.pack.stages if not s.aside and s.id not in closed]
        if any(stage.id == self.state.at for stage in open_stages) and self.state.topic is None:
            return self.state.at
        open_stages.sort(key=lambda stage: stage.topic != self.state.topic)
        return open_stages[0].id if open_stages else None

    def _close(self, reactions: list[Levelled]) -> "Dialogue":
        closing = self._chosen(self.rules.pack.closing) or self._plain("goodbye")
        said = self._say(self._composed(closing, reactions))
        return replace(said, state=replace(said.state, line=replace(said.line, closing=True)))

    def _farewell(self) -> "Dialogue":
        said = self._say(tuple(split_sentences(self._plain("goodbye"))))
        return replace(said, state=replace(said.state, line=replace(said.line, closing=True)))

    # --- lines --------------------------------------------------------------------------------

    def _say(
        self,
        sentences: tuple[str, ...],
        *,
        rung: int = 0,
        speed: float = 1.0,
        recast: Recast | None = None,
    ) -> "Dialogue":
        line = Line(sentences, self._goals(), speed=speed)
        mended = self.state.mended | ({recast.rule} if recast else set())
        state = replace(self.state, line=line, rung=rung, recast=recast, mended=mended)
        return replace(self, state=state)

    def _composed(
        self, end: str, before: list[Levelled], recast: Recast | None = None
    ) -> tuple[str, ...]:
        values = self._values()
        if recast is not None:
            values |= {"echo": recast.echo, "better": recast.better}
        composer = Composer(self.rules.level, self.state.turn, values)
        composer.end_with(end)
        mends = [] if recast is None else [self._mend(recast)]
        for lines in [*before[:1], *mends, *before[1:REACTIONS]]:
            composer.say(lines)
        return composer.sentences()

    def _mend(self, recast: Recast) -> Levelled:
        return self._lines("explicit" if recast.rule in self.state.mended else "recast")

    def _values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for slot, name in self.state.memory:
            value = self.rules.pack.slots[slot][name]
            values |= {slot: value.say, f"{slot}.about": value.about}
        return values

    def _has_ladder(self) -> bool:
        return self.rules.helped and self.rules.stage(self.state.at).hints is not None

    def _rung(self, rung: int) -> str:
        hints = self.rules.stage(self.state.at).hints
        if hints is None or LADDER[rung - 1] == "repeat":
            return self.state.asked
        lines: Levelled = getattr(hints, LADDER[rung - 1])
        return self._chosen(lines) or self.state.asked

    def _goals(self) -> tuple[int, ...]:
        stages = [stage for stage in self.rules.pack.stages if stage.goal is not None]
        missing = {stage.goal for stage in stages if stage.id not in self.state.answered}
        reached = {stage.goal for stage in stages} - missing
        return tuple(sorted(goal for goal in reached if goal is not None))

    def _lines(self, occasion: str) -> Levelled:
        return self.rules.manners.lines[occasion]

    def _chosen(self, lines: Levelled) -> str | None:
        return choose(lines, self.rules.level, self.state.turn, self._values())

    def _plain(self, occasion: str) -> str:
        return self._chosen(self._lines(occasion)) or ""
