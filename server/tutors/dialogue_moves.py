"""What the tutor can do with its turn: ask on, help, ask again, close. Pure, state to state."""

import re
from collections import Counter
from dataclasses import replace

from server.tutors.dialogue_pack import LADDER, Levelled
from server.tutors.dialogue_state import (
    Rules,
    State,
    chosen,
    has_ladder,
    plain,
    rung_text,
    said,
    worded,
)
from server.tutors.recasts import Recast
from server.tutors.sentences import split_sentences

SLOW = 0.75  # of natural speed, for "slower" and the first rung of the ladder
_LONE_I = re.compile(r"\bi\b")
CHECK_AFTER = 6  # learner turns, start value
MOST_RETRIES = 2
LAST_REDIRECT = LADDER.index("choices") + 1  # who talks about something else is not held longer
REPHRASE = LADDER.index("rephrase") + 1


def ask_next(
    rules: Rules,
    state: State,
    reactions: list[Levelled],
    follow: str | None = None,
    recast: Recast | None = None,
) -> State:
    """Reacts, then asks the follow-up, the stage still open, or the next one; else closes."""
    name = follow or _next_stage(rules, state)
    if name is None or state.turn >= rules.pack.max_turns:
        return retry_mistake(rules, state, reactions) or close(rules, state, reactions)
    if follow is None and _is_time_to_check(rules, state):
        asked = chosen(rules, state, rules.lines("go_on_or_else")) or state.asked
        moved = replace(state, at=name, asked=asked, checked=True, checking=True)
        return said(rules, moved, worded(rules, moved, asked, reactions, recast), recast=recast)
    asked = chosen(rules, state, rules.stage(name).ask) or state.asked
    moved = replace(state, at=name, asked=asked, improvised=False)
    sentences = worded(rules, moved, asked, reactions, recast)
    return said(rules, moved, sentences, recast=recast)


def _next_stage(rules: Rules, state: State) -> str | None:
    closed = state.answered | state.passed
    still_open = [s for s in rules.pack.stages if not s.aside and s.id not in closed]
    if state.topic is None and any(stage.id == state.at for stage in still_open):
        return state.at
    still_open.sort(key=lambda stage: stage.topic != state.topic)
    return still_open[0].id if still_open else None


def _is_time_to_check(rules: Rules, state: State) -> bool:
    return state.topic is not None and not state.checked and state.turn >= CHECK_AFTER


def go_on_or_else(rules: Rules, state: State, *, else_: bool) -> State:
    """What the learner chose at the check: the open question, or another topic."""
    state = replace(state, checking=False)
    if not else_:
        return ask_next(rules, state, [rules.lines("no_problem")])
    left = {s.id for s in rules.pack.stages if s.topic == rules.stage(state.at).topic}
    return ask_next(rules, replace(state, passed=state.passed | left), [rules.lines("of_course")])


def retry_mistake(rules: Rules, state: State, reactions: list[Levelled]) -> State | None:
    """Before the end: one of the best two mistakes once more (pedagogy.md section 7).

    The commonest kind comes first; None where none is left, or its words are over the cap.
    """
    often = Counter(mistake.rule for mistake in state.mistakes)
    by_rule = {mistake.rule: mistake for mistake in reversed(state.mistakes)}
    for rule, _ in often.most_common() if state.retried < MOST_RETRIES else ():
        mistake = by_rule[rule]
        occasion = rules.lines("retry_more" if state.retried else "retry")
        asked = chosen(rules, state, occasion, {"said": _LONE_I.sub("I", mistake.said)})
        if asked is None:
            continue
        left = tuple(other for other in state.mistakes if other.rule != rule)
        moved = replace(state, asked=asked, retry=mistake, retried=state.retried + 1, mistakes=left)
        return said(rules, moved, worded(rules, moved, asked, reactions))
    return None


def retried(rules: Rules, state: State, *, mended: bool) -> State:
    """Says how the mistake is mended, then asks for the next one or closes."""
    if state.retry is None:
        return state
    occasion = rules.lines("mended" if mended else "explicit")
    reaction = {
        level: tuple(text.replace("{better}", state.retry.better) for text in texts)
        for level, texts in occasion.items()
    }
    done = replace(state, retry=None)
    return retry_mistake(rules, done, [reaction]) or close(rules, done, [reaction])


def help_up(rules: Rules, state: State, occasion: str) -> State:
    """A question not answered: up the ladder, at least to simpler words; after its end, on."""
    stage = rules.stage(state.at)
    if stage.aside:
        return ask_next(rules, state, [rules.lines(occasion)])
    highest = len(rules.ladder) if has_ladder(rules, state) else 1
    if state.rung >= highest or (occasion == "redirect" and state.rung >= LAST_REDIRECT):
        passed = replace(state, passed=state.passed | {stage.id}, rung=0)
        return ask_next(rules, passed, [rules.lines("move_on")])
    rung = min(max(state.rung + 1, REPHRASE), highest)
    text = rung_text(rules, state, rung)
    return said(rules, state, worded(rules, state, text, [rules.lines(occasion)]), rung=rung)


def ask_gently(rules: Rules, state: State) -> State:
    """After silence: one rung up; the last one stays, and the question never changes."""
    rung = min(state.rung + 1, len(rules.ladder)) if has_ladder(rules, state) else 1
    before = [rules.lines("take_your_time")] if rung == 1 else []
    text = rung_text(rules, state, rung)
    speed = SLOW if rung == 1 else 1.0
    return said(rules, state, worded(rules, state, text, before), rung=rung, speed=speed)


def ask_again(rules: Rules, state: State, reactions: list[Levelled]) -> State:
    """A reaction, then the question that is still open, unchanged."""
    sentences = worded(rules, state, state.asked, reactions)
    return said(rules, state, sentences, rung=state.rung)


def reword(state: State, sentences: tuple[str, ...]) -> State:
    """The line in other words, which mended nothing; what they end in is asked now."""
    recast = state.recast.rule if state.recast else None
    end = sentences[-1]
    improvised = not state.asked.endswith(end)
    return replace(
        state,
        line=replace(state.line, sentences=sentences),
        asked=end if improvised else state.asked,
        recast=None,
        mended=state.mended - {recast},
        improvised=improvised,
    )


def rephrase(rules: Rules, state: State) -> State:
    """The question in simpler words; where help is off, the same line slowly."""
    if not has_ladder(rules, state):
        return repeat(state, slower=True)
    sentences = worded(rules, state, rung_text(rules, state, REPHRASE), [])
    return said(rules, state, sentences, rung=max(state.rung, REPHRASE))


def repeat(state: State, *, slower: bool) -> State:
    """The same line."""
    return replace(state, line=replace(state.line, speed=SLOW if slower else 1.0))


def close(rules: Rules, state: State, reactions: list[Levelled]) -> State:
    """The pack's last line."""
    closing = chosen(rules, state, rules.pack.closing) or plain(rules, state, "goodbye")
    return said(rules, state, worded(rules, state, closing, reactions), closing=True)


def farewell(rules: Rules, state: State) -> State:
    """Goodbye once more, to a learner who talks on after the end."""
    sentences = tuple(split_sentences(plain(rules, state, "goodbye")))
    return said(rules, state, sentences, closing=True)
