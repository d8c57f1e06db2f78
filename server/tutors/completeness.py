"""Whether words look like a finished turn; cautious: a wrong "complete" cuts a learner off."""

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
_WHO = """i you he she it we they there that this what who i'm i'd i'll i've it's he's she's we're
    they're"""
_SUBJECTS = frozenset(_WHO.split())
_FINITE = """
    am is are was were be been have has had do does did can could will would should must may
    like love want need think know live work study go goes went come came eat drink take see
    make get got play read speak said say help prefer enjoy try started learned bought finished
    met gave found took made told felt left became decided worked studied lived managed visited
    i'm i'd i'll i've it's he's she's we're they're that's there's what's don't doesn't didn't
    can't isn't
"""
_VERBS = frozenset(_FINITE.split())
SHORT = 6  # words in a short answer: at A1 and A2 evidence may close nothing longer


def completeness(text: str, language: str, level: Level) -> Completeness:
    """Reads the words so far.

    "incomplete": ends in a hesitation, in a word that cannot end a clause, or in dots or a comma.
    "complete": English only; a clause with subject and verb, a request with "please", or a number;
    at A1 and A2 of at most six words (pedagogy.md section 3). A greeting or a bare "yes" is how a
    longer answer begins, so it waits for the pause budget.
    """
    words = tokens(text)
    if not words:
        return "unknown"
    last = words[-1]
    if last in FILLERS or text.rstrip().endswith(("...", "\u2026", ",", "-")):
        return "incomplete"
    code = language.split("-", maxsplit=1)[0].lower()
    if last in _NEVER_LAST.get(code, frozenset()):
        return "incomplete"
    if code != "en" or (level in (Level.A1, Level.A2) and len(words) > SHORT):
        return "unknown"
    return "complete" if _is_finished(words) else "unknown"


def _is_finished(words: list[str]) -> bool:
    if words[0] in OPENERS and len(words) <= OPENING_WORDS:
        return False
    if words[-1] == "please":
        return True
    if len(words) <= 2:
        return all(word.isdigit() for word in words)
    return not _SUBJECTS.isdisjoint(words) and not _VERBS.isdisjoint(words[:-1])
