"""Whether the words of a turn do what a step of a drill asks. Pure; it knows words, no sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from server.protocol.models import Level
from server.tutors.modes.drill_pack import Drill, Step
from server.tutors.modes.spoken_form import same_sound, spoken
from server.tutors.text_patterns import Pattern, place_of, spaced, tokens

SENTENCE_FROM = 5  # words of a model that need not all be heard
ENOUGH_OF_A_SENTENCE = 0.7
ENOUGH_AROUND = 0.6  # of a sentence whose target words were all heard
LONG_WORD, NEARLY = 7, 0.9  # "photographers" counts for "photographer"
MOST_QUOTED, LONGEST_WORD = 5, 24
_NAMES = "zero oh one two three four five six seven eight nine"
_DIGITS = frozenset(_NAMES.split())


@dataclass(frozen=True, slots=True)
class Judged:
    """One try.

    Attributes:
        share: of the wanted words that were heard, 0 to 1.
        heard: what was heard instead, or the first words of the turn; the learner's own.
        missed: wanted words that were not heard.
        close: something of what was asked for was said.
    """

    right: bool
    share: float
    heard: str
    missed: tuple[str, ...] = ()
    close: bool = False


def judge(step: Step, drill: Drill, text: str, level: Level) -> Judged:
    """Judges a turn with words."""
    match step.kind:
        case "say":
            return _said(step, drill, text)
        case "which":
            return _chosen(step, drill, text)
        case "own":
            return _made(step, text, level)
        case "open":
            words = tokens(text)
            return Judged(
                len(words) >= step.least_words(level), 1.0, telling_word(text), close=True
            )


def first_words(text: str) -> str:
    """The first words of a turn, for quoting; without question marks, which are the tutor's."""
    words = text.replace("?", " ").split()[:MOST_QUOTED]
    return " ".join(word[:LONGEST_WORD] for word in words).strip(" .,!?;:\"'")


def telling_word(text: str) -> str:
    """The longest word that is not about the question itself."""
    common = {"difficult", "english", "pronounce", "pronunciation", "different", "something"}
    words = [word for word in tokens(text) if word not in common]
    return max(words, key=len)[:LONGEST_WORD] if words else first_words(text)


def _said(step: Step, drill: Drill, text: str) -> Judged:
    heard, model = spoken(text), spoken(step.model)
    if "".join(heard) == "".join(model):  # letters, which a recognizer writes as one word
        heard = model
    wanted = [spoken(word) for word in step.hear] or [[word] for word in model]
    missed = [words for words in wanted if not _contains(heard, words, drill)]
    share = 1 - len(missed) / len(wanted)
    around = sum(_contains(heard, [word], drill) for word in model) / len(model)
    if step.hear:
        right = not missed and around >= ENOUGH_AROUND
    else:
        right = not missed or (len(model) >= SENTENCE_FROM and share >= ENOUGH_OF_A_SENTENCE)
    instead = _instead(missed, text, drill)
    return Judged(
        right,
        share,
        instead or first_words(text),
        tuple(" ".join(words) for words in missed),
        close=share > 0 or bool(instead) or around > 0,
    )


def _chosen(step: Step, drill: Drill, text: str) -> Judged:
    heard, said = spoken(text), spaced(tokens(text))
    answered = _contains(heard, spoken(step.model), drill)
    answered = answered or any(Pattern(source).found(said) for source in step.match)
    words = tokens(text)
    others = [
        word
        for word in step.other
        if _contains(heard, spoken(word), drill) and not _denied(words, word)
    ]
    right = answered and not others
    named = others[0] if others else step.model if step.model in words else first_words(text)
    missed = () if right else (step.model,)
    return Judged(right, float(right), named, missed, close=answered or bool(others))


def _denied(words: Sequence[str], word: str) -> bool:
    """Whether it is named only to be ruled out: "not ship"."""
    return word in words and place_of(words, word) is None


def _made(step: Step, text: str, level: Level) -> Judged:
    words = tokens(text)
    said = spaced(words)
    found = [Pattern(source).found(said) for source in step.match]
    wanted = [
        *found,
        *([len({*words} & {*step.several}) >= step.at_least] if step.several else []),
        *([_letters(text) >= step.letters] if step.letters else []),
        *([_digits(text) >= step.digits] if step.digits else []),
    ]
    share = sum(wanted) / len(wanted) if wanted else 1.0
    long_enough = len(words) >= step.least_words(level)
    return Judged(share == 1 and long_enough, share, first_words(text), close=any(wanted))


def _contains(heard: Sequence[str], wanted: Sequence[str], drill: Drill) -> bool:
    """Whether words occur in order and together, in any spelling that counts."""
    places = range(len(heard) - len(wanted) + 1)
    return any(
        all(_is(heard[start + n], word, drill) for n, word in enumerate(wanted)) for start in places
    )


def _is(heard: str, wanted: str, drill: Drill) -> bool:
    if same_sound(heard) == same_sound(wanted) or heard in drill.same.get(wanted, ()):
        return True
    if heard in drill.near.get(wanted, ()):
        return False
    long = len(wanted) >= LONG_WORD and len(heard) <= 2 * len(wanted)
    return long and SequenceMatcher(None, heard, wanted).ratio() >= NEARLY


def _instead(missed: Sequence[Sequence[str]], text: str, drill: Drill) -> str:
    """What the learner wrote or said in the place of a missed word, where the lesson knows it."""
    said = [(token, spoken(token)) for token in tokens(text)]
    for wanted in (word for words in missed for word in words):
        for other in drill.near.get(wanted, ()):
            for token, forms in said:
                if other in forms:
                    return token
    return ""


def _letters(text: str) -> int:
    """The longest run of single letters, spelled with blanks, hyphens, points or commas."""
    longest = run = 0
    for word in (part for token in tokens(text) for part in token.split("-")):
        run = run + 1 if (len(word) == 1 and word.isalpha()) or word == "double" else 0
        longest = max(longest, run)
    return longest


def _digits(text: str) -> int:
    """Digits, written or spoken one by one."""
    return sum(
        sum(sign.isdigit() for sign in word) or int(word in _DIGITS)
        for token in tokens(text)
        for word in token.split("-")
    )
