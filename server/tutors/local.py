"""The offline tutor: recognizer, dialogue, voice; no key, no network."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from server.domain.ports import Lesson, Recognizer, Synthesizer, TutorCapabilities
from server.protocol.models import Language
from server.tutors.dialogue_book import DialogueBook, base_code
from server.tutors.local_session import Equipment, LocalSession
from server.tutors.wording import TheDialogueSpeaks, Wordings

WHISPER_CODES = {"nb": "no", "fil": "tl"}
UNKNOWN_TO_WHISPER = ("ga",)  # pedagogy.md section 11
VOICE_NOTICES = {
    "neural": "",
    "basic": "The basic voice speaks: understandable, but no model of pronunciation.",
    "none": "There is no voice for this language here: replies are text.",
}
PLEASE_TYPE = "You can type your turns meanwhile."


def in_own_words(_lesson: Lesson) -> Wordings:
    """Every lesson in the dialogue's own words."""
    return TheDialogueSpeaks()


class LocalTutor:
    """Holds lessons with what is installed on this machine."""

    def __init__(
        self,
        recognizer: Recognizer,
        synthesizer: Synthesizer,
        dialogues: DialogueBook,
        wordings: Callable[[Lesson], Wordings] = in_own_words,
    ) -> None:
        self._recognizer = recognizer
        self._synthesizer = synthesizer
        self._dialogues = dialogues
        self._wordings = wordings

    async def capabilities(self, language: Language) -> TutorCapabilities:
        """What works in a language here and now; `notice` names all that does not.

        A lesson keeps a recognizer that has a problem: its turns fail with the reason until it is
        mended.
        """
        equipment = await self._equipment(language)
        ears = equipment.recognizer
        broken = f"{ears.problem} {PLEASE_TYPE}" if ears and ears.problem else None
        voice = self._synthesizer.voice_for(base_code(language))
        notices = [
            broken or equipment.deaf,
            VOICE_NOTICES[voice] if equipment.synthesizer or voice == "none" else "",
            self._dialogues.notice(language) or "",
        ]
        return TutorCapabilities(
            name="local",
            listens=ears is not None and broken is None,
            speaks=equipment.synthesizer is not None,
            barge_in=equipment.synthesizer is not None,
            needs_key=False,
            notice=" ".join(text for text in notices if text) or None,
            voices=equipment.synthesizer.voices(equipment.spoken_as)
            if equipment.synthesizer
            else (),
        )

    async def open(self, lesson: Lesson) -> LocalSession:
        """Begins, or takes a lesson up again after its past turns."""
        talk = self._dialogues.open(lesson)
        equipment = replace(await self._equipment(lesson.language), voice=lesson.voice)
        return LocalSession(lesson, talk, equipment, self._wordings(lesson))

    async def aclose(self) -> None:
        """The recognizer and the voice belong to whoever made them."""

    async def _equipment(self, language: Language) -> Equipment:
        await asyncio.gather(self._recognizer.start(), self._synthesizer.start())
        code = base_code(language)
        deaf = ""
        if code in UNKNOWN_TO_WHISPER:
            deaf = f"The recognizer does not know {language.label}. Please type your turns."
        mute = self._synthesizer.voice_for(code) == "none"
        return Equipment(
            None if deaf else self._recognizer,
            None if mute else self._synthesizer,
            WHISPER_CODES.get(code, code),
            code,
            deaf,
        )
