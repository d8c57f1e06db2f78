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
_WHO = """i you he she it we they there this i'm i'd i'll i've it's he's she's we're they're that's
    there's what's you're you've we've they've"""
_SUBJECTS = frozenset(_WHO.split())
_FINITE = """
    am is are was were be been being have has had do does did can could will would should must may
    like love want need know live work study go goes went come comes came eat drink take takes see
    make makes get got play read speak help prefer enjoy enjoys try started learned bought finished
    met gave found took made left became decided worked studied lived managed visited stay stayed
    ask asked call called cook start change keep kept pay paid order ordered find use spent
    i'm i'd i'll i've it's he's she's we're they're you're you've we've that's there's what's
    don't doesn't didn't can't couldn't won't wouldn't isn't isn't aren't wasn't
"""
_VERBS = frozenset(_FINITE.split())
# A clause must follow: "I think | I would prefer the risotto."
_THOUGHT = "think thought believe hope guess suppose say said feel mean told"
_REPORTING = frozenset(_THOUGHT.split())
# What opens a clause that leans on another; as a question word it is followed by its verb.
_LEANING = """when while because if unless until since although though whereas after before once
    whenever which who whose where that how why what as"""
_SUBORDINATORS = frozenset(_LEANING.split())
_INVERTED = """is are was were do does did can could will would should must may have has am how's
    many much long often far big"""
_AFTER_QUESTION_WORD = frozenset(_INVERTED.split())
_COORDINATORS = frozenset(("and", "or", "but", "so"))
# "What does the fish come with?"
_LEFT_BEHIND = "with for in like about at from to of do is are"
_STRANDED = frozenset(_LEFT_BEHIND.split())
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_PARTS = re.compile(r"[,;:\u2013\u2014]+")
SHORT = 6  # words in a short answer: at A1 and A2 evidence may close nothing longer


def completeness(text: str, language: str, level: Level, *, settled: bool) -> Completeness:
    """Reads the words so far.

    "incomplete": ends in a hesitation, in a word that cannot end a clause, or in dots or a comma.
    "complete": English only, and only where the words settle the question asked; a last clause
    that stands alone, with subject and verb, a request with "please", or a number; at A1 and A2 of
    at most six words (pedagogy.md section 3). A greeting or a bare "yes" is how a longer answer
    begins, so it waits for the pause budget.

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
    return words[0] in _SUBORDINATORS and words[-1] in _STRANDED


def _is_finished(text: str) -> bool:
    """Of the last sentence: anything before it was finished by what follows."""
    sentence = _SENTENCES.split(text.strip())[-1]
    words = tokens(sentence)
    if not words or not FILLERS.isdisjoint(words):
        return False
    if words[0] in OPENERS and len(words) <= OPENING_WORDS:
        return False
    if words[-1] == "please":
        return True
    if len(words) <= 2:
        return all(word.isdigit() for word in words)
    return _stands_alone(_last_clause(sentence))


def _last_clause(sentence: str) -> list[str]:
    """Its words, from the last comma, coordinator or subordinator on, without the coordinator."""
    clause = tokens(_PARTS.split(sentence.rstrip(" .?!"))[-1])
    for at in range(len(clause) - 1, -1, -1):
        if clause[at] in _COORDINATORS:
            return clause[at + 1 :]
        if clause[at] in _SUBORDINATORS and at > 0:
            return clause[at:]
    return clause


def _stands_alone(clause: list[str]) -> bool:
    """Whether it has subject and verb, leans on no other clause, and promises none."""
    if len(clause) < 3 or not _REPORTING.isdisjoint(clause):
        return False
    if clause[0] in _SUBORDINATORS and clause[1] not in _AFTER_QUESTION_WORD:
        return False
    questions = clause[0] in _SUBORDINATORS
    has_subject = questions or not _SUBJECTS.isdisjoint(clause)
    return has_subject and not _VERBS.isdisjoint(clause[:-1])
