"""What a learner's turn means within a pack: intents, things mentioned, tips. No state."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.tutors.dialogue_pack import Intent, Pack, Tip
from server.tutors.text_patterns import NEGATIONS, Pattern, folded, place_of, spaced


@dataclass(frozen=True, slots=True)
class Understood:
    """Intents in the pack's order; of each slot the value named first and all values (not negated).

    `tips` are those that fit, with the learner's words.
    """

    intents: tuple[Intent, ...]
    values: dict[str, str]
    named: frozenset[tuple[str, str]] = frozenset()
    tips: tuple[tuple[Tip, str], ...] = ()


class Understanding:
    """The compiled patterns of a pack."""

    def __init__(self, pack: Pack, negations: Collection[str] = NEGATIONS) -> None:
        forms = pack.forms()
        self._negations = frozenset(folded(word) for word in negations)
        self._pack = pack
        self._intents = [
            (
                intent,
                [Pattern(source, forms) for source in intent.match],
                [Pattern(source, forms) for source in intent.unless],
            )
            for intent in pack.intents
        ]
        self._tips = [
            (tip, [Pattern(p, forms) for p in tip.match], [Pattern(p, forms) for p in tip.unless])
            for tip in pack.tips
        ]

    def of(self, words: Sequence[str], stage: str) -> Understood:
        """Reads the words of a turn at a stage.

        A pattern with a slot counts only where a value of that slot is named without a negation.
        """
        places = self._places(words)
        values = {slot: min(found)[2] for slot, found in places.items() if found}
        named = frozenset((slot, place[2]) for slot, found in places.items() for place in found)
        text = spaced(words)
        found = tuple(
            intent
            for intent, match, unless in self._intents
            if (not intent.only_at or stage in intent.only_at)
            and any(p.found(text) and all(s in values for s in p.slots) for p in match)
            and not any(p.found(text) for p in unless)
        )
        return Understood(found, values, named, self._fitting_tips(text))

    def _fitting_tips(self, text: str) -> tuple[tuple[Tip, str], ...]:
        return tuple(
            (tip, quote)
            for tip, match, unless in self._tips
            if (quote := next((q for p in match if (q := p.quote(text))), None))
            and not any(p.found(text) for p in unless)
        )

    def _places(self, words: Sequence[str]) -> dict[str, list[tuple[int, int, str]]]:
        """Of each slot the values named: where, and of two at one place the longer form first."""
        return {
            slot: [
                (place, -len(form.split()), name)
                for name, value in values.items()
                for form in value.forms
                if (place := self._place(words, form, slot)) is not None
            ]
            for slot, values in self._pack.slots.items()
        }

    def _place(self, words: Sequence[str], form: str, slot: str) -> int | None:
        even_negated = slot in self._pack.even_negated
        return place_of(words, form, even_negated=even_negated, negations=self._negations)
