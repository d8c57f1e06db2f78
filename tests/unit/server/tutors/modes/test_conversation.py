"""The learner may change the subject, and tries mistakes once more before the end."""

from server.tutors.dialogue import Dialogue
from tests.unit.server.tutors.talks import after_all, at_stage, dialogue

DAY = (
    "It is good, thank you.",
    "I went to work.",
    "I watch a film.",
    "I like soup.",
    "I cook.",
    "I live in a big city.",
)


def checked() -> Dialogue:
    talk = after_all(dialogue(None, "A2"), *DAY)
    assert talk.state.checking
    return talk


def test_after_six_turns_of_free_talk_the_learner_is_asked_what_to_talk_about() -> None:
    assert "something else" in checked().line.text


def test_something_else_leaves_the_subject_and_going_on_keeps_it() -> None:
    talk = checked()
    subject = talk.rules.stage(talk.state.at).topic
    other = talk.after("Something else, please.")
    assert other.rules.stage(other.state.at).topic != subject
    going_on = talk.after("Yes, let us go on.")
    assert going_on.rules.stage(going_on.state.at).topic == subject
    assert not going_on.state.checking


def mistaken() -> Dialogue:
    """A talk at its end in which one mistake was recast."""
    talk = at_stage(dialogue("first_meeting", "A2"), "family")
    talk = talk.after("My brother live with me.")
    assert talk.state.mistakes
    return after_all(talk, "Where are you from?", "What is your work?", "Goodbye, Sam!")


def test_a_mistake_is_tried_again_before_the_goodbye() -> None:
    talk = mistaken()
    assert not talk.line.closing
    assert '"my brother live"' in talk.line.text
    right = talk.after("My brother lives with me.")
    assert right.line.closing
    assert "my brother lives" in right.line.text
    assert [(f.kind, f.outcome) for f in right.line.facts] == [("form", "right")]


def test_a_mistake_made_again_is_said_correctly_by_the_tutor() -> None:
    wrong = mistaken().after("My brother live.")
    assert wrong.line.closing
    assert "my brother lives" in wrong.line.text
    assert not wrong.line.facts


def test_help_with_the_mistake_gives_the_better_form() -> None:
    talk = mistaken()
    _, advice = talk.hinted()
    assert advice.text == "Say: my brother lives."
    assert talk.suggestions().replies == ("my brother lives",)
    assert not talk.after_silence().line.closing


def test_two_things_named_at_once_count_twice_and_the_same_thing_once() -> None:
    talk = at_stage(dialogue("at_the_doctor", "B1"), "symptom_one")
    both = talk.after("I have a headache and a fever.")
    assert {"symptom_one", "symptom_two"} <= both.state.answered
    once = talk.after("I have a headache.").after("A headache.")
    assert "symptom_two" not in once.state.answered
