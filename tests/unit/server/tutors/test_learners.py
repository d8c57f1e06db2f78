"""Scripted learners, with natural answers, come to all goals of the founding scenarios."""

import pytest

from tests.unit.server.tutors.talks import dialogue

WAITER_A2 = [
    ("Good evening. I would like a glass of water, please.", "water"),
    ("Yes, I am allergic to nuts.", "nuts"),
    ("What is in the pasta?", "tomato"),
    ("No, thank you.", "main course"),
    ("I want the fish, please.", "fish"),
    ("With rice, please.", "rice"),
    ("Excuse me, this is not what I ordered. I ordered the fish.", "right one"),
    ("Yes, an ice cream, please.", "ice cream"),
    ("Can I have the bill, please?", "twenty-four"),
    ("By card, please.", "Goodbye"),
]
WAITER_C1 = [
    ("Good evening! Might I start with a glass of red wine, please?", "red wine"),
    ("Not that I know of, I eat pretty much everything.", "menu is open"),
    ("Could you tell me what comes with the fish?", "lemon"),
    ("That sounds lovely, I'll have that.", "fish"),
    ("I'd prefer seasonal vegetables, thanks.", "vegetables"),
    ("I'm afraid there's been a mistake; I had ordered the fish.", "apologise"),
    ("I couldn't possibly, I'm full, thank you.", "next time"),
    ("Could we get the check, please?", "twenty-four pounds"),
    ("I'll pay with my phone, if that's all right.", "Goodbye"),
]
CANDIDATE_A2 = [
    ("I am a teacher in a small school.", "teaching"),
    ("I worked in a school in Madrid for three years.", "school life"),
    ("I helped a class of bad students to pass the exam.", "helped"),
    ("I am very patient.", "patience"),
    ("English is difficult for me, but I practise every day.", "Many people"),
    ("I make a list and I ask my colleagues.", "plan"),
    ("I want to be the head of a school.", "plan"),
    ("How many people work in the team?", "eight"),
    ("When can I start?", "Goodbye"),
]
CANDIDATE_C1 = [
    (
        "Leaving a large bank to join a start-up of six people was the decision that taught me"
        " more than any course could have.",
        "finance",
    ),
    (
        "I have spent eight years in software, first as a programmer and lately as the head of a"
        " small team.",
        "software",
    ),
    (
        "Last year I led a project that cut the waiting time for our customers by forty percent.",
        "Results",
    ),
    ("They would say that I stay calm when everyone else panics.", "value"),
    (
        "I used to do everything myself instead of delegating, until one project failed because"
        " of it, and I learned to let go.",
        "struggled",
    ),
    ("I would speak with that colleague in private afterwards and stick to the facts.", "sensible"),
    (
        "I would like to lead a larger department within five years and still stay close to the"
        " technology.",
        "lead people",
    ),
    ("What is the biggest challenge that the person in this role will face?", "challenge"),
    ("And how would you describe the culture of the company?", "Goodbye"),
]


@pytest.mark.parametrize(
    ("slug", "level", "turns"),
    [
        ("restaurant", "A2", WAITER_A2),
        ("restaurant", "C1", WAITER_C1),
        ("job_interview", "A2", CANDIDATE_A2),
        ("job_interview", "C1", CANDIDATE_C1),
    ],
)
def test_a_natural_talk_reaches_every_goal_and_closes(
    slug: str, level: str, turns: list[tuple[str, str]]
) -> None:
    talk = dialogue(slug, level)
    for text, echoed in turns:
        assert not talk.line.closing
        talk = talk.after(text)
        assert echoed.lower() in talk.line.text.lower(), (text, talk.line.text)
    assert talk.line.closing
    assert talk.line.goals == (0, 1, 2, 3, 4)


def test_free_talk_follows_the_learners_topics() -> None:
    talk = dialogue(None, "A2")
    talk = talk.after("I worked all day in the office.")
    assert talk.rules.stage(talk.state.at).topic == "work"
    talk = talk.after("I like it, but I play football in the evening.")
    assert talk.rules.stage(talk.state.at).topic == "hobby"
    assert "football" in talk.line.text
    talk = talk.after("With my brother, every Sunday.")
    assert talk.rules.stage(talk.state.at).topic == "family"
