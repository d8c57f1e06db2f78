"""Which talk a lesson gets: a written pack, one made of the scenario, or phrases."""

from collections.abc import Mapping
from importlib.resources import files

from pydantic import TypeAdapter

from server.domain.ports import Lesson
from server.protocol.models import Language, Level, Role, Scenario
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_pack import Pack
from server.tutors.dialogue_state import Rules
from server.tutors.line_composer import first_fitting, variants
from server.tutors.manners import Manners
from server.tutors.phrase_talk import Phrases, PhraseTalk
from server.tutors.scenario_pack import checklist, listed, pack_of, scenario_level
from server.tutors.talk import Talk
from server.tutors.understanding import Understanding

DIALOGUES = ("en",)
"""Languages with a dialogue of their own."""

FREE_TALK = "free_talk"
NO_HELP = ("assessment", "test_prep")  # pedagogy.md section 5: no hints, no correction
_PHRASES = TypeAdapter(dict[str, Phrases])


def base_code(language: Language) -> str:
    """The language subtag, without region or script."""
    return language.code.split("-", maxsplit=1)[0].lower()


class DialogueBook:
    """Everything the offline tutor can say; read once, checked as it is read."""

    def __init__(
        self, packs: Mapping[str, Pack], manners: Manners, phrases: Mapping[str, Phrases]
    ) -> None:
        self.packs = packs
        self.manners = manners
        self.phrases = phrases

    @classmethod
    def installed(cls) -> "DialogueBook":
        """The book that ships in `resources/dialogues`.

        Raises:
            ValidationError: a line breaks the format or the rules of `dialogue_pack`.
        """
        folder = files("resources") / "dialogues"
        texts = {
            entry.name: entry.read_text("utf-8")
            for entry in (folder / "en").iterdir()
            if entry.name.endswith(".json")
        }
        manners = Manners.model_validate_json(texts.pop("general.json"))
        packs = [Pack.model_validate_json(text) for text in texts.values()]
        phrases = _PHRASES.validate_json((folder / "phrases.json").read_text("utf-8"))
        return cls({pack.slug: pack for pack in packs}, manners, phrases)

    def speaks(self, language: Language) -> bool:
        """Whether its lines are in that language, so that its voice may read them."""
        return base_code(language) in DIALOGUES or base_code(language) in self.phrases

    def notice(self, language: Language) -> str | None:
        """What talk in a language lacks offline, in a sentence."""
        if base_code(language) in DIALOGUES:
            return None
        if self.speaks(language):
            return f"Offline the tutor listens in {language.label} and asks simple questions only."
        return f"Offline the tutor cannot talk in {language.label} yet; your sentences are kept."

    def open(self, lesson: Lesson) -> Talk:
        """The talk of a lesson at its start, or where its past turns left it."""
        talk = self._begin(lesson)
        said = [turn.text for turn in lesson.past if turn.role is Role.USER]
        for text in said:
            talk = talk.after(text)
        return talk.resumed() if said else talk

    def _begin(self, lesson: Lesson) -> Talk:
        code = base_code(lesson.language)
        if code not in DIALOGUES:
            return PhraseTalk.begin(self._phrases(code, lesson.language.label))
        return self._dialogue(lesson.scenario, lesson.level, lesson.mode.code)

    def _phrases(self, code: str, label: str) -> Phrases:
        if code in self.phrases:
            return self.phrases[code]
        other = self.phrases["other"]
        opening = tuple(text.replace("{language}", label) for text in other.opening)
        task = other.task.replace("{language}", label)
        return other.model_copy(update={"opening": opening, "task": task})

    def _dialogue(self, scenario: Scenario | None, level: Level, mode: str) -> Dialogue:
        slug = FREE_TALK if scenario is None else scenario.slug
        written = self.packs.get(slug)
        pack = written or pack_of(scenario, self.manners) if scenario else self.packs[FREE_TALK]
        rules = Rules(
            pack=pack,
            manners=self.manners,
            understanding=Understanding(pack),
            level=level,
            helped=mode not in NO_HELP,
            mended=mode not in NO_HELP,
            checklist=checklist(scenario) if scenario else (),
            terms=listed(scenario, "target_vocabulary") if scenario else (),
        )
        return Dialogue.begin(rules, self._opening(pack, scenario, level, written is not None))

    def _opening(self, pack: Pack, scenario: Scenario | None, level: Level, written: bool) -> str:
        """The scenario's own line; for a level below the scenario's, the pack's simpler one."""
        own = str(scenario.metadata.get("opening_line") or "") if scenario else ""
        theirs = scenario_level(scenario) if scenario else None
        simpler = [texts[0] for texts in variants(pack.opening, level)]
        if not own or (written and theirs is not None and level < theirs):
            return first_fitting(simpler, level)
        return first_fitting([own, *simpler], level)
