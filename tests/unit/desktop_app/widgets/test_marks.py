"""Marks sit on words that occur, and never over one another."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.widgets.marks import MOST, place_marks
from desktop_app.widgets.paragraph import Mark

WORDS = st.lists(st.sampled_from(["yes", "Yes", "no", "maybe", "İ", "né"]), max_size=12).map(
    " ".join
)
QUOTED = st.lists(
    st.tuples(st.sampled_from(["good", "fix", "unsure", "note"]), st.none() | WORDS), max_size=8
)


@given(WORDS, QUOTED)
def test_marks_lie_inside_the_text_and_apart(text: str, quoted) -> None:
    marks = sorted(place_marks(text, quoted), key=lambda mark: mark.start)
    assert len(marks) <= MOST
    assert all(m.start >= 0 and m.length > 0 and m.start + m.length <= len(text) for m in marks)
    assert all(a.start + a.length <= b.start for a, b in pairwise(marks))


def test_a_quote_is_found_whatever_its_case() -> None:
    assert place_marks("I would Like that", [("good", "would like")]) == (Mark(2, 10, "good"),)


def test_a_quote_that_was_not_said_gives_no_mark() -> None:
    assert place_marks("Hello", [("fix", "Goodbye"), ("note", "Hello")]) == ()


def test_the_same_words_twice_are_marked_in_both_places() -> None:
    marks = place_marks("no, no", [("fix", "no"), ("fix", "no")])
    assert [mark.start for mark in marks] == [0, 4]
