"""What a learner's turn means within a pack: intents and things mentioned. No state."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.tutors.dialogue_pack import Intent, Pack
from server.tutors.text_patterns import Pattern, place_of, spaced


@dataclass(frozen=True, slots=True)
class Understood:
    """Intents in the pack's order, and the first value named of each slot (not negated)."""

    intents: tuple[Intent, ...]
    values: dict[str, str]


class Understanding:
    """The compiled patterns of a pack."""

    def __init__(self, pack: Pack) -> None:
        forms = pack.forms()
        self._pack = pack
        self._intents = [
            (
                intent,
                [Pattern(source, forms) for source in intent.match],
                [Pattern(source, forms) for source in intent.unless],
            )
            for intent in pack.intents
        ]

    def of(self, words: Sequence[str], stage: str) -> Understood:
        """Reads the words of a turn at a stage.

        A pattern with a slot counts only where a value of that slot is named without a negation.
        """
        values = self._values(words)
        text = spaced(words)
        found = tuple(
            intent
            for intent, match, unless in self._intents
            if (not intent.only_at or stage in intent.only_at)
            and any(p.found(text) and all(s in values for s in p.slots) for p in match)
            and not any(p.found(text) for p in unless)
        )
        return Understood(found, values)

    def _values(self, words: Sequence[str]) -> dict[str, str]:
        """Of each slot the value named first; of two at one place the longer form."""
        named: dict[str, str] = {}
        for slot, values in self._pack.slots.items():
            negated = slot in self._pack.even_negated
            places = [
                (place, -len(form.split()), name)
                for name, value in values.items()
                for form in value.forms
                if (place := place_of(words, form, even_negated=negated)) is not None
            ]
            if places:
                named[slot] = min(places)[2]
        return named
