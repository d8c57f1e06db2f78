"""Scripted learners, with natural answers, come to all goals of the founding scenarios."""

import pytest

from tests.unit.server.tutors.talks import at_stage, dialogue, moved_on

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
    ("Could you tell me what comes with the fish?", "with rice"),
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


ANSWERS = [
    ("drink", "Just water for me."),
    ("drink", "Can I have a Coke?"),
    ("drink", "I'll have a glass of red."),
    ("drink", "Do you have orange juice?"),
    ("drink", "me and my wife would like two beers"),
    ("drink", "I want drink beer"),
    ("allergy", "None."),
    ("allergy", "I don't think so."),
    ("allergy", "I'm lactose intolerant."),
    ("allergy", "Yes I do, I am allergic to shrimps."),
    ("allergy", "I can't eat spicy food."),
    ("allergy", "everything is ok for me"),
    ("ask_dish", "How is the curry?"),
    ("ask_dish", "Is it spicy?"),
    ("ask_dish", "I want to know about the fish."),
    ("ask_dish", "are there onions in the soup"),
    ("ask_dish", "What ingredients does the soup have?"),
    ("main", "The fish."),
    ("main", "Can I get a burger with fries?"),
    ("main", "I'd like the steak medium rare."),
    ("main", "I will have pizza and a beer."),
    ("side", "none"),
    ("side", "both please"),
    ("side", "I would like potatoes"),
    ("problem", "No, it's not."),
    ("problem", "It's not hot."),
    ("problem", "There is a hair in my soup."),
    ("problem", "No, this is liver, I asked for fish."),
    ("problem", "It's okay."),
    ("dessert", "Yes please."),
    ("dessert", "Maybe later."),
    ("dessert", "No, just the bill please."),
    ("bill", "Check, please."),
    ("bill", "How much is it?"),
    ("bill", "Could you bring us the bill?"),
    ("pay", "With my credit card."),
    ("pay", "Can I pay with Apple Pay?"),
]


@pytest.mark.parametrize("level", ["A1", "B1"])
@pytest.mark.parametrize(("stage", "text"), ANSWERS)
def test_a_natural_answer_moves_the_meal_on(stage: str, text: str, level: str) -> None:
    before = at_stage(dialogue("restaurant", level), stage)
    assert moved_on(before, before.after(text)), before.after(text).line.text


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        ("drink", "What wines do you have?"),
        ("drink", "I would like to order."),
        ("drink", "Could I see the menu, please?"),
        ("ask_dish", "What do you recommend?"),
        ("main", "I would like a lobster, please."),
        ("main", "something without meat"),
        ("problem", "What is this?"),
        ("pay", "Thank you."),
    ],
)
def test_what_is_no_answer_leaves_the_question_open(stage: str, text: str) -> None:
    before = at_stage(dialogue("restaurant"), stage)
    after = before.after(text)
    assert after.state.at == stage
    assert stage not in after.state.answered


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("How many holidays do I get?", "hours"),
        ("What's the company like?", "openly"),
        ("Can I work from home?", "home"),
        ("I would like to know about the next steps.", "next week"),
        ("Tell me about the team, please.", "eight people"),
    ],
)
def test_the_interviewer_answers_questions(text: str, answer: str) -> None:
    after = at_stage(dialogue("job_interview", "B1"), "question_one").after(text)
    assert answer in after.line.text
    assert "question_one" in after.state.answered


def test_free_talk_follows_the_learners_topics() -> None:
    talk = dialogue(None, "A2")
    talk = talk.after("I worked all day in the office.")
    assert talk.rules.stage(talk.state.at).topic == "work"
    talk = talk.after("I like it, but I play football in the evening.")
    assert talk.rules.stage(talk.state.at).topic == "hobby"
    assert "football" in talk.line.text
    talk = talk.after("With my brother, every Sunday.")
    assert talk.rules.stage(talk.state.at).topic == "family"
