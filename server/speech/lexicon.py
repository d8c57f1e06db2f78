"""What is known of words: frequency, dictionary form, CEFR band, and whose language they are.

Which package covers a language, and by which name, stands in `resources/catalog/lexicons.json`.
Only those names are asked: wordfreq answers an unknown code with a neighbour's list (af as Dutch).
Languages written without spaces need a segmenter that is not bundled and are not covered.
"""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

import simplemma
import wordfreq
from cefrpy import CEFRAnalyzer

from server.domain.evidence import Lexeme
from server.speech.hesitations import is_filler

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CLITIC = re.compile(r"['\u2019](?:s|m|re|ve|ll|d)$")
# Lists that a learner's other language is looked for in; 3 MB each.
RIVALS = ("en", "es", "fr", "de", "it", "pt", "nl")
MARGIN = 1.5  # zipf; "para" is 3.9 in English lists and 6.9 in Spanish: not an English word
KNOWN_FROM = 1.0


@cache
def coverage() -> dict[str, dict[str, str]]:
    """Base language code to its name in each package, absent where it is not covered."""
    source = files("resources") / "catalog" / "lexicons.json"
    table: dict[str, dict[str, str]] = json.loads(source.read_text(encoding="utf-8"))
    return table


class Lexicon:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """Takes a base language code; one that no package covers gives words without figures."""
        names = coverage().get(language, {})
        self._language = language
        self._frequencies = names.get("wordfreq")
        self._lemmas = names.get("simplemma")
        self._bands = CEFRAnalyzer() if language == "en" else None
        self._rivals = tuple(code for code in RIVALS if code != self._frequencies)

    def words(self, text: str) -> list[str]:
        """Words of a text as written, without hesitations; empty where nothing is covered."""
        if self._frequencies is None and self._lemmas is None:
            return []
        return [w for w in _WORD.findall(text) if not is_filler(w.lower(), self._language)]

    def lexeme(self, word: str) -> Lexeme:
        """One word with all that is known of it; zipf by its form as said."""
        form = unicodedata.normalize("NFC", word.lower().replace("\u2019", "'"))
        stem = _CLITIC.sub("", form) if self._language == "en" else form
        lemma = simplemma.lemmatize(stem, lang=self._lemmas).lower() if self._lemmas else form
        zipf = wordfreq.zipf_frequency(form, self._frequencies) if self._frequencies else None
        return Lexeme(word, lemma, zipf, self._band(stem, lemma))

    def commonness(self, word: str) -> float:
        """Zipf frequency of a word's form or its lemma, the higher; 0 where no list knows it."""
        if self._frequencies is None:
            return 0.0
        forms = {word, self.lexeme(word).lemma}
        return max(wordfreq.zipf_frequency(form, self._frequencies) for form in forms)

    def target_share(self, text: str) -> float | None:
        """Share of words that belong to this language: listed, and not far commoner in another.

        Words that no list knows and that are written like names are left out; None where no list
        covers the language or no word is left.
        """
        if self._frequencies is None:
            return None
        votes = [self._vote(word) for word in self.words(text)]
        counted = [vote for vote in votes if vote is not None]
        return sum(counted) / len(counted) if counted else None

    def _vote(self, word: str) -> bool | None:
        form = word.lower().replace("\u2019", "'")
        own = wordfreq.zipf_frequency(form, self._frequencies or "")
        other = max(wordfreq.zipf_frequency(form, code, wordlist="small") for code in self._rivals)
        if own < KNOWN_FROM and other < KNOWN_FROM and word[:1].isupper():
            return None
        return own >= KNOWN_FROM and own >= other - MARGIN

    def _band(self, form: str, lemma: str) -> str | None:
        if self._bands is None:
            return None
        levels = [
            level
            for level in (
                self._bands.get_average_word_level_float(form),
                self._bands.get_average_word_level_float(lemma),
            )
            if level is not None
        ]
        return ("A1", "A2", "B1", "B2", "C1", "C2")[round(min(levels)) - 1] if levels else None
