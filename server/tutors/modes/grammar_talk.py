"""A grammar lesson as a talk: elicits, prompts before it tells, and comes back to what was mended.

A slip is answered by a prompt, then by one line on the rule, then by the right words
(pedagogy.md sections 5 and 6); the form is elicited again with the next question.
"""

from dataclasses import dataclass, replace

from server.protocol.models import LessonFact
from server.tutors import dialogue_moves as moves
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_pack import LADDER, Levelled
from server.tutors.dialogue_state import State, rung_text, said, worded
from server.tutors.line_composer import choose
from server.tutors.manners import is_question
from server.tutors.modes.grammar_course import Course, Record
from server.tutors.modes.grammar_forms import Heard, Slip, Use
from server.tutors.modes.quoting import literal, longest_sentence
from server.tutors.sentences import WORD_CAPS, count_words, split_sentences
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import spaced, tokens

HELPED_FROM = LADDER.index("starter") + 1  # from this rung on the form was given, not found
EXPLAINED = 2  # tries after which the rule was told; then the words themselves
ASIDES = frozenset(
    ("repeat", "slower", "easier", "dont_know", "help", "thanks", "hello", "how_are_you", "goodbye")
)
WISHES = frozenset(("repeat", "slower", "easier", "goodbye"))
LINES = (
    "prompt", "prompt_piece", "rule", "explicit", "mended", "praise", "nudge", "result",
)  # fmt: skip
"""Occasions that the mode's own `lines.json` must word, beside those of `general.json`."""


@dataclass(frozen=True, slots=True)
class GrammarTalk:
    """A `Talk`; the dialogue inside asks, helps and words, this one judges."""

    course: Course
    dialogue: Dialogue
    record: Record
    facts: tuple[LessonFact, ...] = ()

    @classmethod
    def begin(cls, course: Course, dialogue: Dialogue) -> "GrammarTalk":
        """The lesson with its opening line said; spare questions wait until they are needed."""
        spares = frozenset(item.id for item in course.lesson.spares())
        first = Record(asked=frozenset((dialogue.state.at,)))
        return cls(course, _stood(dialogue, replace(dialogue.state, passed=spares)), first)

    @property
    def line(self) -> Line:
        """What the tutor says now."""
        goals = self.course.goals(self.record) if self.dialogue.rules.checklist else ()
        return replace(self.dialogue.line, goals=goals, facts=self.facts)

    def after(self, text: str) -> "GrammarTalk":
        """The lesson once the learner has said this."""
        words = tokens(text)
        if not words or self.line.closing:
            return self._walked(self.dialogue.after(text))
        heard = self.course.reader.read(text)
        manners = self.dialogue.rules.manners.of(words)
        if self.record.pending is not None:
            return self._retried(self.record.pending, heard, manners)
        if heard.slips:
            return self._prompted(heard)
        if self.course.answers(self.course.item(self.dialogue.state.at), heard):
            return self._praised(heard)
        if manners & ASIDES or is_question(text, words):
            return self._walked(self.dialogue.after(text))
        return self._nudged(heard)

    def after_silence(self) -> "GrammarTalk":
        """The same question, one rung easier."""
        return self._walked(self.dialogue.after_silence())

    def repeated(self, *, slower: bool) -> "GrammarTalk":
        """The same line again."""
        return self._walked(self.dialogue.repeated(slower=slower))

    def easier(self) -> "GrammarTalk":
        """The rephrased question."""
        return self._walked(self.dialogue.easier())

    def hinted(self) -> tuple["GrammarTalk", Advice]:
        """The next rung; while a sentence is to be mended, its rule, then its words."""
        slip = self.record.pending
        if slip is None:
            dialogue, advice = self.dialogue.hinted()
            return self._walked(dialogue), advice
        rung = (
            HELPED_FROM
            if self.dialogue.state.rung < HELPED_FROM
            else len(self.dialogue.rules.ladder)
        )
        text = self._rule(slip.form) if rung == HELPED_FROM else f"Say: {slip.better}."
        return self.standing(replace(self.dialogue.state, rung=rung), self.record), Advice(
            text, rung
        )

    def suggestions(self) -> Advice:
        """Three replies; while a sentence is to be mended, that sentence first."""
        advice, slip = self.dialogue.suggestions(), self.record.pending
        if slip is None:
            return advice
        return replace(advice, replies=(slip.better, *advice.replies)[:3])

    def explanation(self) -> Advice:
        """The rule of the form asked for, with the learner's own sentence where one is open."""
        slip = self.record.pending
        if slip is not None:
            rule = self._rule(slip.form)
            return Advice(f"You said: {slip.said}. Better: {slip.better}. {rule}")
        wants = self.course.item(self.dialogue.state.at).wants
        return Advice(self._rule(wants[0])) if wants else self.dialogue.explanation()

    def resumed(self) -> "GrammarTalk":
        """The same point after an absence."""
        return self._walked(self.dialogue.resumed())

    # --- answers ------------------------------------------------------------------------------

    def _praised(self, heard: Heard) -> "GrammarTalk":
        """A right use of what was asked for: named, and on to the next."""
        outcome = "helped" if self.dialogue.state.rung >= HELPED_FROM else "right"
        talk, uses = self._noted(heard, helped=outcome == "helped")
        wanted = self.course.item(self.dialogue.state.at)
        named = next((use for use in uses if use.form in wanted.wants), None)
        praise = self._worded("praise", use=named) if named else wanted.react
        reply = self.course.reply_to(heard.text) or (wanted.react if named else {})
        said = [reply, praise] if self.dialogue.state.turn % 2 else [praise, reply]
        return talk.forward([lines for lines in said if lines], answered=True)

    def _prompted(self, heard: Heard) -> "GrammarTalk":
        """A slip: the learner's own sentence with a gap."""
        wants = self.course.item(self.dialogue.state.at).wants
        slip = next((slip for slip in heard.slips if slip.form in wants), heard.slips[0])
        talk, _ = self._noted(heard, slip=slip)
        record = replace(talk.record, pending=slip, tries=1)
        asked = self._prompt(slip)
        state = replace(self.dialogue.state, asked=asked, turn=self.dialogue.state.turn + 1)
        sentences = tuple(split_sentences(asked))
        return talk.standing(said(self.dialogue.rules, state, sentences), record, talk.facts)

    def _retried(self, slip: Slip, heard: Heard, manners: set[str]) -> "GrammarTalk":
        """The learner's next try at a sentence to mend."""
        if _mends(slip, heard):
            return self._mended(slip, heard)
        if manners & WISHES:
            return self._walked(self.dialogue.after(heard.text))
        state = replace(self.dialogue.state, turn=self.dialogue.state.turn + 1)
        if self.record.tries > EXPLAINED:
            past = replace(self.record, pending=None, tries=0, due=slip.form)
            lines = self.dialogue.rules.lines("move_on")
            return self.standing(state, past).forward([lines], answered=False)
        told = self._rule_then_prompt(slip) if self.record.tries < EXPLAINED else self._say(slip)
        record = replace(self.record, tries=self.record.tries + 1)
        sentences = tuple(split_sentences(told))
        return self.standing(said(self.dialogue.rules, state, sentences), record)

    def _mended(self, slip: Slip, heard: Heard) -> "GrammarTalk":
        use = next((use for use in heard.uses if use.form == slip.form), None)
        quote = use.quote if use else longest_sentence(heard.text)
        repaired = Heard(heard.text, (Use(slip.form, quote),))
        talk, _ = self._noted(repaired, helped=True)
        record = replace(
            talk.record, pending=None, tries=0, due=slip.form, mended=(*talk.record.mended, slip)
        )
        talk = replace(talk, record=record)
        better = slip.better if use is None else use.quote
        praise = self._worded("mended", slip=replace(slip, better=better))
        return talk.forward([praise], answered=True)

    def _nudged(self, heard: Heard) -> "GrammarTalk":
        """An answer without the form: taken, and asked for with the form."""
        talk, _ = self._noted(heard)
        rules = self.dialogue.rules
        state = replace(self.dialogue.state, turn=self.dialogue.state.turn + 1)
        if state.rung >= len(rules.ladder):
            return talk.standing(state, talk.record, talk.facts).forward(
                [rules.lines("move_on")], answered=False
            )
        rung = max(state.rung + 1, moves.REPHRASE)
        wants = self.course.item(state.at).wants
        before = [self._worded("nudge", form=wants[0])] if wants else [rules.lines("unclear")]
        avoided = tuple(
            LessonFact(kind="form", about=self.course.lesson.forms[name].name, outcome="avoided")
            for name in wants[:1]
        )
        sentences = worded(rules, state, rung_text(rules, state, rung), before)
        moved = said(rules, state, sentences, rung=rung)
        return talk.standing(moved, talk.record, (*talk.facts, *avoided))

    # --- steps --------------------------------------------------------------------------------

    def _noted(
        self, heard: Heard, *, slip: Slip | None = None, helped: bool = False
    ) -> tuple["GrammarTalk", tuple[Use, ...]]:
        """The talk with a turn on record, and what was right in it for the first time."""
        uses = self.record.fresh(heard)
        form = self.course.lesson.forms
        facts = [
            LessonFact(
                kind="form",
                about=form[use.form].name,
                outcome="helped" if helped else "right",
                quote=use.quote,
            )
            for use in uses
        ]
        pieces = [(use.form, use.quote) for use in uses]
        if slip is not None:
            pieces.append((slip.form, slip.said))
            name = form[slip.form].name
            facts.append(
                LessonFact(
                    kind="form", about=name, outcome="wrong", quote=slip.said, better=slip.better
                )
            )
        record = replace(self.record, uses=(*self.record.uses, *uses))
        record, told = self.course.told(record, self.dialogue.rules.level, pieces)
        return replace(self, record=record, facts=(*facts, *told)), uses

    def forward(self, reactions: list[Levelled], *, answered: bool) -> "GrammarTalk":
        """On to the next question, or to the end."""
        state, rules = self.dialogue.state, self.dialogue.rules
        closed = {state.at}
        state = replace(
            state,
            turn=state.turn + (1 if answered else 0),
            answered=state.answered | (closed if answered else set()),
            passed=state.passed | closed,
            rung=0,
        )
        record = replace(self.record, done=self.record.done | (closed if answered else set()))
        name = self.course.next_item(record)
        if name is None:
            ending = [*reactions[:1], self._result(record)]
            return self.standing(moves.close(rules, state, ending), record, self.facts)
        record = replace(record, asked=record.asked | {name}, due=None)
        return self.standing(moves.ask_next(rules, state, reactions, name), record, self.facts)

    def _walked(self, dialogue: Dialogue) -> "GrammarTalk":
        """After a step of the dialogue alone: another question drops what was to be mended."""
        record = self.record
        if dialogue.state.at != self.dialogue.state.at:
            asked = record.asked | {dialogue.state.at}
            record = replace(record, asked=asked, pending=None, tries=0)
        return GrammarTalk(self.course, dialogue, record)

    def standing(
        self, state: State, record: Record, facts: tuple[LessonFact, ...] = ()
    ) -> "GrammarTalk":
        """The lesson at a state of its dialogue."""
        return GrammarTalk(self.course, _stood(self.dialogue, state), record, facts)

    # --- words --------------------------------------------------------------------------------

    def _worded(
        self,
        occasion: str,
        *,
        use: Use | None = None,
        slip: Slip | None = None,
        form: str | None = None,
    ) -> Levelled:
        values = {"better": slip.better, "said": slip.said} if slip else {}
        values |= {"quote": use.quote} if use else {}
        known = self.course.lesson.forms
        name = form or (use.form if use else slip.form if slip else None)
        if name is not None:
            values |= {"form": known[name].name, "cue": known[name].cue}
        rules, turn = self.dialogue.rules, self.dialogue.state.turn
        text = choose(rules.lines(occasion), rules.level, turn, values)
        return literal(text) if text else {}

    def _prompt(self, slip: Slip) -> str:
        rules, turn = self.dialogue.rules, self.dialogue.state.turn
        if slip.gap:
            text = choose(rules.lines("prompt"), rules.level, turn, {"gap": slip.gap})
            if text:
                return text
        values = {"piece": slip.wrong, "cue": self.course.lesson.forms[slip.form].cue}
        return choose(rules.lines("prompt_piece"), rules.level, turn, values) or (
            self.dialogue.state.asked
        )

    def _rule_then_prompt(self, slip: Slip) -> str:
        rule, asked = self._rule(slip.form), self.dialogue.state.asked
        both = f"{rule} {slip.gap}?" if slip.gap else f"{rule} {asked}"
        return both if count_words(both) <= WORD_CAPS[self.dialogue.rules.level] else rule

    def _rule(self, form: str) -> str:
        rules, turn = self.dialogue.rules, self.dialogue.state.turn
        rule = self.course.lesson.forms[form].rule
        return choose(rule, rules.level, turn, {}) or rule[min(rule)][0]

    def _say(self, slip: Slip) -> str:
        rules, turn = self.dialogue.rules, self.dialogue.state.turn
        texts = [slip.better, slip.right]
        told = (
            choose(rules.lines("explicit"), rules.level, turn, {"better": text}) for text in texts
        )
        return next((text for text in told if text), self.dialogue.state.asked)

    def _result(self, record: Record) -> Levelled:
        if not record.mended:
            return {}
        return self._worded("result", slip=record.mended[-1])


def _stood(dialogue: Dialogue, state: State) -> Dialogue:
    return Dialogue(dialogue.rules, state)


def _mends(slip: Slip, heard: Heard) -> bool:
    """Whether a turn says the better words, or at least those that were missing, or another right
    use of the form; and not the wrong ones again.
    """
    said = spaced(tokens(heard.text))
    if spaced(tokens(slip.wrong)) in said and any(s.form == slip.form for s in heard.slips):
        return False
    wanted = [slip.right, slip.missing, slip.better]
    if any(tokens(text) and spaced(tokens(text)) in said for text in wanted):
        return True
    used = any(use.form == slip.form for use in heard.uses)
    return used and not any(found.form == slip.form for found in heard.slips)
