"""What the offline tutor can say and understand in one language; the modes make talks of it."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.ports import Lesson
from server.protocol.models import Level, Scenario
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_pack import Levelled, Pack
from server.tutors.dialogue_state import Rules
from server.tutors.glosses import Glosses
from server.tutors.line_composer import first_fitting, variants
from server.tutors.manners import Manners
from server.tutors.scenario_pack import checklist, listed, pack_of, scenario_level
from server.tutors.understanding import Understanding

FREE_TALK = "free_talk"
ENGLISH = "en"


class LanguageBook:
    """The data of one language, read once and checked as it is read.

    Attributes:
        code: its base code, such as "en".
        packs: written dialogues by the slug of their scenario; `free_talk` has none.
        manners: what every talk needs.
        lessons: by mode and slug the JSON text of what is not a dialogue (a passage, a drill).
        glosses: by mother tongue, what a question of this language wants.
    """

    def __init__(
        self,
        code: str,
        packs: Mapping[str, Pack],
        manners: Manners,
        lessons: Mapping[str, Mapping[str, str]],
        glosses: Mapping[str, Glosses] = MappingProxyType({}),
    ) -> None:
        self.code = code
        self.packs = packs
        self.manners = manners
        self.lessons = lessons
        self.glosses = glosses

    def dialogue(
        self,
        lesson: Lesson,
        written: Pack | None = None,
        *,
        helped: bool = True,
        mended: bool = True,
    ) -> Dialogue:
        """The scenario of a lesson as a dialogue at its start; free talk where it has none, or none
        in this language: a dialogue made of its checklist would speak English.

        Args:
            written: the pack of a mode's own; without it that of the scenario's slug is looked up.
            helped: hints may be given.
            mended: errors may be recast in the reply.
        """
        scenario = lesson.scenario
        written = written or self.packs.get(scenario.slug if scenario else FREE_TALK)
        english = self.code == ENGLISH
        if written is not None:
            pack = written
        elif scenario and english:
            pack = pack_of(scenario, self.manners)
        else:
            pack = self.packs[FREE_TALK]
        level = max(lesson.level, pack.floor)
        rules = Rules(
            pack=pack,
            manners=self.manners,
            understanding=Understanding(pack, self.manners.reading.negations),
            level=level,
            helped=helped,
            mended=mended,
            checklist=checklist(scenario) if scenario else (),
            terms=listed(scenario, "target_vocabulary") if scenario and english else (),
            english=english,
            glosses=self.glosses.get(lesson.mother_language.code.split("-")[0].lower(), {}),
        )
        own = scenario if english else None  # its opening line is English
        return Dialogue.begin(
            rules, opening_of(pack.opening, own, level, written=written is not None)
        )


def opening_of(
    lines: Levelled, scenario: Scenario | None, level: Level, *, written: bool = True
) -> str:
    """The scenario's own line; for a level below the scenario's, the written simpler one."""
    own = str(scenario.metadata.get("opening_line") or "") if scenario else ""
    theirs = scenario_level(scenario) if scenario else None
    simpler = [texts[0] for texts in variants(lines, level)]
    if not own or (written and theirs is not None and level < theirs):
        return first_fitting(simpler, level)
    return first_fitting([own, *simpler], level)
