import pytest

from server.tutors.sentences import count_words, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hello! How are you?", ["Hello!", "How are you?"]),
        ("You can begin: I think...", ["You can begin: I think..."]),
        ('Can you say "you are leaving" now?', ['Can you say "you are leaving" now?']),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Use What ... is or It is ... that.", ["Use What ... is or It is ... that."]),
        ("\u00a1Hola! \u00bfQu\u00e9 tal?", ["\u00a1Hola!", "\u00bfQu\u00e9 tal?"]),
        ("It costs 3.50 pounds.", ["It costs 3.50 pounds."]),
        ("  ", []),
    ],
)
def test_sentences_end_where_a_listener_hears_an_end(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_signs_alone_are_no_words() -> None:
    assert count_words('Well - "yes" ... 3 times') == 4
