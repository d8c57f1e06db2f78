"""Whether words look like a finished turn; cautious: a wrong "complete" cuts a learner off."""

import re

from server.protocol.messages import Completeness
from server.protocol.models import Level
from server.tutors.text_patterns import tokens

_HESITATIONS = "uh um er erm hmm mm eh ehm euh äh ähm este ah"
FILLERS = frozenset(_HESITATIONS.split())

# Words that cannot end a clause, by base language (pedagogy.md section 3).
NEVER_LAST = {
    "en": """a an the my your his her its our their this these those some any every no and or but so
        because if when while although that which who whose than as of to for from with without at
        by into about between under over very really too quite i we they he she is are was were am
        i'm we're they're he's she's it's i'd i've i'll can could will would should must may might
        have had has do does did don't not want like need think let maybe also then well like""",
    "es": """el la los las un una unos unas mi tu su y o pero porque que si de a en con para por sin
        muy yo es son está quiero me gusta""",
    "fr": """le la les un une des mon ma ton ta son sa et ou mais parce que qui si de à en avec pour
        sans très je j'ai est sont veux voudrais""",
    "de": """der die das den dem ein eine einen einem mein meine dein und oder aber weil dass wenn
        von zu in mit für ohne sehr ich ist sind habe möchte will""",
    "it": """il lo la i gli le un una uno mio mia tuo e o ma perché che se di a in con per senza
        molto io è sono vorrei voglio""",
    "pt": """o a os as um uma meu minha seu sua e ou mas porque que se de em com para por sem muito
        eu é são quero gostaria""",
}
_NEVER_LAST = {code: frozenset(words.split()) for code, words in NEVER_LAST.items()}
# How a longer answer begins ("Good evening. I would like ..."): never its end.
_OPENERS = "hello hi hey good yes yeah no nope ok okay sure well thanks thank sorry"
OPENERS = frozenset(_OPENERS.split())
OPENING_WORDS = 3
# What hands the floor over: politeness at the end of a request.
_HANDING_OVER = frozenset(("please", "thanks"))
_ASKING = "who whose where when how why what which"
_QUESTION_WORDS = frozenset(_ASKING.split())
# What goes on in a question: "How big is the team that I would work | with?"
_RELATIVES = frozenset((*_QUESTION_WORDS, "that", "if", "because", "and", "or"))
_INVERTED = """is are was were do does did can could will would should must may have has am how's
    many much long often far big"""
_AFTER_QUESTION_WORD = frozenset(_INVERTED.split())
# "What does the fish come with?"
_LEFT_BEHIND = "with for in like about at from to of do is are"
_STRANDED = frozenset(_LEFT_BEHIND.split())
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
SHORT = 6  # words in a short answer: at A1 and A2 evidence may close nothing longer


def completeness(text: str, language: str, level: Level, *, settled: bool) -> Completeness:
    """Reads the words so far.

    "incomplete": ends in a hesitation, in a word that cannot end a clause, or in dots or a comma.
    "complete": English only, and only where the words settle the question asked and hand the floor
    over: a request that ends in "please" or thanks, a question that opens with its question word,
    a number; at A1 and A2 of at most six words (pedagogy.md section 3). "I would like the fish" is
    whole and may go on, and so may every plain statement: without them the bench's part
    "turn_taking" cut off 8 of 210 turns instead of 18. A greeting or a bare "yes" is how a longer
    answer begins.

    Args:
        text: as recognised, with its punctuation.
        language: its code.
        level: the learner's.
        settled: the tutor's question took a short answer, and this is one.
    """
    words = tokens(text)
    if not words:
        return "unknown"
    last = words[-1]
    if last in FILLERS or text.rstrip().endswith(("...", "\u2026", ",", "-")):
        return "incomplete"
    code = language.split("-", maxsplit=1)[0].lower()
    if last in _NEVER_LAST.get(code, frozenset()) and not _is_stranded(text):
        return "incomplete"
    if code != "en" or not settled or (level in (Level.A1, Level.A2) and len(words) > SHORT):
        return "unknown"
    return "complete" if _is_finished(text) else "unknown"


def _is_stranded(text: str) -> bool:
    """Whether the last word may end it because its noun opened the question."""
    words = tokens(_SENTENCES.split(text.strip())[-1])
    if not words or not text.rstrip().endswith("?"):
        return False
    return words[0] in _QUESTION_WORDS and words[-1] in _STRANDED


def _is_finished(text: str) -> bool:
    """Whether the last sentence hands the floor over."""
    sentence = _SENTENCES.split(text.strip())[-1]
    words = tokens(sentence)
    if not words or not FILLERS.isdisjoint(words):
        return False
    if words[0] in OPENERS and len(words) <= OPENING_WORDS:
        return False
    if words[-1] in _HANDING_OVER or words[-2:] == ["thank", "you"]:
        return True
    if len(words) <= 2:
        return all(word.isdigit() for word in words)
    asks = words[0] in _QUESTION_WORDS and words[1] in _AFTER_QUESTION_WORD
    return asks and _RELATIVES.isdisjoint(words[2:]) and sentence.endswith("?")
