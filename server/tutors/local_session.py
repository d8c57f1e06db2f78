"""One offline lesson: one task that hears, answers and speaks; calls only put work before it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from server.domain.errors import TutorUnavailable
from server.domain.events import (
    TurnHinted,
    TutorDone,
    TutorEvent,
    TutorFailed,
    TutorHelp,
    TutorText,
    UserText,
)
from server.domain.ports import Lesson, Recognition, Recognizer, Synthesizer
from server.protocol.messages import Help
from server.tutors.completeness import completeness
from server.tutors.event_stream import EventStream
from server.tutors.hearing import NOTHING, Guess, guess, hear
from server.tutors.spoken_line import SpokenLine
from server.tutors.talk import Advice, Talk, TimedTalk, answered
from server.tutors.utterance import Utterance
from server.tutors.wording import TheDialogueSpeaks, Wording, Wordings

SPOKEN_HELP = ("repeat", "slower", "easier")


@dataclass(frozen=True, slots=True)
class Equipment:
    """Ears and voice of a lesson.

    Attributes:
        recognizer: None where speech cannot be heard; `deaf` then says why.
        synthesizer: None where replies are text only.
        heard_as, spoken_as: the language by the recognizer's and the synthesizer's codes.
        voice: id of the synthesizer's voice; None is its own choice.
    """

    recognizer: Recognizer | None
    synthesizer: Synthesizer | None
    heard_as: str | None
    spoken_as: str
    deaf: str = ""
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class _Closed:
    utterance: Utterance
    guess: Guess | None


@dataclass(frozen=True, slots=True)
class _Typed:
    text: str


@dataclass(frozen=True, slots=True)
class _Asked:
    what: Help


@dataclass(slots=True)
class _Prepared:
    """An answer made before its turn closed: good for the same talk and the same words."""

    before: Talk
    text: str
    line: SpokenLine


class LocalSession:
    """Holds a `Talk` and walks it: a step counts once its first sentence is on its way."""

    def __init__(
        self,
        lesson: Lesson,
        talk: Talk,
        equipment: Equipment,
        wordings: Wordings | None = None,
    ) -> None:
        self._lesson = lesson
        self._talk = talk
        self._wordings = wordings or TheDialogueSpeaks()
        self._equipment = equipment
        self._stream = EventStream()
        self._inbox: asyncio.Queue[_Closed | _Typed | _Asked] = asyncio.Queue()
        self._utterance: Utterance | None = None
        self._guess: Guess | None = None
        self._prepared: _Prepared | None = None
        self._unanswered: list[str] = []
        self._replying: asyncio.Task[None] | None = None
        self._turns_waiting = 0
        self._aside: set[asyncio.Task[Recognition | None] | asyncio.Task[None]] = set()
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(self._ended)

    async def activity_start(self, utterance: int, turn_id: UUID) -> None:
        """The learner speaks; a reply in progress is interrupted."""
        self._cut()
        self._throw_guess_away()
        self._utterance = Utterance(utterance)

    def send_audio(self, pcm: bytes) -> None:
        """Keeps the packet; outside an activity it is dropped."""
        if self._utterance is not None:
            self._utterance.add(pcm)

    async def activity_pause(self, t: int = 0) -> None:
        """Begins to recognise and to answer what was said so far."""
        ears = self._equipment.recognizer
        if self._utterance is None or ears is None:
            return
        self._throw_guess_away()
        snapshot = Utterance(self._utterance.number)
        snapshot.add(self._utterance.pcm())
        task = asyncio.create_task(self._speculate(ears, self._utterance, snapshot, t))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
        self._guess = Guess(self._utterance, len(snapshot), task)

    async def activity_end(self) -> None:
        """Closes the turn."""
        if self._utterance is None:
            return
        closed = _Closed(self._utterance, self._guess)
        self._utterance = self._guess = None
        self._turns_waiting += 1
        self._inbox.put_nowait(closed)

    async def send_text(self, turn_id: UUID, text: str) -> None:
        """A typed turn."""
        self._cut()
        self._turns_waiting += 1
        self._inbox.put_nowait(_Typed(text))

    async def ask(self, what: Help) -> None:
        """Help: spoken for repeat, slower and easier, else written; while the learner speaks it is
        written only.
        """
        if what in SPOKEN_HELP and self._utterance is None:
            self._cut()
        self._inbox.put_nowait(_Asked(what))

    async def interrupt(self) -> None:
        """Stops the reply in progress."""
        self._cut()

    def events(self) -> AsyncIterator[TutorEvent]:
        """All that happens, in order."""
        return self._stream.events()

    async def aclose(self) -> None:
        """Stops everything and ends the events."""
        self._throw_guess_away()
        self._throw_answer_away()
        for task in (self._replying, self._task, *self._aside):
            if task is not None:
                task.cancel()
        await asyncio.wait({self._task, *self._aside})
        self._stream.close()

    async def _run(self) -> None:
        await self._reply(self._voiced(self._wordings.own(self._talk)))
        while True:
            match await self._inbox.get():
                case _Closed(utterance, guessed):
                    self._turns_waiting -= 1
                    await self._spoken(utterance, guessed)
                case _Typed(text):
                    self._turns_waiting -= 1
                    await self._answer(text, typed=True)
                case _Asked(what):
                    await self._help(what)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._stream.close(None if task.cancelled() else task.exception())

    # --- hearing ------------------------------------------------------------------------------

    async def _speculate(
        self, ears: Recognizer, utterance: Utterance, snapshot: Utterance, t: int
    ) -> Recognition | None:
        heard = await guess(ears, snapshot, self._equipment.heard_as)
        if heard is None:
            return None
        text = " ".join([*self._unanswered, heard.text])
        after = self._talk.after(text)
        if self._utterance is utterance:
            self._stream.post(self._hint(utterance, heard.text, after, t))
        if heard.text:
            self._throw_answer_away()
            self._prepared = _Prepared(self._talk, text, self._voiced(self._answered(after, text)))
        return heard

    def _hint(self, utterance: Utterance, text: str, after: Talk, t: int) -> TurnHinted:
        finished = completeness(
            text, self._equipment.spoken_as, self._lesson.level, settled=after.line.settled
        )
        return TurnHinted(utterance.number, finished, t)

    async def _spoken(self, utterance: Utterance, guessed: Guess | None) -> None:
        heard = await self._heard(utterance, guessed)
        if heard is None:
            if self._unanswered:
                await self._answer("")
            return
        empty = not len(utterance)  # the app's exam clock is at zero and nobody spoke
        self._stream.post(
            UserText(
                utterance.number,
                heard.text,
                final=True,
                words=heard.words,
                language=heard.language or None,
                language_probability=heard.language_probability if heard.language else None,
            )
        )
        await self._answer(heard.text, out_of_time=empty)

    async def _heard(self, utterance: Utterance, guessed: Guess | None) -> Recognition | None:
        """None after a failure, of which the learner has been told."""
        ears = self._equipment.recognizer
        if ears is None:
            self._stream.post(UserText(utterance.number, NOTHING.text, final=True))
            self._stream.post(TutorFailed(self._equipment.deaf, retryable=False))
            return None
        try:
            heard = None if utterance.too_short or guessed is None else await guessed.recognition()
            if heard is None:
                self._throw_answer_away()
                heard = await hear(ears, utterance, self._equipment.heard_as)
        except TutorUnavailable as fault:
            self._stream.post(UserText(utterance.number, NOTHING.text, final=True))
            self._stream.post(TutorFailed(fault.message))
            return None
        return heard

    def _throw_guess_away(self) -> None:
        if self._guess is not None:
            self._guess.cancel()
            self._guess = None
            self._throw_answer_away()

    def _throw_answer_away(self) -> None:
        if self._prepared is not None:
            self._later(self._prepared.line)
            self._prepared = None

    def _later(self, line: SpokenLine) -> None:
        line.stop()  # at once: the session may end before the task below begins
        closing = asyncio.create_task(line.aclose())
        self._aside.add(closing)
        closing.add_done_callback(self._aside.discard)

    # --- answering ----------------------------------------------------------------------------

    async def _answer(self, text: str, *, typed: bool = False, out_of_time: bool = False) -> None:
        """Answers all that is unanswered, unless the learner already speaks on."""
        if text:
            self._unanswered.append(text)
        if self._utterance is not None or self._turns_waiting:
            return
        said = " ".join(self._unanswered)
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared.before is self._talk and prepared.text == said:
            await self._reply(prepared.line)
            return
        if prepared is not None:
            self._later(prepared.line)
        if said:
            after = answered(self._talk, said, typed=typed)
            await self._reply(self._voiced(self._answered(after, said)))
        elif out_of_time and isinstance(self._talk, TimedTalk):
            await self._reply(self._voiced(self._wordings.own(self._talk.out_of_time())))
        else:
            await self._reply(self._voiced(self._wordings.own(self._talk.after_silence())))

    async def _help(self, what: Help) -> None:
        advice: Advice
        match what:
            case "repeat" | "slower" | "easier":
                await self._said_again(what)
                return
            case "hint":
                self._talk, advice = self._talk.hinted()
            case "replies":
                advice = self._talk.suggestions()
            case "translate" | "explain":
                advice = self._talk.explanation()
        self._stream.post(TutorHelp(what, advice.text, advice.rung, advice.replies))

    async def _said_again(self, what: Literal["repeat", "slower", "easier"]) -> None:
        again = (
            self._talk.easier()
            if what == "easier"
            else self._talk.repeated(slower=what == "slower")
        )
        if self._utterance is None:
            await self._reply(self._voiced(self._wordings.own(again)))
        else:
            self._stream.post(TutorHelp(what, again.line.text))

    def _answered(self, after: Talk, said: str) -> Wording:
        return self._wordings.answer(self._talk, after, said)

    def _voiced(self, wording: Wording) -> SpokenLine:
        has = self._equipment
        return SpokenLine(wording, has.synthesizer, has.spoken_as, has.voice)

    async def _reply(self, spoken: SpokenLine) -> None:
        """Speaks a line; ends early when it is cut."""
        self._stream.open_reply()
        replying = self._replying = asyncio.create_task(self._send(spoken))
        try:
            await asyncio.wait({replying})
        finally:
            self._replying = None
            replying.cancel()
            await spoken.aclose()
        if not replying.cancelled():
            replying.result()

    async def _send(self, spoken: SpokenLine) -> None:
        async for piece in spoken.pieces():
            if isinstance(piece, TutorText):
                self._talk = spoken.wording.sent(piece.text)
                self._unanswered.clear()
            await self._stream.post_reply(piece)
        line = self._talk.line
        await self._stream.post_reply(
            TutorDone(line.goals, line.closing, line.clock, line.expected)
        )
        if spoken.fault is not None:
            self._stream.post(TutorFailed(spoken.fault.message))

    def _cut(self) -> None:
        if self._replying is not None:
            self._replying.cancel()
        self._stream.cut_reply()
