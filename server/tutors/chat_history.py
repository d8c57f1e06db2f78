"""What was said so far, as a language model is told it."""

from collections.abc import Iterable

from server.domain.ports import Lesson
from server.domain.prompts import instruction, learner_block, situation_block, without
from server.protocol.models import Role
from server.tutors.chat_model import Message
from server.tutors.sentences import WORD_CAPS

REMEMBERED = 12  # messages; what is older than six turns is rarely taken up


class ChatHistory:
    """The messages of one lesson, learner and tutor by turns.

    Attributes:
        instruction: the system instruction.
        learned: every text of the learner's.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.instruction = instruction(
            lesson.mode.code,
            lesson.language,
            lesson.mother_language,
            lesson.level,
            WORD_CAPS[lesson.level],
        )
        self.learned: list[str] = []
        self._situation = situation_block(lesson.scenario)
        self._said: list[tuple[Role, str]] = []
        for turn in lesson.past:
            if turn.role is Role.USER:
                self.learner(turn.text)
            else:
                self.tutor(turn.text)

    def learner(self, text: str) -> None:
        """A turn of the learner's."""
        self.learned.append(text)
        self._add(Role.USER, learner_block(text))

    def tutor(self, sentence: str) -> None:
        """A sentence of the tutor's, in whosever words."""
        self._add(Role.ASSISTANT, sentence)

    def messages(self, text: str, avoided: tuple[str, ...] = ()) -> list[Message]:
        """The request for an answer to a text, without the words to be avoided.

        Learner and tutor alternate, the learner first: some models' templates refuse all else.
        """
        told = "\n".join((self.instruction, without(avoided))) if avoided else self.instruction
        recent = self._said[-REMEMBERED:]
        turns = _alternating(
            [(Role.USER, self._situation), *recent, (Role.USER, learner_block(text))]
        )
        return [{"role": "system", "content": told}, *turns]

    def _add(self, role: Role, text: str) -> None:
        self._said.append((role, text))


def _alternating(said: Iterable[tuple[Role, str]]) -> list[Message]:
    turns: list[Message] = []
    for role, text in said:
        if turns and turns[-1]["role"] == role.value:
            turns[-1]["content"] += f"\n{text}" if role is Role.USER else f" {text}"
        else:
            turns.append({"role": role.value, "content": text})
    return turns
