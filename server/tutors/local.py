"""The offline tutor: recognizer, dialogue, voice; no key, no network."""

from server.domain.ports import Lesson, Recognizer, Synthesizer, TutorCapabilities
from server.protocol.models import Language
from server.tutors.dialogue_book import DialogueBook, base_code
from server.tutors.local_session import Equipment, LocalSession

WHISPER_CODES = {"nb": "no", "fil": "tl"}
UNKNOWN_TO_WHISPER = ("ga",)  # pedagogy.md section 11
DEAF = "Speech cannot be recognised here: the recognizer's model files are missing. Please type."


class LocalTutor:
    """Holds lessons with what is installed on this machine."""

    def __init__(
        self,
        recognizer: Recognizer | None,
        synthesizer: Synthesizer | None,
        dialogues: DialogueBook,
        deaf_because: str = DEAF,
    ) -> None:
        """Takes its parts.

        Args:
            recognizer: None where none works here; `deaf_because` tells the learner why and what
                to do.
            synthesizer: None where there is no voice: replies are text.
            dialogues: all that it can say.
            deaf_because: one sentence.
        """
        self._recognizer = recognizer
        self._synthesizer = synthesizer
        self._dialogues = dialogues
        self._deaf_because = deaf_because

    async def capabilities(self, language: Language) -> TutorCapabilities:
        """What works in a language here and now; `notice` names all that does not.

        A lesson keeps a recognizer that has a problem: its turns fail with the reason until it is
        mended.
        """
        equipment = self._equipment(language)
        ears = equipment.recognizer
        broken = None if ears is None else ears.problem
        mute = "There is no voice for this language here: replies are text."
        notices = [
            broken or equipment.deaf,
            mute if equipment.synthesizer is None else "",
            self._dialogues.notice(language) or "",
        ]
        return TutorCapabilities(
            name="local",
            listens=ears is not None and broken is None,
            speaks=equipment.synthesizer is not None,
            barge_in=equipment.synthesizer is not None,
            needs_key=False,
            notice=" ".join(text for text in notices if text) or None,
        )

    async def open(self, lesson: Lesson) -> LocalSession:
        """Begins, or takes a lesson up again after its past turns."""
        talk = self._dialogues.open(lesson)
        return LocalSession(lesson, talk, self._equipment(lesson.language))

    async def aclose(self) -> None:
        """The recognizer and the voice belong to whoever made them."""

    def _equipment(self, language: Language) -> Equipment:
        code = base_code(language)
        recognizer, deaf = self._recognizer, ""
        if recognizer is None:
            deaf = self._deaf_because
        elif code in UNKNOWN_TO_WHISPER:
            recognizer = None
            deaf = f"The recognizer does not know {language.label}. Please type your turns."
        voice = self._synthesizer
        if voice is not None and (
            voice.voice_for(code) == "none" or not self._dialogues.speaks(language)
        ):
            voice = None
        return Equipment(recognizer, voice, WHISPER_CODES.get(code, code), code, deaf)
