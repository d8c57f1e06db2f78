"""Parts of speech that an English word can have, as the letters of `server.domain.tagged_rules`.

From the lists of cefrpy (Words-CEFR-Dataset, MIT) and our own of irregular verbs and of nouns that
are not counted (`resources/grammar`).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from cefrpy import CEFRAnalyzer

from server.domain.inflection import Inflection

_CAN_BE = {
    "NN": "n", "NNS": "p", "VB": "v", "VBZ": "z", "VBD": "d", "VBN": "b", "VBG": "g",
    "JJ": "a", "RB": "r",
}  # fmt: skip
_SHORTEST = 3


class WordTags:
    """Looks words up; remembers them."""

    def __init__(self, data: Mapping[str, Any], inflection: Inflection) -> None:
        """`data` lists `function_words`, `uncounted`, `no_noun`, `counted`,
        `base_only` and `no_base`."""
        lists = {name: frozenset(data[name].split()) for name in (
            "function_words", "uncounted", "no_noun", "counted", "base_only", "no_base"
        )}  # fmt: skip
        self._lists = lists
        self._inflection = inflection
        self._analyzer = CEFRAnalyzer()
        verbs = inflection.verbs.items()
        pasts = {past for base, (past, _) in verbs if past != base}
        participles = {participle for base, (_, participle) in verbs if participle != base}
        self._past_only = frozenset(p for p in pasts - participles if p not in inflection.verbs)
        self._participle_only = frozenset(
            p for p in participles - pasts if p not in inflection.verbs
        )
        self._irregular = frozenset(pasts | participles)
        self.of = cache(self._of)

    def _of(self, word: str) -> str:
        """Tags of a lower-case word; empty for an unknown one, "w" for a function word."""
        if word[0].isdigit():
            return "#"
        if word in self._lists["function_words"]:
            return "w"
        kinds = self._kinds(word)
        tags = "".join(letter for kind, letter in _CAN_BE.items() if kind in kinds)
        if not tags:
            return ""
        return tags + self._sure(word, kinds)

    def _kinds(self, word: str) -> frozenset[str]:
        if not self._analyzer.is_word_in_database(word):
            return frozenset()
        return frozenset(self._analyzer.get_all_pos_for_word_as_str(word))

    def _sure(self, word: str, kinds: frozenset[str]) -> str:
        lists = self._lists
        uncounted = word in lists["uncounted"]
        sure = {
            "u": uncounted,
            "s": not uncounted and (word in lists["counted"] or self._counted(word, kinds)),
            "P": "NNS" in kinds and kinds <= {"NNS", "JJ"} and word not in lists["no_noun"],
            "V": word in lists["base_only"] or (kinds == {"VB"} and self._plain(word)),
            "Z": kinds == {"VBZ"},
            "D": word in self._past_only,
            "B": word in self._participle_only,
            "A": kinds == {"JJ"},
        }
        return "".join(letter for letter, holds in sure.items() if holds)

    def _plain(self, word: str) -> bool:
        """A base form: the lists of cefrpy call many another form one too."""
        if word in self._irregular or word in self._lists["no_base"]:
            return False
        return word.endswith("ss") or not word.endswith(("s", "ed", "ing"))

    def _counted(self, word: str, kinds: frozenset[str]) -> bool:
        """A noun that is no verb and whose plural is a word."""
        if "NN" not in kinds or len(word) < _SHORTEST or word in self._lists["no_noun"]:
            return False
        return kinds <= {"NN", "JJ"} and "NNS" in self._kinds(self._inflection.plural(word))
