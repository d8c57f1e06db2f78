"""The words of one turn, measured."""

from server.domain.evidence import Lint, TextEvidence
from server.speech import grammar_checker
from server.speech.grammar_checker import GrammarChecker
from server.speech.lexicon import Lexicon
from server.speech.word_order import english_order


class TextMeter:
    """Measures texts; word lists are loaded with the first text of a language."""

    def __init__(self) -> None:
        self._lexicons: dict[str, Lexicon] = {}
        self._checker: GrammarChecker | None = None

    def measure(self, text: str, language: str) -> TextEvidence:
        """Evidence of a text in a language given by its tag ("en", "fr-FR").

        `language` and `language_probability` are the recognizer's to fill: left None.
        """
        code = language.partition("-")[0].lower()
        lexicon = self._lexicons.setdefault(code, Lexicon(code))
        return TextEvidence(
            text=text,
            lexemes=tuple(lexicon.lexeme(word) for word in lexicon.words(text)),
            lints=self._lints(text, code, language),
            target_share=lexicon.target_share(text),
            word_order=english_order().fit(text) if code == "en" else None,
        )

    def _lints(self, text: str, code: str, tag: str) -> tuple[Lint, ...] | None:
        if not grammar_checker.covers(code):
            return None
        if self._checker is None:
            self._checker = GrammarChecker()
        return self._checker.check(text, tag)
