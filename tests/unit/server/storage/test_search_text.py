"""One folding for text and query."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.storage.search_text import search_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École", "ecole"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Tiếng Việt", "tieng viet"),
        ("\uff46\uff55\uff4c\uff4c", "full"),
        ("مَرْحَبًا", "مرحبا"),
        ("مـرحـبا", "مرحبا"),
        ("ёлка й", "елка и"),
        ("がんばって", "がんばって"),
        ("नमस्ते", "नमस्ते"),
        ("สวัสดีครับ", "สวัสดีครับ"),
        ("안녕하세요", "안녕하세요"),
        ("  two\t\nwords ", "two words"),
        ("a\x00b", "ab"),
    ],
)
def test_accents_width_and_case_fold_and_other_marks_stay(text: str, folded: str) -> None:
    assert search_text(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert search_text(search_text(text)) == search_text(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    forms = {search_text(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.text(alphabet=st.characters(codec="ascii")), st.text(alphabet="äéñç ok"))
def test_words_that_were_said_are_found_in_any_case(before: str, said: str) -> None:
    assert search_text(said.upper()) in search_text(f"{before} {said} {before}")
