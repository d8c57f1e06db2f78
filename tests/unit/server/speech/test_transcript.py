"""The law of transcripts: what is not speech is left out, what is said stays as it was said."""

from hypothesis import given
from hypothesis import strategies as st

from server.speech.transcript import Piece, loops, spoken, text_of, words_of


def pieces(*texts: str) -> list[Piece]:
    return [Piece(text, i * 0.1, i * 0.1 + 0.1, 0.5 + i / 100) for i, text in enumerate(texts)]


def test_tokens_become_words_with_their_own_times_and_probability() -> None:
    heard = pieces(" It", "'s", " well", "-known", ",", " \u201c", "isn", "'t", " it", "?\u201d")
    words = words_of(heard, "en")
    assert [word.text for word in words] == ["It's", "well-known", "isn't", "it"]
    assert text_of(heard) == "It's well-known, \u201cisn't it?\u201d"
    well = words[1]
    assert (well.start_s, well.end_s) == (heard[2].start_s, heard[3].end_s)
    assert well.probability == (heard[2].probability + heard[3].probability) / 2


def test_a_script_without_spaces_gives_a_word_a_piece() -> None:
    words = words_of(pieces("今日", "は", "、", "いい", "天気"), "ja")
    assert [word.text for word in words] == ["今日", "は", "いい", "天気"]


def test_vowel_signs_at_the_end_of_a_word_belong_to_it() -> None:
    assert [word.text for word in words_of(pieces(" नमस्ते", ",", " पानी", "।"), "hi")] == [
        "नमस्ते",
        "पानी",
    ]


def test_descriptions_of_sound_are_dropped_also_across_tokens() -> None:
    assert text_of(spoken(pieces(" [", "BLANK", "_AUDIO", "]"))) == ""
    assert text_of(spoken(pieces(" Hello", " (m", "usic)", " there", "."))) == "Hello there."
    assert text_of(spoken(pieces(" ♪", " la", " la", " ♪", " Yes"))) == "Yes"
    assert text_of(spoken(pieces(" I", " [never", " closed"))) == "I"


@given(st.lists(st.text(st.characters(exclude_characters="[](♪)"), max_size=8)))
def test_speech_without_tags_passes_unchanged(texts: list[str]) -> None:
    heard = pieces(*texts)
    assert spoken(heard) == heard


@given(st.lists(st.text(max_size=8)), st.sampled_from(["en", "ja", "hi"]))
def test_every_word_has_a_letter_and_lies_in_the_sound(texts: list[str], language: str) -> None:
    for word in words_of(pieces(*texts), language):
        assert any(map(str.isalnum, word.text))
        assert 0 <= word.start_s <= word.end_s <= len(texts) / 10 + 1e-9
        assert 0 <= word.probability <= 1.5


def test_a_loop_is_more_of_the_same_than_anyone_can_say() -> None:
    looping = "I want to go. " * 30
    assert loops(looping, seconds=3)
    assert not loops(looping, seconds=60)
    assert not loops("The quick brown fox jumps over the lazy dog, then it sleeps.", seconds=1)
    assert not loops("", seconds=1)
