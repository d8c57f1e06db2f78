"""A reading lesson as a talk: the learner reads part by part, then speaks about the text.

The part is shown and not spoken, so that the learner reads it first; the voice reads it as a model
to a learner who asks for help or cannot begin. A turn that ended in the middle of a part is no
mistake: what is left of the part is asked for.
"""

from dataclasses import dataclass, replace

from server.protocol.models import LessonFact
from server.tutors import dialogue_moves as moves
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_facts import noticed
from server.tutors.dialogue_pack import Levelled
from server.tutors.dialogue_state import chosen, said
from server.tutors.line_composer import choose
from server.tutors.manners import is_question
from server.tutors.modes.miscues import Miscue, Reading, compare, rest_of
from server.tutors.modes.quoting import literal
from server.tutors.modes.reading_facts import answer_facts, gravest, reading_facts, word_facts
from server.tutors.modes.reading_lesson import NewWord, ReadingLesson, ReadingLines
from server.tutors.modes.reading_pack import read_stage
from server.tutors.modes.spoken_form import spoken
from server.tutors.sentences import split_sentences
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import Pattern, spaced, tokens

READ = 0.55  # share of the words said, and of those passed over, that makes it a reading
FEWEST_READ = 3  # words read right
WHOLE = 0.85  # of a part: the rest is not asked for
MOST_TRIES = 3  # turns that were no reading, after which the part is left
SLOW = 0.8  # of natural speed, for the model
_AGAIN = tuple(
    Pattern(source)
    for source in (
        "let me try|read|do", "try * again", "read * again", "^ again please? $", "^ once more $",
        "retry", "another try", "^ one more time $", "repeat the line|part|sentence",
    )
)  # fmt: skip
_SHORT = 9  # words; more are not a wish
_HELP = frozenset(("dont_know", "help", "easier", "slower"))
_ASIDES = frozenset(("thanks", "hello", "how_are_you", "goodbye"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading is.

    Attributes:
        read: parts closed, of which the last may be tried again.
        begun: words of the open part read in earlier turns.
        rest: what is left of the open part; empty is all of it.
        tries: turns at the open part that were no reading.
        miscues: of the part read last, in all its turns; `best` those of the try before.
        again: the part read last is open once more.
    """

    read: int = 0
    rest: str = ""
    tries: int = 0
    miscues: tuple[Miscue, ...] = ()
    best: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class ReadingTalk:
    """A `Talk`; the dialogue inside asks and helps, this one hears the reading."""

    lesson: ReadingLesson
    lines: ReadingLines
    dialogue: Dialogue
    line: Line
    place: Place = Place()

    @classmethod
    def begin(cls, lesson: ReadingLesson, lines: ReadingLines, dialogue: Dialogue) -> "ReadingTalk":
        """The lesson with its opening line said, and the first part where that asks for it."""
        return cls(lesson, lines, dialogue, dialogue.line).resting_at(Place())

    def resting_at(self, place: Place) -> "ReadingTalk":
        """The same line, with the part that is open there."""
        return self._dressed(self.dialogue, place)

    def after(self, text: str) -> "ReadingTalk":
        """The talk once the learner has said this."""
        words = tokens(text)
        if not words:
            return self.after_silence()
        if self.line.closing:
            return self._dressed(self.dialogue.after(text), self.place)
        if self._wishes_again(words):
            return self._opened_again()
        part = self.open_part()
        if part is None:
            return self._talked(text)
        return self._heard(part, text, words)

    def after_silence(self) -> "ReadingTalk":
        """The same question, one rung easier; an open part once more, then as a model."""
        if self.open_part() is None or self.line.closing:
            return self._dressed(self.dialogue.after_silence(), self.place)
        place = replace(self.place, tries=self.place.tries + 1)
        if place.tries > 1:
            return self._modelled(place)
        return self._asked_again(place, self.dialogue.rules.lines("take_your_time"))

    def repeated(self, *, slower: bool) -> "ReadingTalk":
        """The same line again."""
        return replace(self, line=replace(self.line, speed=moves.SLOW if slower else 1.0, facts=()))

    def easier(self) -> "ReadingTalk":
        """The question in simpler words; an open part read as a model."""
        if self.open_part() is None:
            return self._dressed(self.dialogue.easier(), self.place)
        return self._modelled(self.place)

    def hinted(self) -> tuple["ReadingTalk", Advice]:
        """The next rung; for an open part, the words that are new in it."""
        part = self.open_part()
        if part is None:
            dialogue, advice = self.dialogue.hinted()
            return replace(self, dialogue=dialogue), advice
        new = self.lesson.parts[part].new
        if not new:
            return self, Advice(self.rest(part), 1)
        return self, Advice(" ".join(_explained(word) for word in new), 1)

    def suggestions(self) -> Advice:
        """Three replies; while a part is open, what may be asked for."""
        if self.open_part() is None:
            return self.dialogue.suggestions()
        return Advice(self.dialogue.state.asked, replies=self.lines.replies)

    def explanation(self) -> Advice:
        """Why the last sentence was mended; else the line of the text to look at."""
        at = self.dialogue.state.at
        question = next((q for q in self.lesson.questions if at.startswith(q.id) and q.line), None)
        if question is None or self.dialogue.state.recast is not None:
            return self.dialogue.explanation()
        return Advice(f'Look at this line: "{question.line}"')

    def resumed(self) -> "ReadingTalk":
        """The same point after an absence."""
        if self.line.closing:
            return self
        return self._dressed(self.dialogue.resumed(), self.place)

    def open_part(self) -> int | None:
        """The part that is to be read now."""
        if self.place.again:
            return self.place.read - 1
        state = self.dialogue.state
        number = self.place.read
        aside = state.retry is not None or state.checking
        return number if not aside and state.at == read_stage(number) else None

    def rest(self, part: int) -> str:
        """What is still to be read of a part."""
        return self.place.rest or self.lesson.parts[part].text

    # --- reading ------------------------------------------------------------------------------

    def _heard(self, part: int, text: str, words: list[str]) -> "ReadingTalk":
        """A turn while a part is open."""
        reading = compare(self.rest(part), text)
        if _is_reading(reading, text):
            return self._read(part, reading, text)
        asked = [new for new in self.lesson.parts[part].new if _names(new, words)]
        if asked and is_question(text, words):
            return self._explained(asked)
        manners = self.dialogue.rules.manners.of(words)
        if manners & _HELP:
            return self._modelled(self.place)
        if "repeat" in manners:
            return self.repeated(slower=False)
        if manners & _ASIDES and len(words) <= _SHORT:
            return self._dressed(self.dialogue.after(text), self.place)
        return self._not_read()

    def _not_read(self) -> "ReadingTalk":
        """Other words than those of the part: asked again, then read as a model, then left."""
        place = replace(self.place, tries=self.place.tries + 1)
        if place.tries >= MOST_TRIES:
            return self._left(place)
        if place.tries == MOST_TRIES - 1:
            return self._modelled(place)
        return self._asked_again(place, self.lines.from_text)

    def _read(self, part: int, reading: Reading, text: str) -> "ReadingTalk":
        miscues = (*self.place.miscues, *reading.miscues)
        facts = (
            *reading_facts(reading, text, part),
            *word_facts(self.lesson.parts[part].new, reading, text),
        )
        if reading.reached < WHOLE * reading.words:
            rest = rest_of(self.rest(part), reading.reached)
            place = replace(self.place, rest=rest, miscues=miscues, tries=0)
            return self._asked_again(place, {}, facts)
        reaction = self._reaction(miscues)
        if self.place.again:
            closed = replace(self.place, again=False, rest="", tries=0, miscues=miscues)
            return self._asked_again(closed, reaction, facts)
        closed = Place(read=part + 1, miscues=miscues, best=len(miscues))
        return self._forward(closed, part, [reaction], facts, text, answered=True)

    def _reaction(self, miscues: tuple[Miscue, ...]) -> Levelled:
        """To a part read to its end: the gravest miscue, or that there was none."""
        if self.place.again:
            return self.lines.better if len(miscues) < self.place.best else self.lines.same
        worst = gravest(miscues)
        if worst is None:
            return self.lines.well
        lines = {
            "omission": self.lines.left_out,
            "insertion": self.lines.added,
            "substitution": self.lines.instead,
        }[worst.kind]
        rules = self.dialogue.rules
        values = {"written": worst.written, "heard": worst.heard}
        told = choose(lines, rules.level, self.dialogue.state.turn, values)
        return literal(told) if told else {}

    def _left(self, place: Place) -> "ReadingTalk":
        """On, without the part."""
        lines = self.dialogue.rules.lines("move_on")
        if place.again:
            return self._asked_again(replace(place, again=False, rest="", tries=0), lines)
        part = self.place.read
        return self._forward(Place(read=part + 1), part, [lines], (), "", answered=False)

    def _forward(
        self,
        place: Place,
        part: int,
        reactions: list[Levelled],
        facts: tuple[LessonFact, ...],
        text: str,
        *,
        answered: bool,
    ) -> "ReadingTalk":
        """On to what follows a part."""
        before, name = self.dialogue.state, read_stage(part)
        state = replace(
            before,
            turn=before.turn + 1,
            answered=before.answered | ({name} if answered else set()),
            passed=before.passed | (set() if answered else {name}),
            rung=0,
        )
        rules = self.dialogue.rules
        moved = moves.ask_next(rules, state, reactions)
        goals = noticed(rules, before, moved, text, ())
        talk = self._dressed(Dialogue(rules, moved), place)
        return replace(talk, line=replace(talk.line, facts=(*facts, *goals)))

    def _opened_again(self) -> "ReadingTalk":
        """The last part read, to be tried once more."""
        place = replace(self.place, again=self.place.read > 0, rest="", tries=0, miscues=())
        if self.open_part() is not None and not self.place.again and self.place.rest:
            place = replace(place, again=False)  # in the middle of a part: that part from its start
        return self._asked_again(place, self.lines.once_more)

    def _asked_again(
        self, place: Place, before: Levelled, facts: tuple[LessonFact, ...] = ()
    ) -> "ReadingTalk":
        """The open part, or the question that waited behind one tried again."""
        rules, state = self.dialogue.rules, self.dialogue.state
        standing = replace(self, place=place)
        part = standing.open_part()
        state = replace(state, turn=state.turn + 1)
        if part is None:
            moved = moves.ask_again(rules, state, [before] if before else [])
            talk = self._dressed(Dialogue(rules, moved), place)
            return replace(talk, line=replace(talk.line, facts=facts))
        asked = self.lines.read if part else self.lines.first
        asked = self.lines.go_on if place.rest else asked
        ask = chosen(rules, state, asked) or state.asked
        said_before = chosen(rules, state, before) if before else None
        spoken_first = split_sentences(said_before) if said_before else []
        moved = said(rules, state, (*spoken_first, ask))
        talk = self._dressed(Dialogue(rules, moved), place)
        return replace(talk, line=replace(talk.line, facts=facts))

    def _modelled(self, place: Place) -> "ReadingTalk":
        """The open part, read by the voice, slowly."""
        talk = self._asked_again(place, self.lines.listen)
        return replace(talk, line=replace(talk.line, shown=(), speed=SLOW))

    def _explained(self, asked: list[NewWord]) -> "ReadingTalk":
        """The words that the learner asked for, said aloud."""
        talk = self._asked_again(self.place, {})
        told = tuple(_explained(new) for new in asked)
        *_, text, ask = talk.line.sentences
        return replace(talk, line=replace(talk.line, sentences=(*told, text, ask), shown=(text,)))

    # --- talking ------------------------------------------------------------------------------

    def _talked(self, text: str) -> "ReadingTalk":
        """A turn about the text."""
        before = self.dialogue.state
        moved = self.dialogue.after(text)
        facts = answer_facts(self.lesson, before, moved.state, text)
        talk = self._dressed(moved, self.place)
        return replace(talk, line=replace(talk.line, facts=(*talk.line.facts, *facts)))

    def _wishes_again(self, words: list[str]) -> bool:
        begun = self.place.read > 0 or bool(self.place.rest)
        text = spaced(words)
        return begun and len(words) <= _SHORT and any(p.found(text) for p in _AGAIN)

    def _dressed(self, dialogue: Dialogue, place: Place) -> "ReadingTalk":
        """The talk at a line of its dialogue, with the open part before its last sentence."""
        talk = replace(self, dialogue=dialogue, place=place, line=dialogue.line)
        part = talk.open_part()
        if part is None or dialogue.line.closing:
            return talk
        new = () if place.rest or place.again else self.lesson.parts[part].new
        text = talk.rest(part)
        card = (*(_explained(word) for word in new), f"\u201c{text}\u201d")
        *before, ask = dialogue.line.sentences
        sentences = (*before, *card, ask)
        line = replace(dialogue.line, sentences=sentences, shown=card, expected=text)
        return replace(talk, line=line)


def _explained(new: NewWord) -> str:
    return f"{new.word.capitalize()}: {new.means}."


def _names(new: NewWord, words: list[str]) -> bool:
    return new.word.lower().removeprefix("to ") in words


def _is_reading(reading: Reading, text: str) -> bool:
    heard = max(len(spoken(text)), reading.reached)
    return len(reading.right) >= min(FEWEST_READ, reading.words) and (
        len(reading.right) / heard >= READ
    )
