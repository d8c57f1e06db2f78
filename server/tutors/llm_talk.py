"""Free talk in the words of a language model, under the rules of the offline tutor.

The dialogue goes on beside it: it decides when to repeat and when to say goodbye, and its line
serves wherever the model is late, wrong or silent.
"""

import unicodedata
from collections.abc import Callable, Collection

from server.domain.ports import Lesson
from server.tutors.chat_history import ChatHistory
from server.tutors.chat_model import ChatModel
from server.tutors.dialogue_book import base_code
from server.tutors.line_check import LineCheck, WordList
from server.tutors.model_words import BUDGET_S, FreeTalk, ModelWords, NotedWords
from server.tutors.modes import MODES
from server.tutors.modes.conversation import Conversation
from server.tutors.scenario_pack import listed
from server.tutors.sentences import WORD_CAPS
from server.tutors.talk import OpenTalk, Talk
from server.tutors.text_patterns import tokens
from server.tutors.wording import TheDialogueSpeaks, Wording, Wordings

WordLists = Callable[[str], WordList | None]
"""The word list of a base language code, None where there is none."""


class LlmTalk:
    """One model for the free talk of every lesson."""

    def __init__(
        self,
        model: ChatModel,
        word_lists: WordLists,
        dialogues: Collection[str],
        *,
        budget_s: float = BUDGET_S,
    ) -> None:
        """`dialogues` are the base codes of the languages that have them."""
        self._model = model
        self._word_lists = word_lists
        self._dialogues = dialogues
        self._budget_s = budget_s

    def wordings(self, lesson: Lesson) -> Wordings:
        """Who words a lesson: the model in free talk, else the dialogue."""
        if not is_free(lesson, self._dialogues):
            return TheDialogueSpeaks()
        code = base_code(lesson.language)
        given = listed(lesson.scenario, "target_vocabulary") if lesson.scenario else ()
        return ModelSpeaks(
            FreeTalk(
                self._model,
                ChatHistory(lesson),
                LineCheck(code, lesson.level, self._word_lists(code), given),
                WORD_CAPS[lesson.level],
                _in_latin(lesson.language.native_name),
                self._budget_s,
            )
        )


def is_free(lesson: Lesson, dialogues: Collection[str]) -> bool:
    """Whether nothing written leads the lesson: no scenario, one without goals, or a language
    without dialogues; only in modes that are held as a conversation.
    """
    if MODES.get(lesson.mode.code, Conversation) is not Conversation:
        return False
    about = lesson.scenario
    led = about is not None and bool(listed(about, "checklist") or listed(about, "topics"))
    return not led or base_code(lesson.language) not in dialogues


class ModelSpeaks:
    """The model answers; the dialogue opens, repeats, waits and takes leave."""

    def __init__(self, free: FreeTalk) -> None:
        self._free = free

    def own(self, talk: Talk) -> NotedWords:
        """The talk's own line."""
        return NotedWords(talk, self._free.history)

    def answer(self, before: Talk, after: Talk, text: str) -> Wording:
        """The model's answer, unless nothing was said, the talk repeats itself or ends or keeps to
        its own words, or the model rests.
        """
        if not isinstance(after, OpenTalk):
            return NotedWords(after, self._free.history, text)
        repeated = after.line.sentences is before.line.sentences
        if repeated or after.line.closing or self._free.resting or not tokens(text):
            return NotedWords(after, self._free.history, text)
        return ModelWords(self._free, after, text)


def _in_latin(native_name: str) -> bool:
    letters = [sign for sign in native_name if sign.isalpha()]
    return bool(letters) and unicodedata.name(letters[0], "").startswith("LATIN")
