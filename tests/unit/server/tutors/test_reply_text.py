"""Raw text of a model, as words that can be spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.tutors.reply_text import plain, sentences_of, spoken_words


@pytest.mark.parametrize(
    ("raw", "spoken"),
    [
        ("**Hello** _there_, `you`!", "Hello there, you!"),
        ("# Hello\n\n- one\n- two\n1. three", "Hello\none\ntwo\nthree"),
        ("See [the page](http://x.example/a) now.", "See the page now."),
        ("<think>The learner is tired.</think>\nGood evening!", "Good evening!"),
        ("<think>never closed", ""),
        ("Nice! \U0001f600\U0001f44d\ufe0f", "Nice! "),
        ("<b>Yes</b>, <script>x()</script>it is.", "Yes, x()it is."),
        ("Tutor: Hello. Tutor: again", "Hello. Tutor: again"),
        ("Hel\x00lo\u202e \u00a0 you\r\n", "Hello you\n"),
        ("Wait <b", "Wait "),
        ("Wait [the", "Wait "),
    ],
)
def test_markup_thoughts_and_pictures_are_not_spoken(raw: str, spoken: str) -> None:
    assert plain(raw) == spoken


@pytest.mark.parametrize(
    ("text", "complete", "rest"),
    [
        ("Hello. How are you", ["Hello."], "How are you"),
        ("Hello.", [], "Hello."),
        ("Hello. ", [], "Hello."),
        ("It costs 3.50 now. Dr. Lee came. ", ["It costs 3.50 now."], "Dr. Lee came."),
        ("Well... maybe. Yes", ["Well... maybe."], "Yes"),
        ("One\ntwo", ["One"], "two"),
        ('He said "no." Then', ['He said "no."'], "Then"),
        ("\u00bfQu\u00e9 tal? muy", ["\u00bfQu\u00e9 tal?"], "muy"),
        ("\u4f60\u597d\u3002\u5417\uff1f", ["\u4f60\u597d\u3002"], "\u5417\uff1f"),
        ("\u062d\u0627\u0644\u0643\u061f \u0646", ["\u062d\u0627\u0644\u0643\u061f"], "\u0646"),
    ],
)
def test_a_sentence_is_complete_once_something_new_begins(
    text: str, complete: list[str], rest: str
) -> None:
    assert sentences_of(text) == (complete, rest)


def test_words_are_counted_also_where_no_blank_parts_them() -> None:
    assert spoken_words("Well - yes, 3 times") == 4
    assert spoken_words("\u4f60\u597d\u5417\uff1f") == 2


@given(st.text(alphabet='aB.?! \n*<>[]()"-1\u3002', max_size=60), st.data())
def test_what_was_complete_stays_as_it_was_when_more_text_comes(
    raw: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(raw)))
    before, _ = sentences_of(plain(raw[:cut]))
    after, _ = sentences_of(plain(raw))
    assert after[: len(before)] == before
