"""A dialogue made of a scenario's own data, for the scenarios that no pack was written for."""

import re
from collections.abc import Sequence

from server.protocol.models import Level, Scenario
from server.tutors.dialogue_pack import Hints, Intent, Levelled, Pack, Stage
from server.tutors.manners import Manners
from server.tutors.sentences import WORD_CAPS, count_words
from server.tutors.text_patterns import tokens

LEAST_WORDS = {Level.A1: 1, Level.A2: 3, Level.B1: 4, Level.B2: 6}  # start values
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_ASKS = re.compile(r"^(ask|question)\b")
_COURTESIES = (
    (re.compile(r"\b(greet|hello)\b"), ("^ hello|hi|hey", "^ good morning|evening|afternoon|day")),
    (re.compile(r"\bgoodbye\b"), ("goodbye|bye", "see you", "good bye")),
    (re.compile(r"\bthank\b"), ("thank|thanks",)),
)
_ORDERS = """say tell describe name give use explain answer react talk ask show compare state repeat
    check make take let find write speak mention present discuss choose decide agree end begin
    start"""
_SMALL = """the and you your what that this with from for are is was were why how when where which
    who about have has had can could would will one two three four five six more most some any other
    something someone things thing think time back own between into than then them they their his
    her its not does did very each every during while whether only also"""
_NO_TOPIC = frozenset((*_ORDERS.split(), *_SMALL.split()))
_ENDING = re.compile(r"(?:ies|ing|ed|es|s|e|y|ly|ely|itely)$")
_SHORTEST_STEM = 3
_FOUNDING = {"beginner": Level.A2, "intermediate": Level.B1, "advanced": Level.C1}


def listed(scenario: Scenario, key: str) -> tuple[str, ...]:
    """A list of the scenario's metadata as words; empty where there is none."""
    value = scenario.metadata.get(key)
    return tuple(str(item) for item in value if item) if isinstance(value, list | tuple) else ()


def scenario_level(scenario: Scenario) -> Level | None:
    """Its level: a CEFR band or a founding word."""
    value = str(scenario.metadata.get("level", ""))
    if value in Level.__members__:
        return Level(value)
    return _FOUNDING.get(value.lower())


def checklist(scenario: Scenario) -> tuple[str, ...]:
    """Its goals, each an order such as "ask for the bill"."""
    items = listed(scenario, "checklist")
    return (
        items
        or tuple(f"say something about {t}" for t in listed(scenario, "topics"))
        or ("say what you think about it",)
    )


def _fitted(texts: Sequence[str], fallback: Levelled) -> Levelled:
    """The texts from the first level whose cap they keep; below it the fallback."""
    fitted: dict[Level, tuple[str, ...]] = {}
    for level in (Level.A1, Level.A2, Level.B1, Level.B2):
        short = tuple(text for text in texts if count_words(text) <= WORD_CAPS[level])
        if short:
            fitted[level] = short
            break
    return fitted if Level.A1 in fitted else {**fallback, **fitted}


def _filled(lines: Levelled, item: str, one: str, two: str) -> list[str]:
    texts = lines[Level.A1]
    return [t.replace("{item}", item).replace("{one}", one).replace("{two}", two) for t in texts]


def _stage(number: int, item: str, terms: tuple[str, ...], manners: Manners) -> Stage:
    asks = _ASKS.match(item) is not None
    frame = manners.frames["question" if asks else "default"]
    one, two = (terms[(2 * number + n) % len(terms)] for n in (0, 1)) if terms else ("", "")

    def lines(name: str, fallback: str) -> Levelled:
        texts = _filled(frame[name], item, one, two)
        if not terms and any("{one}" in text for text in frame[name][Level.A1]):
            return frame[fallback]
        return _fitted(texts, frame[fallback])

    by_length = asks or not _topics(item)
    named = max((count for word, count in _NUMBERS.items() if word in item.split()), default=0)
    return Stage(
        id=f"item_{number}",
        goal=number,
        needs="question" if asks else "statement",
        any_answer={level: max(least, named) for level, least in LEAST_WORDS.items()}
        if by_length
        else {},
        ask=lines("ask", "short"),
        hints=Hints(
            rephrase=lines("rephrase", "rephrase_short"),
            choices=lines("choices", "choices_short"),
            starter=frame["starter"],
            model=lines("model", "model_short"),
        ),
        replies=frame["replies"],
    )


def _topics(item: str) -> list[str]:
    """Patterns for the words of an item that say what it is about, whatever their ending."""
    stems = (
        _ENDING.sub("", word)
        for word in tokens(item)
        if len(word) > _SHORTEST_STEM - 1 and word not in _NO_TOPIC
    )
    return [f"{stem}~" for stem in stems if len(stem) >= _SHORTEST_STEM]


def _contents(items: Sequence[str], terms: Sequence[str]) -> list[Intent]:
    """An item is answered by a word of its own, or by one of the target vocabulary."""
    known = [" ".join(tokens(term.removeprefix("to "))) for term in terms]
    return [
        Intent(
            id=f"content_{number}",
            match=(*topics, *(term for term in known if term)),
            completes=(f"item_{number}",),
            only_at=(f"item_{number}",),
        )
        for number, item in enumerate(items)
        if not _ASKS.match(item) and (topics := _topics(item))
    ]


def _courtesies(items: Sequence[str]) -> list[Intent]:
    """A greeting, thanks or a goodbye answers an item that asks for it."""
    return [
        Intent(
            id=f"courtesy_{number}",
            match=patterns,
            completes=(f"item_{number}",),
            only_at=(f"item_{number}",),
        )
        for number, item in enumerate(items)
        for expression, patterns in _COURTESIES
        if expression.search(item)
    ]


def pack_of(scenario: Scenario, manners: Manners) -> Pack:
    """Asks for each item of the checklist in turn; its own words or target words answer it.

    An item that begins with "ask" needs a question; one without a word to go by needs a turn that
    is long enough, or has as many words as it names.
    """
    items, terms = checklist(scenario), listed(scenario, "target_vocabulary")
    stages = tuple(_stage(number, item, terms, manners) for number, item in enumerate(items))
    return Pack(
        slug=scenario.slug,
        opening=stages[0].ask,
        first=stages[0].id,
        stages=stages,
        intents=(*_courtesies(items), *_contents(items, terms)),
        closing=manners.frames["closing"]["done"],
    )
