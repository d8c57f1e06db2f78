"""The rung of the hint ladder in the mother tongue: what kind of answer a question wants."""

import re
from collections.abc import Mapping

from pydantic import TypeAdapter

Glosses = Mapping[str, str]
"""What is asked for, by kind of question, in one mother tongue."""

ALL_GLOSSES: TypeAdapter[dict[str, dict[str, str]]] = TypeAdapter(dict[str, dict[str, str]])
"""Data of `en/glosses.json`: by base code of the mother tongue."""

_KINDS = (
    ("how_many", re.compile(r"\bhow (?:many|much|old|long|often|far)\b")),
    ("ask", re.compile(r"^(?:ask|now ask)\b|\b(?:you ask|ask me|your (?:first )?question)\b")),
    ("where", re.compile(r"\bwhere\b")),
    ("when", re.compile(r"\bwhen\b|\bwhat time\b|\bwhat day\b")),
    ("why", re.compile(r"\bwhy\b")),
    ("who", re.compile(r"\bwho(?:m|se)?\b")),
    ("which", re.compile(r"\bwhich\b")),
    ("what", re.compile(r"\bwhat\b")),
    ("how", re.compile(r"\bhow\b")),
    ("choice", re.compile(r"\bor\b.*\?")),
    ("yes_no", re.compile(r"\?")),
)
KINDS = (*(name for name, _ in _KINDS), "say")


def kind_of(question: str) -> str:
    """What an English question or task of the tutor wants, by its words; "say" where it asks
    nothing.
    """
    text = question.lower()
    return next((name for name, expression in _KINDS if expression.search(text)), "say")
