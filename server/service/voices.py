"""Which voice the tutor speaks with."""

from collections.abc import Sequence

from server.domain.errors import NotFound
from server.domain.ports import Tutor
from server.protocol.models import Language, Voice
from server.service.catalog import Catalog
from server.service.names import folded, nearest


class Voices:
    """What can be chosen, by language."""

    def __init__(self, catalog: Catalog, tutor: Tutor) -> None:
        self._catalog = catalog
        self._tutor = tutor

    async def of(self, language: str) -> list[Voice]:
        """The voices of a language by any of its names, the tutor's own choice first.

        Raises:
            NotFound: an unknown language, with the nearest known ones.
        """
        resolved = await self._catalog.resolve_language(language, field="language_code")
        return list((await self._tutor.capabilities(resolved)).voices)


def resolve_voice(text: str, voices: Sequence[Voice], language: Language) -> Voice:
    """A voice by id or label.

    Raises:
        NotFound: none fits; the message names the nearest, or all.
    """
    by_name = {folded(name): voice for voice in voices for name in (voice.id, voice.label)}
    if (found := by_name.get(folded(text))) is not None:
        return found
    if not voices:
        raise NotFound(
            f"there is no voice for {language.label} here: leave `voice` out, replies are text",
            field="voice",
        )
    near = nearest(text, by_name, lambda voice: voice.id)
    ids = ", ".join(voice.id for voice in voices)
    raise NotFound(
        f"no voice for {language.label} is called {text!r}{near or ';'} there are {ids}",
        field="voice",
    )
