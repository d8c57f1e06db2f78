"""Whatever a learner says: no crash, one to three sentences, within the cap, one question."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.protocol.models import Level
from server.tutors.dialogue import Dialogue
from server.tutors.sentences import WORD_CAPS, count_words
from tests.fakes.lessons import scenario
from tests.unit.server.tutors.talks import dialogue, talk_of

PHRASES = [
    "water please",
    "yes",
    "no",
    "I don't know",
    "what is in the pasta?",
    "the bill please",
    "I am agree",
    "yesterday I go to work",
    "how are you",
    "goodbye",
    "it is cold and wrong",
    "I worked in a shop for ten years with my brother",
    "he work with me in the hospital and he explain me everything",
    "can you repeat",
    "slower",
    "easier please",
    "thank you",
    "\u4f60\u597d\uff0c\u6211\u60f3\u8981\u4e00\u676f\u6c34",
    "\u0623\u0631\u064a\u062f \u0645\u0627\u0621",
    "quiero una cerveza",
]
turns = st.lists(
    st.one_of(
        st.sampled_from(PHRASES),
        st.text(max_size=60),
        st.text(alphabet="aeiot '?.!-", max_size=200),
        st.lists(st.sampled_from(PHRASES), min_size=2, max_size=6).map(" ".join),
    ),
    max_size=10,
)
CUSTOM = scenario(
    "custom",
    level="B1",
    opening_line="Welcome to the show. What is your project about?",
    checklist=[
        "say hello",
        "ask two questions",
        "name three tools that you use every day",
        "sum up",
    ],
    target_vocabulary=["hammer", "saw"],
)
talks = st.sampled_from([None, "restaurant", "job_interview", "custom"])


def check(talk: Dialogue) -> None:
    line = talk.line
    assert 1 <= len(line.sentences) <= 3
    assert all(sentence.strip() for sentence in line.sentences)
    assert count_words(line.text) <= WORD_CAPS[talk.rules.level]
    asking = [sentence for sentence in line.sentences if "?" in sentence]
    assert len(asking) <= 1
    assert not asking or asking[0] == line.sentences[-1]
    assert "{" not in line.text


def opened(slug: str | None, level: Level) -> Dialogue:
    return talk_of(CUSTOM, level) if slug == "custom" else dialogue(slug, level)


@settings(max_examples=150, deadline=None)
@given(slug=talks, level=st.sampled_from(list(Level)), texts=turns)
def test_any_turns_are_answered_within_the_rules_and_always_the_same_way(
    slug: str | None, level: Level, texts: list[str]
) -> None:
    talk, twin = opened(slug, level), opened(slug, level)
    check(talk)
    reached: set[int] = set()
    for text in texts:
        talk, twin = talk.after(text), twin.after(text)
        check(talk)
        assert talk.state == twin.state
        assert reached <= set(talk.line.goals)
        reached = set(talk.line.goals)
        for other in (talk.easier(), talk.after_silence(), talk.hinted()[0], talk.resumed()):
            check(other)
        assert talk.hinted()[1].text
        assert talk.explanation().text
        assert talk.suggestions().text


@settings(max_examples=10, deadline=None)
@given(piece=st.text(min_size=1, max_size=40))
def test_twenty_thousand_characters_are_one_turn_like_any_other(piece: str) -> None:
    text = (piece * (20_000 // len(piece) + 1))[:20_000]
    check(dialogue("restaurant").after(text))
    check(dialogue("job_interview", "C1").after(text))
