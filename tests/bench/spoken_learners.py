"""Whether a learner who speaks completes the scenarios: every line of the scripted learners of the
tests is spoken by the neural voice, heard by the recognizer, and answered by the mode's own talk.

What is heard wrongly is met as a learner would: the question comes again, and so does the answer.
"""

import asyncio
import hashlib
import json
from contextlib import aclosing
from dataclasses import dataclass

from server.protocol.models import Level
from server.speech.recognizer import WorkerRecognizer
from server.speech.synthesizer import WorkerSynthesizer
from server.storage.builtin_catalog import load_builtin_catalog
from server.tutors.dialogue_book import DialogueBook
from server.tutors.scenario_pack import checklist, scenario_level
from server.tutors.talk import Talk
from tests.bench.turn_sound import KEPT
from tests.bench.turn_taking import engines
from tests.fakes.lessons import lesson
from tests.fakes.sound import from_tutor, word_error_rate, words
from tests.unit.server.tutors.modes.scripts import Script, scripts

SHARE = 0.95
"""Of the scenarios, the goal. All 70 were completed where this was written; the arithmetic of the
recognizer differs between processors, and with it a word now and then.
"""

PATIENCE = 3  # times the typed learner's turns
_CATALOGUE = {scenario.slug: scenario for scenario in load_builtin_catalog().scenarios}


@dataclass(frozen=True, slots=True)
class Walked:
    """One scenario: turns said, words said and wrong, goals missed."""

    slug: str
    turns: int
    words: int
    wrong: float
    missed: tuple[str, ...]
    closed: bool


def report(only: str | None = None) -> bool:
    """Prints how many scenarios were completed; `only` one of them."""
    learners = {slug: script for slug, script in scripts().items() if only in (None, slug)}
    walked = asyncio.run(measure(learners))
    for one in walked:
        if one.missed or not one.closed:
            print(f"  {one.slug}: not reached: {'; '.join(one.missed) or 'the goodbye'}")
    done = sum(not one.missed and one.closed for one in walked)
    turns, said = sum(one.turns for one in walked), sum(one.words for one in walked)
    errors = sum(one.wrong for one in walked) / said
    print(f"{turns} spoken turns, {said} words, word error rate {errors:.3f}")
    reached = done >= SHARE * len(walked)
    verdict = "reached" if reached else "MISSED"
    print(
        f"scenarios completed to every goal by voice: {done} of {len(walked)};"
        f" goal {SHARE:.0%}: {verdict}"
    )
    return reached


async def measure(learners: dict[str, Script]) -> list[Walked]:
    """Each scenario in turn."""
    book = DialogueBook.installed()
    async with engines() as (ears, voice):
        mouth = _Mouth(voice, ears)
        return [await _walk(book, mouth, slug, script) for slug, script in learners.items()]


async def _walk(book: DialogueBook, mouth: "_Mouth", slug: str, script: Script) -> Walked:
    about = _CATALOGUE[slug]
    level = scenario_level(about) or Level.B1

    def begun() -> Talk:
        return book.open(lesson(about, level, mode=about.mode_code))

    learner = _Learner(script, begun())
    talk, turns, count, wrong = begun(), 0, 0, 0.0
    while not talk.line.closing and turns < PATIENCE * len(learner.lines):
        said = learner.answer(talk)
        heard = await mouth.heard(said)
        length = len(words(said))
        wrong += word_error_rate(said, heard) * length if length else 0.0
        count, turns = count + length, turns + 1
        talk = talk.after(heard)
    missed = [text for n, text in enumerate(checklist(about)) if n not in talk.line.goals]
    return Walked(slug, turns, count, wrong, tuple(missed), talk.line.closing)


class _Learner:
    """Says what the typed learner said to the same question, then what the tutor suggests."""

    def __init__(self, script: Script, talk: Talk) -> None:
        self.lines: list[tuple[str, str]] = []
        while not talk.line.closing and (text := script(talk)) is not None:
            self.lines.append((talk.line.sentences[-1], text))
            talk = talk.after(text)
        self._left = list(self.lines)
        self._asked = self._said = ""
        self._tries = 0

    def answer(self, talk: Talk) -> str:
        """The script's answer to the question; where it comes again, that answer again, then what
        is suggested; to a question that the script never met, a suggestion or its next line.
        """
        question, replies = talk.line.sentences[-1], talk.suggestions().replies
        known = next((line for line in self._left if line[0] == question), None)
        if question == self._asked and known is None:
            self._tries += 1
            again = self._tries % 2 == 1 or not replies
            return self._said if again else replies[self._tries // 2 % len(replies)]
        self._asked, self._tries = question, 0
        if known is None and (replies or not self._left):
            self._said = replies[0] if replies else self._said
        else:
            known = known or self._left[0]
            self._left.remove(known)
            self._said = known[1]
        return self._said


class _Mouth:
    """Speaks and hears; what was heard of a text is kept."""

    def __init__(self, voice: WorkerSynthesizer, ears: WorkerRecognizer) -> None:
        self._voice = voice
        self._ears = ears
        KEPT.mkdir(exist_ok=True)

    async def heard(self, text: str) -> str:
        """What the recognizer makes of a text."""
        path = KEPT / f"heard-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
        if not path.exists():
            async with aclosing(self._voice.speak(text, "en")) as made:
                pcm = from_tutor(b"".join([piece async for piece in made]))
            recognition = await self._ears.transcribe(bytes(16_000) + pcm + bytes(16_000), "en")
            path.write_text(json.dumps(recognition.text))
        kept: str = json.loads(path.read_text())
        return kept
