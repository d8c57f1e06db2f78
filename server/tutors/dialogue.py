"""A partner that understands: walks a pack's stages, reacts to content, asks one thing at a time.

Pure and deterministic: variants of a line take turns by the turn's number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.tutors import dialogue_moves as moves
from server.tutors.dialogue_facts import noticed
from server.tutors.dialogue_pack import Intent, Levelled
from server.tutors.dialogue_state import (
    REACTIONS,
    Rules,
    State,
    has_ladder,
    plain,
    rung_text,
    said,
    worded,
)
from server.tutors.recasts import find_recast
from server.tutors.sentences import split_sentences
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import contains

STATEMENT = 4  # words from which a turn is a statement, and its tutor says that it was heard


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    words: Sequence[str]
    manners: set[str]
    intents: tuple[Intent, ...]
    named: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A `Talk` by rules and data."""

    rules: Rules
    state: State

    @classmethod
    def begin(cls, rules: Rules, opening: str) -> "Dialogue":
        """The talk with its opening line said; the line's question is that of the first stage."""
        sentences = tuple(split_sentences(opening))
        return cls(rules, State(at=rules.pack.first, asked=sentences[-1], line=Line(sentences)))

    @property
    def line(self) -> Line:
        """What the tutor says now."""
        return self.state.line

    def after(self, text: str) -> "Dialogue":
        """The talk once the learner has said this."""
        words = self.rules.manners.reading.words(text)
        if not words:
            return self.after_silence()
        if self.line.closing:
            return self._with(moves.farewell(self.rules, self.state))
        manners = self.rules.manners.of(words)
        if manners & {"repeat", "slower", "easier"}:
            again = (
                self.easier() if "easier" in manners else self.repeated(slower="slower" in manners)
            )
            return self._with(
                replace(again.state, line=replace(again.line, settled=False, facts=()))
            )
        understood = self.rules.understanding.of(words, self.state.at)
        memory = tuple((dict(self.state.memory) | understood.values).items())
        state = replace(self.state, memory=memory, turn=self.state.turn + 1)
        intents = understood.intents or self._by_yes_or_no(manners)
        heard = _Heard(text, words, manners, intents, understood.named)
        moved = _aside(self.rules, state, heard) or _answered(self.rules, state, heard)
        facts = noticed(self.rules, self.state, moved, text, understood.tips)
        line = replace(moved.line, facts=facts, settled=self._settled(moved))
        return self._with(replace(moved, line=line))

    def after_silence(self) -> "Dialogue":
        """The same question, one rung easier; the last rung stays."""
        step = moves.farewell if self.line.closing else moves.ask_gently
        return self._with(step(self.rules, self.state))

    def worded(self, sentences: tuple[str, ...]) -> "Dialogue":
        """The same step in other words; a question of theirs leaves the stage still to be asked."""
        return self._with(moves.reword(self.state, sentences))

    def repeated(self, *, slower: bool) -> "Dialogue":
        """The same line again."""
        return self._with(moves.repeat(self.state, slower=slower))

    def easier(self) -> "Dialogue":
        """The rephrased question; where help is off, the same line slowly."""
        return self._with(moves.rephrase(self.rules, self.state))

    def hinted(self) -> tuple["Dialogue", Advice]:
        """The next rung, in writing; of an improvised question, the question."""
        if self.state.retry is not None:
            return self, Advice(f"Say: {self.state.retry.better}.", len(self.rules.ladder))
        if self.state.checking or (self.rules.helped and self.state.improvised):
            return self, Advice(self.state.asked, 1)
        if not has_ladder(self.rules, self.state):
            return self, Advice(plain(self.rules, self.state, "no_hints"))
        rung = min(self.state.rung + 1, len(self.rules.ladder))
        advice = Advice(rung_text(self.rules, self.state, rung), rung)
        return self._with(replace(self.state, rung=rung)), advice

    def suggestions(self) -> Advice:
        """Three replies that fit the question asked."""
        if not self.rules.helped:
            return Advice(plain(self.rules, self.state, "no_hints"))
        if self.state.retry is not None:
            return Advice(self.state.asked, replies=(self.state.retry.better,))
        own = {} if self.state.improvised else self.rules.stage(self.state.at).replies
        lines = own or self.rules.lines("replies")
        if self.state.checking:
            lines = self.rules.lines("check_replies")
        level = max(key for key in lines if key <= self.rules.level)
        return Advice(self.state.asked, replies=lines[level][:3])

    def explanation(self) -> Advice:
        """Why the learner's last sentence was mended, else what the task is."""
        recast, goal = self.state.recast, self.rules.stage(self.state.at).goal
        if recast is not None:
            return Advice(f"You said: {recast.said}. Better: {recast.better}. {recast.why}")
        if self.rules.english and goal is not None and goal < len(self.rules.checklist):
            return Advice(f"Your task now: {self.rules.checklist[goal]}.")
        return Advice(self.state.asked)

    def resumed(self) -> "Dialogue":
        """The same point after an absence: a greeting and the open question."""
        if self.line.closing:
            return self
        greeting = [self.rules.lines("welcome_back")]
        sentences = worded(self.rules, self.state, self.state.asked, greeting)
        return self._with(said(self.rules, self.state, sentences))

    def _with(self, state: State) -> "Dialogue":
        return Dialogue(self.rules, state)

    def _settled(self, after: State) -> bool:
        """Whether the stage asked is closed now, and no tale was asked for."""
        stage = self.rules.stage(self.state.at)
        short = not stage.tale and (not stage.any_answer or stage.needs == "question")
        return short and stage.id in after.answered - self.state.answered

    def _by_yes_or_no(self, manners: set[str]) -> tuple[Intent, ...]:
        if self.state.improvised:
            return ()
        stage = self.rules.stage(self.state.at)
        named = stage.yes if "yes" in manners else stage.no if "no" in manners else None
        return tuple(intent for intent in self.rules.pack.intents if intent.id == named)


def _aside(rules: Rules, state: State, heard: _Heard) -> State | None:
    """Answers to what the tutor asked beside the stages: a mistake once more, the check."""
    if state.retry is not None:
        return moves.retried(rules, state, mended=contains(heard.words, state.retry.better))
    if not state.checking or "goodbye" in heard.manners:
        return None
    if "something_else" in heard.manners or not heard.intents:
        return moves.go_on_or_else(rules, state, else_="something_else" in heard.manners)
    return _understood(rules, replace(state, checking=False), heard)


def _answered(rules: Rules, state: State, heard: _Heard) -> State:
    """Content first, then wishes and courtesies, then anything long enough to be an answer."""
    answering = any(intent.completes for intent in heard.intents)
    if "goodbye" in heard.manners and not answering:
        return moves.close(rules, state, [])
    if heard.intents:
        return _understood(rules, state, heard)
    if heard.manners & {"dont_know", "help"}:
        return moves.help_up(rules, state, "no_problem")
    courtesy = next((name for name in ("thanks", "hello") if name in heard.manners), None)
    if courtesy is not None:
        return moves.ask_again(rules, state, [rules.lines(courtesy)])
    if _is_answer(rules, state, heard):
        return _understood(rules, state, heard)
    return _beside_the_point(rules, state, heard)


def _beside_the_point(rules: Rules, state: State, heard: _Heard) -> State:
    if "how_are_you" in heard.manners:
        return moves.ask_again(rules, state, [rules.lines("how_are_you")])
    if _asks(rules, heard):
        return moves.ask_again(rules, state, [_small_answer(rules, heard)])
    least = rules.stage(state.at).least_words(rules.level)
    if least is None and len(heard.words) >= STATEMENT:
        return moves.help_up(rules, state, "redirect")
    return moves.help_up(rules, state, "say_more" if len(heard.words) < (least or 0) else "unclear")


def _asks(rules: Rules, heard: _Heard) -> bool:
    return rules.manners.reading.is_question(heard.text, heard.words)


def _understood(rules: Rules, state: State, heard: _Heard) -> State:
    done = _completed(rules, state, heard)
    passed = {name for intent in heard.intents for name in intent.passes} - done
    counted = {intent.counts for intent in heard.intents}
    topics = [intent.topic for intent in heard.intents if intent.topic]
    topic = topics[0] if topics else state.topic or rules.stage(state.at).topic
    moved = replace(
        state,
        answered=state.answered | done,
        passed=state.passed | passed,
        topic=topic,
        rung=0,
        named=state.named | {value for value in heard.named if value[0] in counted},
    )
    reactions = _reactions(rules, state, heard)
    follow = next((intent.follow for intent in heard.intents if intent.follow), None)
    recast = find_recast(heard.text) if rules.mended and rules.english else None
    return moves.ask_next(rules, moved, reactions, follow, recast)


def _completed(rules: Rules, state: State, heard: _Heard) -> set[str]:
    """Stages answered by the intents; by its length also the one asked, unless a goal was."""
    done: set[str] = set()
    for intent in heard.intents:
        still_open = [name for name in intent.completes if name not in state.answered | done]
        new = sum(slot == intent.counts for slot, _ in heard.named - state.named)
        done |= set(still_open[: min(intent.at_most, new) if intent.counts else intent.at_most])
    passing = any(intent.passes for intent in heard.intents)
    elsewhere = any(rules.stage(name).goal is not None for name in done) or state.improvised
    if not elsewhere and not passing and _is_answer(rules, state, heard):
        done.add(state.at)
    return done


def _is_answer(rules: Rules, state: State, heard: _Heard) -> bool:
    stage = rules.stage(state.at)
    least = stage.least_words(rules.level)
    if least is None or len(heard.words) < least:
        return False
    asks = _asks(rules, heard)
    if stage.needs == "question":
        return asks
    return not asks or len(heard.words) > 2 * least + 6


def _reactions(rules: Rules, state: State, heard: _Heard) -> list[Levelled]:
    """To what was said; those that answer the question asked come first."""
    close_first = sorted(heard.intents, key=lambda intent: state.at not in intent.completes)
    reactions = [intent.react for intent in close_first if intent.react][:REACTIONS]
    stage = rules.stage(state.at)
    only_topics = all(intent.topic for intent in heard.intents)
    if reactions and only_topics and _asks(rules, heard):
        return [_small_answer(rules, heard), *reactions]
    if reactions:
        return reactions
    if stage.needs == "question":
        return [_small_answer(rules, heard)]
    if "how_are_you" in heard.manners:
        return [rules.lines("how_are_you")]
    return [stage.react or _acknowledgement(rules, heard.words)]


def _small_answer(rules: Rules, heard: _Heard) -> Levelled:
    return rules.manners.answer(heard.words) or rules.lines("good_question")


def _acknowledgement(rules: Rules, words: Sequence[str]) -> Levelled:
    """Praise that names a target word just used, else a plain one."""
    text = f" {' '.join(words)} "
    term = next((term for term in rules.terms if f" {term.lower()} " in text), None)
    if term is None:
        return rules.lines("acknowledge")
    praise = rules.lines("praise").items()
    return {level: tuple(t.replace("{term}", term) for t in texts) for level, texts in praise}
