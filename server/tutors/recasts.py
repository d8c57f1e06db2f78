"""One mended piece of a learner's sentence, only where the pattern is sure (pedagogy.md section 6).

Each rule answers as a partner would take it up ("He go" -> "he goes"; "I am agree" -> "you agree").
The error kinds come from the first rules that local-speech.md names and from the shared patterns of
`l1_transfer_en.csv`; those that need context are left out on purpose.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from server.tutors.text_patterns import spaced, tokens


@dataclass(frozen=True, slots=True)
class Recast:
    """What was said, what the tutor echoes, how to say it oneself, and why in one line."""

    rule: str
    said: str
    echo: str
    better: str
    why: str


_PAST_FORMS = """go:went eat:ate buy:bought see:saw take:took have:had make:made meet:met come:came
    drink:drank get:got do:did speak:spoke write:wrote sleep:slept find:found give:gave know:knew
    leave:left think:thought work:worked play:played watch:watched visit:visited cook:cooked
    study:studied talk:talked walk:walked start:started finish:finished stay:stayed help:helped
    travel:travelled clean:cleaned call:called want:wanted like:liked"""
_PAST = {form.split(":")[0]: form.split(":")[1] for form in _PAST_FORMS.split()}
_THIRD = {
    verb: {"go": "goes", "do": "does", "have": "has", "study": "studies", "watch": "watches"}.get(
        verb, verb + ("es" if verb.endswith("sh") else "s")
    )
    for verb in (*_PAST, "live", "love", "need", "teach")
} | {"teach": "teaches", "finish": "finishes"}
_PLURAL = {"is": "are", "was": "were", "has": "have"}
_YOU = {"i": "you", "we": "you", "my": "your", "me": "you", "us": "you"}
_GLASSES = "water|milk|wine"
_THIRD_SUBJECTS = (
    "he|she|(?:my|your|his|her) (?:mother|father|brother|sister|wife|husband|boss|friend|son|"
    "daughter|teacher)"
)
_BARE = "|".join(_THIRD)
_PAST_BARE = "|".join(verb for verb in _PAST if verb != "have")
_BEFORE_PLAIN = """does did didn't can could will would should must may might shall and or of let
    make made see saw help helped heard that suggest suggested"""
_NOT_AFTER = "".join(f"(?<! {word})" for word in _BEFORE_PLAIN.split())
_NOT_BETWEEN = "(?:and|but|because|since|for|from|of|than|every|always|usually|like) "
_DAYS = r"yesterday|last (?:night|week|weekend|month|year|summer|winter|monday|friday|sunday)"
_JOBS = "teacher|student|engineer|nurse|doctor|lawyer|waiter|driver|cook|developer|designer|pilot"
_DETERMINERS = "(?:the|a|an|my|your|his|her|our|their) "
_NUMBER = r"\d{1,2}|ten|eleven|twelve|twenty|thirty|forty|fifty"

Mend = Callable[[re.Match[str]], tuple[str, str]]
"""From the match to (echo, better)."""


def _same(template: str) -> Mend:
    return lambda found: (found.expand(template), found.expand(template))


def _third(found: re.Match[str]) -> tuple[str, str]:
    subject, verb = found.group(1), _THIRD[found.group(2)]
    seen = subject.replace("my ", "your ", 1)
    return f"{seen} {verb}", f"{subject} {verb}"


def _past(found: re.Match[str]) -> tuple[str, str]:
    subject, verb = found.group("who"), _PAST[found.group("verb")]
    return f"{_YOU.get(subject, subject)} {verb}", f"{subject} {verb}"


def _with_object(start: str) -> Mend:
    """The start, then what follows it as the learner's partner sees it: my -> your."""

    def mend(found: re.Match[str]) -> tuple[str, str]:
        owner, thing = found.group(2) or "", found.group(3)
        seen = "your " if owner in ("my ", "our ") else owner
        return f"{found.expand(start)}{seen}{thing}", f"{found.expand(start)}{owner}{thing}"

    return mend


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _pair(echo: str, better: str) -> Mend:
    return lambda found: (found.expand(echo), found.expand(better))


_RULES: tuple[tuple[str, str, str, Mend], ...] = (
    (
        "be_agree",
        r" (?:i'm|i am) agree ",
        "Agree is a verb of its own: I agree, without am.",
        _pair("you agree", "I agree"),
    ),
    (
        "age_have",
        rf" i have ({_NUMBER}) years(?: old)? (?=$|and |but )",
        "Age takes be: I am twenty.",
        _pair(r"you are \1", r"I am \1 years old"),
    ),
    (
        "third_person_s",
        rf"{_NOT_AFTER} ({_THIRD_SUBJECTS}) ({_BARE}) ",
        "After he, she or one person the verb takes -s.",
        _third,
    ),
    (
        "past_with_time",
        rf"^ (?:{_DAYS}) (?P<who>i|we|they) (?P<verb>{_PAST_BARE}) ",
        "A finished time such as yesterday takes the past form.",
        _past,
    ),
    (
        "past_with_time",
        rf"^ (?P<who>i|we|they) (?P<verb>{_PAST_BARE}) (?:(?!{_NOT_BETWEEN})\S+ ){{0,4}}"
        rf"(?:{_DAYS}) $",
        "A finished time such as yesterday takes the past form.",
        _past,
    ),
    (
        "did_past",
        rf" (didn't|did not) ({'|'.join(set(_PAST.values()) - {'wanted'})}) ",
        "After did the verb stays in its plain form.",
        lambda found: (
            f"{found.group(1)} {_plain(found.group(2))}",
            f"{found.group(1)} {_plain(found.group(2))}",
        ),
    ),
    (
        "a_drink",
        rf" (?:want|like|have|take) (?:a|one) ({_GLASSES}) (?=$|please |and )",
        "Drinks are counted by the glass: a glass of water.",
        _same(r"a glass of \1"),
    ),
    (
        "job_article",
        rf" (?:i'm|i am) ({_JOBS}) (?=$|and |but |in |at |from )",
        "One job of many takes a or an: I am a teacher.",
        lambda found: (
            f"you are {_with_article(found.group(1))}",
            f"I am {_with_article(found.group(1))}",
        ),
    ),
    (
        "depend_of",
        rf" (depends?) of ({_DETERMINERS})?(\S+) ",
        "Depend goes with on.",
        _with_object(r"\1 on "),
    ),
    (
        "explain_me",
        r" (explain|explained|explains) (me|him|us|them) ",
        "We explain something to a person.",
        lambda found: (
            f"{found.group(1)} it to {_YOU.get(found.group(2), found.group(2))}",
            f"{found.group(1)} it to {found.group(2)}",
        ),
    ),
    (
        "every_plural",
        r" every (days|weeks|months|years|students|mornings|weekends) ",
        "Every takes one thing: every day.",
        lambda found: (f"every {found.group(1)[:-1]}", f"every {found.group(1)[:-1]}"),
    ),
    (
        "if_will",
        rf" if (i|we|they) will ({_BARE}) ",
        "After if we use the present: if I go.",
        lambda found: (
            f"if {_YOU.get(found.group(1), found.group(1))} {found.group(2)}",
            f"if {found.group(1)} {found.group(2)}",
        ),
    ),
    (
        "married_with",
        rf" (married) with ({_DETERMINERS})(\S+) ",
        "Married goes with to.",
        _with_object(r"\1 to "),
    ),
    (
        "listen_music",
        r" (listen|listening|listened) (music|the radio|podcasts) ",
        "Listen goes with to.",
        _same(r"\1 to \2"),
    ),
    (
        "want_that",
        r" (?:i want|i would like|i'd like) that you ",
        "Want goes with a person and to: I want you to come.",
        _pair("you want me to", "I want you to"),
    ),
    (
        "more_comparative",
        r" more (bigger|better|cheaper|smaller|easier|faster|older|younger|nicer) ",
        "The ending -er is enough, without more.",
        _same(r"\1"),
    ),
    (
        "people_is",
        r"(?:^|(?: the| many| some| most| other| and| but| because| that| when| if)) people"
        r" (is|was|has) ",
        "People is a plural: people are.",
        lambda found: (
            f"people {_PLURAL[found.group(1)]}",
            f"people {_PLURAL[found.group(1)]}",
        ),
    ),
)
_COMPILED = tuple((name, re.compile(rule), why, mend) for name, rule, why, mend in _RULES)


def _plain(past: str) -> str:
    return next(plain for plain, form in _PAST.items() if form == past)


def find_recast(text: str) -> Recast | None:
    """The first sure error of a turn, None without one."""
    words = spaced(tokens(text))
    for rule, expression, why, mend in _COMPILED:
        if (found := expression.search(words)) is not None:
            echo, better = mend(found)
            echo, better = (re.sub(r"\bi\b", "I", text) for text in (echo, better))
            return Recast(rule, found.group().strip(), echo, better, why)
    return None
