"""A language model's raw text as spoken words: markup away, sentences apart. Pure.

Every step keeps what it gave before: more raw text only adds to the end, so that sentences may be
said while the rest is still to come.
"""

import re
import unicodedata

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL | re.IGNORECASE)
_OPEN_END = re.compile(
    r"""(?:<[^>\n]{0,40}                                   # a tag
    |\[[^\]\n]{0,80}(?:\](?:\([^)\n]{0,200})?)?           # a link
    |(?m:^)[ \t]*(?:[-+\u2022*]+|\d{1,2}[.)]?|\#+|>+)[ \t]*)\Z   # the mark of a list""",
    re.VERBOSE,
)
_TAG = re.compile(r"<[^<>\n]{0,40}>")
_LINK = re.compile(r"\[([^\]\n]{0,80})\]\([^)\n]{0,200}\)")
_LIST_MARK = re.compile(r"(?m)^[ \t]*(?:[-+\u2022*]+|\d{1,2}[.)]|#+|>+)[ \t]+")
_SIGNS = str.maketrans("", "", "*_`#~|<>[]{}\\\ufe0f\u200b\u200e\u200f")
_SPEAKER = re.compile(r"\A\s*(?:tutor|teacher|assistant) ?:\s*", re.IGNORECASE)
_UNSPOKEN = ("Cc", "Cs", "Co", "Cn", "So")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CLOSED = re.compile(
    r"""(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)
    [.!\u2026\u0964]+["'\u201d\u2019\u00bb)]*[ ](?=[^\sa-z])   # then a new beginning
    |[?\u061f\u037e]+["'\u201d\u2019\u00bb)]*(?=[^?"'\u201d\u2019\u00bb)])   # asked
    |[\u3002\uff01\uff1f]["\u201d\u300d\u300f]*(?=[^"\u201d\u300d\u300f])   # no blank follows these
    |\n(?=.)""",
    re.VERBOSE,
)
QUESTION = re.compile(r"[?\u061f\u037e\uff1f]+[\"'\u201d\u2019\u00bb\u300d)]*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def plain(raw: str) -> str:
    """Without thoughts, tags, links, list marks, signs of markup and pictures; what may still turn
    out to be one of them, at the end, is held back. Blanks are single, line ends kept.
    """
    text = _LINK.sub(r"\1", _TAG.sub("", _THOUGHT.sub("", raw)))
    text = _LIST_MARK.sub("", _OPEN_END.sub("", text)).translate(_SIGNS)
    spoken = "".join(
        sign
        for sign in text
        if sign in "\n\t" or (unicodedata.category(sign) not in _UNSPOKEN and sign not in _BIDI)
    )
    spoken = re.sub(r"[^\S\n]+", " ", spoken)
    return _SPEAKER.sub("", re.sub(r" ?\n\s*", "\n", spoken).lstrip(), count=1)


def sentences_of(text: str) -> tuple[list[str], str]:
    """The sentences that are surely complete, and the rest."""
    complete, start = [], 0
    for found in _CLOSED.finditer(text):
        complete.append(text[start : found.end()].strip())
        start = found.end()
    return [sentence for sentence in complete if sentence], text[start:].strip()


def spoken_words(text: str) -> int:
    """Words between blanks; in scripts written without them, two signs make a word."""
    unspaced = len(_UNSPACED.findall(text))
    words = _UNSPACED.sub(" ", text).split()
    return sum(any(sign.isalnum() for sign in word) for word in words) + (unspaced + 1) // 2
