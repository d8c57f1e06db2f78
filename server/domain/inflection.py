"""Forms of words by rule and by table: enough to turn a learner's word into the right one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Inflection:
    """English forms.

    Attributes:
        verbs: base form to (past, participle); irregular where it differs from -ed.
        doubling: base forms that double their last letter before -ing and -ed.
        plurals: irregular plural by singular.
    """

    verbs: Mapping[str, tuple[str, str]]
    doubling: frozenset[str]
    plurals: Mapping[str, str]
    _bases: dict[str, str] = field(default_factory=dict, init=False)
    _singulars: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Prepares the way back from every form of every listed verb."""
        for base, (past, participle) in self.verbs.items():
            for form in (participle, past, self.ing(base), self.third(base), base):
                self._bases[form] = base
        self._singulars.update({plural: single for single, plural in self.plurals.items()})

    def base(self, word: str) -> str:
        """The plain form of a listed verb's form; any other word as it is."""
        return self._bases.get(word, word)

    def third(self, word: str) -> str:
        """The form after he, she or it."""
        base = self._bases.get(word, word)
        return {"have": "has", "be": "is"}.get(base) or self._with_s(base)

    def past(self, word: str) -> str:
        """Simple past."""
        base = self.base(word)
        return self.verbs[base][0] if base in self.verbs else self.regular_past(base)

    def participle(self, word: str) -> str:
        """The form after have."""
        base = self.base(word)
        return self.verbs[base][1] if base in self.verbs else self.regular_past(base)

    def ing(self, word: str) -> str:
        """The -ing form."""
        base = self._bases.get(word, word)
        if base.endswith("ie"):
            return base[:-2] + "ying"
        if base.endswith("e") and not base.endswith(("ee", "be")):
            return base[:-1] + "ing"
        return (base + base[-1] if base in self.doubling else base) + "ing"

    def regular_past(self, base: str) -> str:
        """The form with -ed."""
        if base.endswith("e"):
            return base + "d"
        if base.endswith("y") and base[-2:-1] not in _VOWELS:
            return base[:-1] + "ied"
        return (base + base[-1] if base in self.doubling else base) + "ed"

    def plural(self, noun: str) -> str:
        """More than one of it."""
        return self.plurals.get(noun) or self._with_s(noun)

    def singular(self, noun: str) -> str:
        """One of it."""
        if noun in self._singulars:
            return self._singulars[noun]
        if noun.endswith("ies"):
            return noun[:-3] + "y"
        if noun.endswith(("ches", "shes", "sses", "xes")):
            return noun[:-2]
        return noun.removesuffix("s")

    @staticmethod
    def with_article(noun: str) -> str:
        """A or an before it, by its first letter."""
        return f"an {noun}" if noun[:1].lower() in _VOWELS else f"a {noun}"

    @staticmethod
    def _with_s(word: str) -> str:
        if word.endswith("y") and word[-2:-1] not in _VOWELS:
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
