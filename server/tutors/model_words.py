"""One answer in a language model's words, and in the dialogue's own where the model fails."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

import structlog
from typing_extensions import override

from server.domain.errors import TutorError, TutorUnavailable
from server.protocol.models import LessonFact
from server.tutors.chat_history import ChatHistory
from server.tutors.chat_model import ChatModel
from server.tutors.line_check import LineCheck
from server.tutors.reply_policy import ReplyPolicy, asks
from server.tutors.reply_text import spoken_words
from server.tutors.talk import OpenTalk, Talk
from server.tutors.wording import OwnWords

BUDGET_S = 4.0  # for the first sentence, and for each further one
LONGEST_REST = 16  # turns
TRIES = 2  # of which the second names the words that were too hard

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class FreeTalk:
    """What the answers of one lesson share.

    Attributes:
        words: cap of one turn.
        one_at_a_time: held while a request is in flight.
        failures: requests that failed in a row.
        rests_until: turn of the learner's up to which the model is left alone, so that a server
            that hangs does not make the learner wait each time.
    """

    model: ChatModel
    history: ChatHistory
    check: LineCheck
    words: int
    latin: bool
    budget_s: float = BUDGET_S
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    failures: int = 0
    rests_until: int = 0

    @property
    def resting(self) -> bool:
        """Whether the model is left alone."""
        return len(self.history.learned) < self.rests_until

    def failed(self) -> None:
        """The model did not answer: from the second time on it rests, longer each time."""
        self.failures += 1
        if self.failures > 1:
            self.rests_until = len(self.history.learned) + min(2**self.failures, LONGEST_REST)

    def answered(self) -> None:
        """The model answered."""
        self.failures = 0


class NotedWords(OwnWords):
    """A talk's own line, remembered for the model; `text` is what it answers, if anything."""

    def __init__(self, talk: Talk, history: ChatHistory, text: str = "") -> None:
        super().__init__(talk)
        self._history = history
        self._unheard = text

    @override
    def sent(self, sentence: str) -> Talk:
        """The whole step counts from its first sentence on."""
        if self._unheard:
            self._history.learner(self._unheard)
            self._unheard = ""
        self._history.tutor(sentence)
        return super().sent(sentence)


class ModelWords:
    """The answer to a text. The talk's own line, `after`, serves where the model does not."""

    def __init__(self, free: FreeTalk, after: OpenTalk, text: str) -> None:
        self._free = free
        self._own = NotedWords(after, free.history, text)
        self._after = after
        self._text = text
        self._sent: list[str] = []
        self._only_own = False

    @property
    def speed(self) -> float:
        """As the talk's own line says."""
        return self._own.speed

    @property
    def facts(self) -> tuple[LessonFact, ...]:
        """What the talk noticed: it heard the same turn."""
        return self._own.facts

    @property
    def shown(self) -> tuple[str, ...]:
        """As the talk's own line says."""
        return self._own.shown

    async def sentences(self) -> AsyncGenerator[str, None]:
        """The model's sentences; then, where they ask nothing, the talk's own question."""
        said: list[str] = []
        async with self._free.one_at_a_time:
            try:
                async with aclosing(self._of_model()) as model:
                    async for sentence in model:
                        said.append(sentence)
                        yield sentence
                self._free.answered()
            except TutorUnavailable as fault:
                self._free.failed()
                log.info("model_not_heard", reason=fault.message, sentences=len(said))
            except TutorError as fault:
                log.info("model_not_followed", reason=fault.message, sentences=len(said))
        self._only_own = not said
        for sentence in self._rest(said):
            yield sentence

    def sent(self, sentence: str) -> Talk:
        """The talk as far as its words are on their way."""
        own = self._own.sent(sentence)
        self._sent.append(sentence)
        return own if self._only_own else self._after.worded(tuple(self._sent))

    def _rest(self, said: list[str]) -> tuple[str, ...]:
        line = self._after.line.sentences
        if not said:
            return line
        left = self._free.words - sum(spoken_words(sentence) for sentence in said)
        fits = asks(line[-1]) and spoken_words(line[-1]) <= left
        return (line[-1],) if fits and not asks(said[-1]) else ()

    async def _of_model(self) -> AsyncGenerator[str, None]:
        """What may be said of the model's reply, each sentence within the budget.

        Raises:
            TutorUnavailable: too late, or as the model does.
            TutorRefused: a rule was broken before the first sentence.
        """
        clock = asyncio.get_running_loop()
        deadline = clock.time() + self._free.budget_s
        said = False
        avoided: tuple[str, ...] = ()
        for _ in range(TRIES):
            async with aclosing(self._reply(avoided)) as reply:
                while (sentence := await _within(reply, deadline)) is not None:
                    avoided = await self._free.check.too_hard(sentence, self._free.history.learned)
                    if avoided:
                        break
                    said = True
                    yield sentence
                    deadline = clock.time() + self._free.budget_s
            if said or not avoided:
                return

    async def _reply(self, avoided: tuple[str, ...]) -> AsyncGenerator[str, None]:
        history = self._free.history
        policy = ReplyPolicy(self._free.words, history.instruction, latin=self._free.latin)
        messages = history.messages(self._text, avoided)
        async with aclosing(self._free.model.pieces(messages)) as pieces:
            async for piece in pieces:
                for sentence in policy.feed(piece):
                    yield sentence
                if policy.over:
                    return
        for sentence in policy.finish():
            yield sentence


async def _within(reply: AsyncGenerator[str, None], deadline: float) -> str | None:
    """The next sentence, None after the last; a late one is as good as none."""
    try:
        async with asyncio.timeout_at(deadline):
            return await anext(reply, None)
    except TimeoutError as error:
        raise TutorUnavailable(
            f"The language model needs over {BUDGET_S:g} s for a sentence: a smaller one answers "
            "sooner (TUTOR_LLM_MODEL)."
        ) from error
