import pytest

from server.domain.evidence import RecognizedWord
from server.domain.ports import Recognition
from server.tutors.hearing import hear
from server.tutors.utterance import Utterance


class Ears:
    """Answers each call by its length, with one word in the middle."""

    def __init__(self, silent: float = 0.0) -> None:
        self.silent = silent
        self.lengths: list[float] = []

    async def transcribe(self, pcm: bytes, language: str | None) -> Recognition:
        seconds = len(pcm) / 32_000
        self.lengths.append(seconds)
        word = RecognizedWord(f"w{len(self.lengths)}", seconds / 2, seconds / 2 + 1, 0.9)
        return Recognition(f" {word.text} ", (word,), "en", 0.9, self.silent)


def spoken(seconds: int) -> Utterance:
    utterance = Utterance(1)
    utterance.add(b"\x00\x10" * 16_000 * seconds)
    return utterance


async def test_a_long_utterance_is_heard_in_pieces_with_times_of_the_whole() -> None:
    ears = Ears()
    heard = await hear(ears, spoken(60), "en")
    assert heard.text == "w1 w2 w3"
    assert sum(ears.lengths) == pytest.approx(60)
    starts = [word.start_s for word in heard.words]
    assert starts == sorted(starts)
    assert starts[1] == pytest.approx(ears.lengths[0] + ears.lengths[1] / 2)


async def test_what_the_recognizer_takes_for_no_speech_is_nothing() -> None:
    heard = await hear(Ears(silent=0.9), spoken(1), "en")
    assert (heard.text, heard.words) == ("", ())


async def test_a_shred_is_not_even_shown_to_the_recognizer() -> None:
    ears = Ears()
    assert (await hear(ears, Utterance(1), "en")).text == ""
    assert ears.lengths == []
