"""How high the words of an answer reach: length, range and forms. Pure; all numbers start values.

The scale is that of the scores: 1 is A1, 2 A2, 3 B1, 4 B2, 5 C1 and above. It reads what the words
show, not whether they are right: accuracy is the grammar checker's.
"""

import re
from collections.abc import Iterable, Sequence

from server.domain.judgement import Anchors, interpolate
from server.domain.vocabulary import VARIETY
from server.protocol.models import Level

LENGTH: Anchors = ((1, 0.5), (4, 1), (10, 2), (20, 3), (35, 4), (60, 5))
SHARES = (0.25, 0.25, 0.5)
"""Of length, range and forms."""
FEW_FORMS = 0.6
"""Taken off where the highest form stands alone: one lucky phrase is no command of a level."""
LEVELS = (Level.A1, Level.A2, Level.B1, Level.B2, Level.C1)
_DONE = r"(?:\w+ed|been|done|seen|gone|made|had|taken|become|grown|known|found|given|spent|met)"
_WENT = """was were went had did came saw met bought took ate got made said told thought felt knew
    found left lost fell broke began spent called asked"""
_PAST = "|".join(_WENT.split())

FORMS: tuple[tuple[str, int, str], ...] = (
    ("whole sentences", 1,
         r"\b(?:i|you|he|she|it|we|they|there|this|my \w+|the \w+)(?:'s|'m|'re| \w+)"),
    ("adding and choosing", 1, r"\b(?:and|or)\b"),
    ("a contrast with but", 2, r"\bbut\b"),
    ("a reason", 2, r"\b(?:because|so)\b"),
    ("the past", 2, rf"\b(?:{_PAST}|\w{{2,}}ed)\b"),
    ("plans", 2, r"\b(?:will|'ll|going to|would like|want to)\b"),
    ("comparing", 2,
         r"\b(?:more|less|most|better|best|worse|\w+(?:er|est)) (?:than|\w+)\b.*\bthan"),
    ("the order of events", 2, r"\b(?:first|then|after that|before|later)\b"),
    ("a time clause", 3,
         r"\b(?:when|while|until|as soon as|since) (?:i|we|he|she|it|they|the|my)\b"),
    ("a condition", 3, r"\bif (?:i|you|we|he|she|it|they|people|the|there)\b"),
    ("the present perfect", 3, rf"\b(?:have|has|'ve) (?:\w+ )?{_DONE}\b"),
    ("a clause with who, which or that", 3,
         r"\b\w+ (?:who|which|whose|where) \w+|\bthat (?:i|we|it|he|she|they|is|are|"
         r"can)\b"),
    ("advice or necessity", 3, r"\b(?:should|must|have to|has to|had to|could|might)\b"),
    ("the past continuous", 3, r"\b(?:was|were) \w+ing\b"),
    ("a weighed contrast", 4,
         r"\b(?:although|though|despite|however|whereas|even if|on the other hand)\b"),
    ("the past perfect", 4, rf"\bhad (?:\w+ )?{_DONE}\b"),
    ("an unreal condition", 4,
         r"\bif \w+ (?:were|had|could)\b|\bwould have\b|\bwould (?:be|\w+) if\b"),
    ("the passive", 4,
         rf"\b(?:is|are|was|were|be|been|being) (?:\w+ly )?{_DONE} (?:by|in|to|for|as)\b"),
    ("a hedged view", 4,
         r"\b(?:tend to|seems? to|likely|probably|in my view|i would (?:say|argue)|"
         r"as far as)\b"),
    ("a conceded point", 5,
         r"\b(?:admittedly|granted|to (?:a|some) (?:certain )?(?:extent|degree)|"
         r"that said|nevertheless|nonetheless|concede)\b"),
    ("a fronted or reduced clause", 5,
         r"\b(?:not only|rarely|hardly|having \w+|what (?:matters|strikes|worries)|"
         r"were (?:we|it|they) to)\b"),
    ("abstract nouns", 5,
         r"\b\w{5,}(?:ity|ness|tion|sion|ment|ance|ence|ism)\b.*\b\w{5,}(?:ity|ness|tion|"
         r"sion|ment|ance|ence|ism)\b"),
    ("precise linking", 5,
         r"\b(?:hence|insofar|broadly speaking|arguably|by and large|in so far|"
         r"ultimately|moreover|thereby)\b"),
)  # fmt: skip
"""Name, level at which it is expected, and shape (CEFR grammar profiles, simplified)."""
_SHAPES = tuple((name, level, re.compile(shape, re.DOTALL)) for name, level, shape in FORMS)

LINKERS: tuple[tuple[str, int], ...] = tuple(
    (word, level)
    for level, words in (
        (1, "and|or"),
        (2, "but|because|so|then|first|also|when|after that|for example|next|finally"),
        (3,
         "if|while|before|until|in the end|at first|suddenly|however|even|since|luckily|"
         "that is why|for instance|eventually|meanwhile"),
        (4,
         "although|despite|whereas|unless|as a result|on the other hand|in addition|"
         "moreover|on balance|overall|looking back|rather than|as it turned out|"
         "to make matters worse"),
        (5,
         "nevertheless|nonetheless|hence|to a certain extent|to a degree|admittedly|"
         "that said|in the long run|by and large|broadly speaking|insofar as|arguably"),
    )
    for word in words.split("|")
)  # fmt: skip
"""Linking words and the level at which each is expected, as the scenarios' target words have it."""


def plain(text: str) -> str:
    """Lower case, straight apostrophes, one blank between words, sentences kept apart."""
    folded = re.sub(r"[^\w'.!? -]", " ", text.replace("\u2019", "'").lower())
    return " ".join(folded.split())


def forms_in(text: str) -> tuple[str, ...]:
    """The names of the forms that occur, the highest first."""
    said = plain(text)
    return tuple(name for name, _, shape in reversed(_SHAPES) if shape.search(said))


def linkers_in(text: str) -> tuple[str, ...]:
    """The linking words that occur, the highest first; each once."""
    said = f" {re.sub(r'[.!?-]', ' ', plain(text))} "
    said = " ".join(said.split())
    found = [(level, word) for word, level in LINKERS if f" {word} " in f" {said} "]
    return tuple(word for _, word in sorted(found, key=lambda entry: -entry[0]))


def quote_with(text: str, form: str) -> str:
    """The learner's words that show a form, cut short; empty where it is not shown."""
    shape = next((shape for name, _, shape in _SHAPES if name == form), None)
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if shape is not None and shape.search(plain(sentence)):
            return short_quote(sentence)
    return ""


def short_quote(sentence: str, words: int = 9) -> str:
    """The first words of a sentence, without the marks at its ends."""
    return " ".join(sentence.split()[:words]).strip(' .,!?;:"')


def level_shown(text: str) -> float:
    """Where an answer reaches, 0.5 to 5.

    Length (words), range (different words over the root of all, as the vocabulary score has it)
    and the highest forms, in the shares of `SHARES`; a text without a form stays below 1.5.
    """
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", plain(text))
    if not words:
        return 0.5
    length = interpolate(len(words), LENGTH)
    variety = max(0.5, interpolate(len(set(words)) / len(words) ** 0.5, VARIETY))
    said = plain(text)
    levels = sorted((level for _, level, shape in _SHAPES if shape.search(said)), reverse=True)
    if not levels:
        return min(1.4, 0.5 + 0.1 * len(words))
    form = levels[0] if len(levels) > 1 and levels[1] == levels[0] else levels[0] - FEW_FORMS
    parts = (length, variety, form)
    return round(sum(s * part for s, part in zip(SHARES, parts, strict=True)), 2)


def band(values: Sequence[float]) -> tuple[float, float]:
    """The level of several answers and half of its interval.

    The mean of the better two thirds (one bad question is no bad level); the half width falls with
    the root of the number of answers and grows with their spread.
    """
    best = sorted(values, reverse=True)[: max(1, (2 * len(values) + 2) // 3)]
    mean = sum(best) / len(best)
    spread = (sum((value - mean) ** 2 for value in best) / len(best)) ** 0.5
    return mean, max(0.3, (0.8 + 0.5 * spread) / len(values) ** 0.5)


def level_of_value(value: float) -> Level:
    """The nearest level."""
    return LEVELS[min(4, max(0, round(value) - 1))]


def level_words(value: float) -> str:
    """A level in words, with a plus for its upper half: "A2", "B1+"."""
    value = min(5.0, max(1.0, value))
    whole = int(value + 0.25)
    return LEVELS[min(5, whole) - 1].value + ("+" if 0.25 <= value - whole < 0.75 else "")


def step(level: Level, shown: float, allowed: Iterable[Level] = LEVELS) -> Level:
    """The next task's level: one up or down where the answer reached 0.5 above or below."""
    asked = LEVELS.index(min(level, Level.C1)) + 1
    moved = asked + (shown >= asked + 0.5) - (shown < asked - 0.5)
    wanted = LEVELS[min(4, max(0, moved - 1))]
    known = sorted(allowed)
    return max((one for one in known if one <= wanted), default=known[0])
