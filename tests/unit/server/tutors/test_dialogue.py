"""The engine on the restaurant: understanding, the ladder, courtesies, help."""

import pytest

from server.tutors.dialogue_pack import LADDER
from server.tutors.dialogue_state import rung_text
from tests.unit.server.tutors.talks import after_all, at_stage, dialogue


def test_the_tutor_opens_with_the_scenarios_line_at_the_scenarios_level() -> None:
    opening = dialogue("restaurant").line
    assert opening.text == (
        "Good evening and welcome! Here is the menu. What would you like to drink?"
    )
    assert opening.goals == ()


def test_a_level_below_the_scenarios_gets_a_simpler_opening() -> None:
    assert dialogue("job_interview", "A1").line.text == (
        "Good morning and welcome! What is your job?"
    )


def test_the_reaction_echoes_what_was_ordered() -> None:
    assert "orange juice" in dialogue("restaurant").after("An orange juice, please.").line.text


def test_the_value_named_first_wins_and_a_longer_form_beats_a_shorter() -> None:
    talk = dialogue("restaurant").after("A red wine or a beer please.")
    assert "red wine" in talk.line.text


def test_a_thing_that_is_not_wanted_is_not_echoed() -> None:
    talk = dialogue("restaurant").after("No beer for me, but an apple juice please.")
    assert "apple juice" in talk.line.text
    assert "beer" not in talk.line.text


def test_an_allergy_is_understood_although_it_is_negated() -> None:
    talk = after_all(dialogue("restaurant"), "Water, please.", "I can't eat nuts.")
    assert "nuts" in talk.line.text


def test_one_turn_may_answer_two_stages() -> None:
    talk = dialogue("restaurant").after("I would like some water and the steak, please.")
    assert talk.line.goals == (0, 2)


def test_a_question_about_a_dish_is_answered_from_the_dish() -> None:
    talk = after_all(dialogue("restaurant"), "Water, please.", "No.", "What is in the curry?")
    assert "chicken with rice" in talk.line.text
    assert talk.line.text.endswith("?")


def test_yes_takes_the_dish_that_was_talked_about() -> None:
    talk = after_all(
        dialogue("restaurant"), "Water, please.", "No.", "What is in the curry?", "Yes, please."
    )
    assert "curry" in talk.line.text
    assert talk.line.goals == (0, 1, 2)


def test_a_dish_that_is_not_on_the_menu_is_refused_with_what_there_is() -> None:
    talk = after_all(dialogue("restaurant"), "Water.", "No.", "I have no questions.")
    talk = talk.after("I would like a kangaroo, please.")
    assert "fish" in talk.line.text
    assert talk.line.goals == (0,)


def test_the_bill_may_be_asked_for_at_any_time() -> None:
    talk = dialogue("restaurant").after("Could we have the bill, please?")
    assert talk.line.goals == (4,)
    assert "card" in talk.line.text


@pytest.mark.parametrize("text", ["", "   ", "...", "\u2026"])
def test_silence_climbs_the_ladder_rung_by_rung_and_stays_on_the_last(text: str) -> None:
    talk = dialogue("restaurant")
    for rung in (*range(1, len(LADDER) + 1), len(LADDER)):
        talk = talk.after(text)
        assert talk.state.rung == rung
        assert talk.state.at == "drink"
        assert rung_text(talk.rules, talk.state, rung) in talk.line.text


def test_the_first_rung_repeats_the_question_slowly() -> None:
    line = dialogue("restaurant").after_silence().line
    assert line.sentences[-1] == "What would you like to drink?"
    assert line.speed < 1


def test_the_rungs_of_the_ladder_differ() -> None:
    talk = dialogue("restaurant")
    assert len({rung_text(talk.rules, talk.state, n + 1) for n in range(len(LADDER))}) == 5


def test_not_knowing_skips_the_mere_repetition() -> None:
    talk = dialogue("restaurant").after("I don't know.")
    assert talk.state.rung == LADDER.index("rephrase") + 1
    assert talk.state.at == "drink"


def test_what_is_not_understood_asks_nothing_new_until_the_ladder_is_used_up() -> None:
    talk = dialogue("restaurant")
    for _ in LADDER[1:]:
        talk = talk.after("blue seven tomorrow")
        assert talk.state.at == "drink"
    talk = talk.after("blue seven tomorrow")
    assert talk.state.at == "allergy"
    assert talk.line.goals == ()


def test_an_answer_comes_down_from_the_ladder() -> None:
    talk = after_all(dialogue("restaurant"), "", "", "Water, please.")
    assert talk.state.rung == 0
    assert talk.line.goals == (0,)


@pytest.mark.parametrize(
    "text", ["Can you repeat that, please?", "Sorry?", "Could you say it again?", "Pardon?"]
)
def test_a_wish_to_hear_it_again_repeats_the_line(text: str) -> None:
    talk = dialogue("restaurant")
    assert talk.after(text).line == talk.line


@pytest.mark.parametrize("text", ["Slower, please.", "Can you speak more slowly?"])
def test_a_wish_for_slower_speech_repeats_the_line_slowly(text: str) -> None:
    talk = dialogue("restaurant")
    slow = talk.after(text).line
    assert slow.sentences == talk.line.sentences
    assert slow.speed < 1


@pytest.mark.parametrize(
    ("text", "reaction"),
    [
        ("Thank you very much.", ("You are welcome.", "My pleasure.")),
        ("Hello!", ("Hello!", "Hello, good to meet you!")),
        ("How are you?", ("I am fine, thank you.",)),
        ("Where is the toilet?", ("It is at the back, on the left.",)),
    ],
)
def test_courtesies_and_small_questions_are_answered_and_the_question_stays(
    text: str, reaction: tuple[str, ...]
) -> None:
    talk = dialogue("restaurant").after(text)
    assert talk.line.text.startswith(reaction)
    assert talk.line.text.endswith("?")
    assert talk.state.at == "drink"


def test_goodbye_closes_and_what_follows_stays_closed() -> None:
    talk = dialogue("restaurant").after("Sorry, I have to go. Goodbye!")
    assert talk.line.closing
    again = talk.after("What is in the pasta?")
    assert again.line.closing
    assert "?" not in again.line.text


def test_a_sure_error_is_recast_once_and_named_the_second_time() -> None:
    talk = dialogue("job_interview").after("My brother work in a bank, and I work there too.")
    assert "your brother works" in talk.line.text
    assert talk.explanation().text.startswith("You said: my brother work.")
    talk = talk.after("My sister live in Rome, and I worked there in a shop.")
    assert "We say: my sister lives." in talk.line.text


def test_nothing_is_mended_or_hinted_in_an_assessment() -> None:
    talk = dialogue("job_interview", mode="assessment").after("I am teacher in a school.")
    assert "you are a teacher" not in talk.line.text
    assert talk.hinted()[1].text == "There is no help here. Say what you can."
    assert talk.suggestions().replies == ()
    assert talk.after_silence().line.text.endswith(talk.state.asked)


def test_hints_asked_for_go_up_the_same_ladder() -> None:
    talk = dialogue("restaurant")
    rungs, texts = [], []
    for _ in range(6):
        talk, advice = talk.hinted()
        rungs.append(advice.rung)
        texts.append(advice.text)
    assert rungs == [1, 2, 3, 4, 5, 5]
    assert texts[-1] == "Say: I would like some water, please."


def test_easier_rephrases_the_question() -> None:
    talk = dialogue("restaurant").easier()
    assert talk.line.text == "Please name a drink."


def test_explaining_names_the_task_when_nothing_was_mended() -> None:
    assert dialogue("restaurant").explanation().text == (
        "Your task now: greet the waiter and order a drink."
    )


def test_the_same_words_always_lead_to_the_same_talk() -> None:
    texts = ("Tea, please.", "I am vegetarian.", "What is in the soup?", "no", "", "pizza")
    assert after_all(dialogue("restaurant"), *texts).state == (
        after_all(dialogue("restaurant"), *texts).state
    )


def test_a_step_leaves_the_talk_before_it_as_it_was() -> None:
    talk = dialogue("restaurant")
    before = talk.state
    talk.after("Tea, please.")
    assert talk.state == before


def test_a_talk_ends_at_the_bound_of_turns() -> None:
    talk = dialogue(None)
    for turn in range(talk.rules.pack.max_turns):
        assert not talk.line.closing, turn
        talk = talk.after("Thank you very much." if turn < 39 else "It is good.")
    assert talk.line.closing


def test_a_resumed_talk_greets_and_asks_the_open_question() -> None:
    talk = after_all(dialogue("restaurant"), "Tea, please.").resumed()
    assert talk.line.text == (
        "Welcome back! Before you choose, is there any food that you cannot eat?"
    )
    assert talk.line.goals == (0,)


@pytest.mark.parametrize("text", ["I would like some water, please.", "A beer, please."])
def test_an_answer_to_a_closed_question_settles_it(text: str) -> None:
    assert dialogue("restaurant", "B1").after(text).line.settled


@pytest.mark.parametrize("text", ["Good evening.", "I do not know.", "How are you?", "Well, I"])
def test_words_beside_the_question_settle_nothing(text: str) -> None:
    assert not dialogue("restaurant", "B1").after(text).line.settled


def test_a_tale_is_never_settled_but_a_question_that_was_asked_for_is() -> None:
    talk = dialogue("job_interview", "B1")
    assert not talk.after("I have worked in customer service for three years.").line.settled
    assert at_stage(talk, "question_one").after("How big is the team?").line.settled


def test_what_settled_a_question_does_not_settle_the_next() -> None:
    talk = dialogue("restaurant", "B1").after("I would like some water, please.")
    assert not talk.after("Good evening.").line.settled
    assert not talk.after("Could you say that again?").line.settled
