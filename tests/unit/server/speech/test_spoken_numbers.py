"""The law of numbers: said as a listener would expect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.speech.aligner import alignable_words
from server.speech.spoken_numbers import say


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "zero"),
        ("25", "twenty five"),
        ("100", "one hundred"),
        ("342", "three hundred forty two"),
        ("1999", "nineteen ninety nine"),
        ("2005", "two thousand five"),
        ("2019", "twenty nineteen"),
        ("1905", "nineteen oh five"),
        ("1900", "nineteen hundred"),
        ("007", "zero zero seven"),
        ("55555", "five five five five five"),
    ],
)
def test_a_number_is_said_in_words(digits: str, words: str) -> None:
    assert " ".join(say(digits)) == words


@given(st.integers(0, 10**12))
def test_every_number_has_words_of_letters(number: int) -> None:
    assert all(word.isalpha() for word in say(str(number)))


def test_a_text_with_digits_is_aligned_as_it_is_said() -> None:
    assert alignable_words("I'm 25, not 7!") == ["i'm", "twenty", "five", "not", "seven"]
