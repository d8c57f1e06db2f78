"""Text as it sounds: spelling, digits and short forms folded, so that they are no errors."""

from collections.abc import Iterable

from server.speech.spoken_numbers import say
from server.tutors.text_patterns import tokens

LONGEST_NUMBER = 12  # digits
_SHORT = (
    ("can't", "can not"), ("cannot", "can not"), ("won't", "will not"), ("let's", "let us"),
    ("n't", " not"), ("'re", " are"), ("'ll", " will"), ("'ve", " have"), ("'m", " am"),
    ("'d", " would"),
)  # fmt: skip
_IS = ("it's", "that's", "he's", "she's", "what's", "there's", "who's", "where's", "here's")
_ORDINALS = {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
    "10th": "tenth", "20th": "twentieth",
}  # fmt: skip
_SOUNDS_LIKE = """write:right rite:right lite:light red:read reed:read too:to two:to there:their
    hear:here by:buy bye:buy son:sun knew:new know:no hour:our sea:see won:one for:four fore:four
    ate:eight meat:meet week:weak wait:weight where:wear road:rode sail:sale flower:flour
    thyme:time fined:find wood:would bee:be bare:bear dear:deer heel:heal peace:piece plane:plain
    roll:role steel:steal sweet:suite threw:through tail:tale waste:waist weather:whether
    whole:hole passed:past mr:mister mrs:missus ok:okay theater:theatre center:centre
    gray:grey kilometer:kilometre kilometers:kilometres meter:metre meters:metres km:kilometres
    gonna:going wanna:want kinda:kind"""
_ALIKE = dict(pair.split(":") for pair in _SOUNDS_LIKE.split())


def spoken(text: str) -> list[str]:
    """The words of a text in one spelling: numbers in words, short forms in full."""
    return [form for word in tokens(text) for form in _forms(word)]


def same_sound(word: str) -> str:
    """One spelling for words that sound alike (British or American, "write" and "right")."""
    word = _ALIKE.get(word, word)
    if len(word) > 4:
        word = word.replace("our", "or").replace("isa", "iza").replace("ise", "ize")
    return word


def sounds(words: Iterable[str]) -> list[str]:
    """`same_sound` of each."""
    return [same_sound(word) for word in words]


def _forms(word: str) -> list[str]:
    if word in _ORDINALS:
        return [_ORDINALS[word]]
    if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER:
        return say(word)
    if word in _IS:
        return [word[:-2], "is"]
    for short, full in _SHORT:
        if word.endswith(short):
            return [*(word.removesuffix(short) + full).split()]
    return [part.replace("'", "") for part in word.split("-") if part]
