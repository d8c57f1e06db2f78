"""Which talk a lesson gets: that of its mode where the language has dialogues, else phrases to
repeat.
"""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from server.domain.ports import Lesson
from server.protocol.models import Language, Role
from server.tutors.dialogue_pack import Pack
from server.tutors.glosses import ALL_GLOSSES
from server.tutors.language_book import ENGLISH, LanguageBook
from server.tutors.manners import Manners
from server.tutors.modes import modes_of
from server.tutors.phrase_talk import PhraseTalk
from server.tutors.phrasebook import Phrasebook
from server.tutors.repeat_talk import RepeatRules, RepeatTalk
from server.tutors.talk import Talk, answered

CONVERSATION = "conversation"


def base_code(language: Language) -> str:
    """The language subtag, without region or script."""
    return language.code.split("-", maxsplit=1)[0].lower()


class DialogueBook:
    """Everything the offline tutor can say; read once, checked as it is read."""

    def __init__(self, languages: Mapping[str, LanguageBook], phrasebook: Phrasebook) -> None:
        self.languages = languages
        self.phrasebook = phrasebook
        self._modes = {code: modes_of(book) for code, book in languages.items()}

    @classmethod
    def installed(cls) -> "DialogueBook":
        """The book that ships in `resources/dialogues`.

        Raises:
            ValidationError: a line breaks the format or the rules of `dialogue_pack`.
        """
        folder = files("resources") / "dialogues"
        languages = {f.name: _language(f) for f in folder.iterdir() if f.is_dir()}
        phrasebook = Phrasebook.model_validate_json((folder / "phrasebook.json").read_text("utf-8"))
        return cls(languages, phrasebook)

    def notice(self, language: Language) -> str | None:
        """What talk in a language lacks offline, in a sentence."""
        label = language.label
        own = self.languages.get(base_code(language))
        if own is not None and own.code == ENGLISH:
            return None
        if own is not None:
            known = len(own.packs) - 1
            return (
                f"Offline the tutor knows {known} scenarios in {label}, and does not mend errors;"
                " every other lesson is a free conversation."
            )
        if base_code(language) in self.phrasebook.phrases:
            return f"Offline you practise {label} by phrases: listen, repeat, read."
        return f"Offline the tutor cannot talk in {label} yet; your sentences are kept."

    def open(self, lesson: Lesson) -> Talk:
        """The talk of a lesson at its start, or where its past turns left it."""
        talk = self._begin(lesson)
        said = [turn for turn in lesson.past if turn.role is Role.USER]
        for turn in said:
            talk = answered(talk, turn.text, typed=turn.details.input == "text")
        return talk.resumed() if said else talk

    def _begin(self, lesson: Lesson) -> Talk:
        code = base_code(lesson.language)
        if code not in self.languages:
            return self._practice(code, lesson)
        modes = self._modes[code]
        return modes.get(lesson.mode.code, modes[CONVERSATION]).begin(lesson)

    def _practice(self, code: str, lesson: Lesson) -> Talk:
        book = self.phrasebook
        if code not in book.phrases:
            return PhraseTalk.begin(book.other, lesson.language.label)
        known = book.mother_tongue(base_code(lesson.mother_language))
        *phrases, goodbye = book.phrases[code]
        meanings = book.meanings[known][:-1]
        return RepeatTalk.begin(RepeatRules(book.said_in[known], tuple(phrases), meanings, goodbye))


def _language(folder: Traversable) -> LanguageBook:
    packs: list[Pack] = []
    lessons: dict[str, dict[str, str]] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            lessons[entry.name] = _texts(entry)
    texts = _texts(folder) | lessons.pop(CONVERSATION, {})
    manners = Manners.model_validate_json(texts.pop("general"))
    glosses = ALL_GLOSSES.validate_json(texts.pop("glosses", "{}"))
    packs = [Pack.model_validate_json(text) for text in texts.values()]
    by_slug = {pack.slug: pack for pack in packs}
    return LanguageBook(folder.name, by_slug, manners, lessons, glosses)


def _texts(folder: Traversable) -> dict[str, str]:
    """The JSON files of a folder by their names without the ending."""
    return {
        entry.name.removesuffix(".json"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    }
