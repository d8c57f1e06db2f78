import csv
from pathlib import Path

import pytest

from server.tutors.recasts import find_recast


@pytest.mark.parametrize(
    ("text", "rule", "echo"),
    [
        ("I am agree with you.", "be_agree", "you agree"),
        ("I have 25 years.", "age_have", "you are 25"),
        ("My brother work in a bank.", "third_person_s", "your brother works"),
        ("She watch films every day.", "third_person_s", "she watches"),
        ("Yesterday I go to the park.", "past_with_time", "you went"),
        ("We eat pizza yesterday.", "past_with_time", "you ate"),
        ("I didn't went there.", "did_past", "didn't go"),
        ("I want a water, please.", "a_drink", "a glass of water"),
        ("I am teacher in a school.", "job_article", "you are a teacher"),
        ("I'm engineer and I like it.", "job_article", "you are an engineer"),
        ("It depends of the weather.", "depend_of", "depends on the weather"),
        ("He explained me the rule.", "explain_me", "explained it to you"),
        ("I go every days.", "every_plural", "every day"),
        ("If I will have time, I will call.", "if_will", "if you have"),
        ("She is married with my cousin.", "married_with", "married to your cousin"),
        ("I listen music.", "listen_music", "listen to music"),
        ("I want that you come.", "want_that", "you want me to"),
        ("It is more bigger.", "more_comparative", "bigger"),
        ("The people is nice.", "people_is", "people are"),
    ],
)
def test_each_rule_echoes_the_mended_piece(text: str, rule: str, echo: str) -> None:
    found = find_recast(text)
    assert found is not None
    assert (found.rule, found.echo) == (rule, echo)
    assert found.why.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I agree with you.",
        "I have 25 years of experience.",
        "Does my brother work here?",
        "I saw my brother play.",
        "The friends of my brother like it.",
        "My mother and my father live there.",
        "I go there every day since last year.",
        "Yesterday I went to the park, and I like it.",
        "I would like a bottle of water.",
        "I am a teacher.",
        "If you will excuse me.",
        "She is married with two children.",
        "A group of people is waiting.",
        "He can help me.",
        "I suggest he go home.",
    ],
)
def test_right_sentences_are_left_alone(text: str) -> None:
    assert find_recast(text) is None


@pytest.mark.corpus
def test_no_right_example_of_the_mother_tongue_table_is_recast(shared_data: Path) -> None:
    with (shared_data / "l1_transfer_en.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["right_example"] for row in rows if find_recast(row["right_example"])] == []
    assert sum(find_recast(row["wrong_example"]) is not None for row in rows) >= 25


@pytest.mark.corpus
def test_corrected_learner_texts_are_hardly_ever_recast(shared_data: Path) -> None:
    folder = shared_data / "jfleg-dev"
    texts = [
        line
        for name in ("dev.ref0", "dev.ref1", "dev.ref2", "dev.ref3")
        for line in (folder / name).read_text("utf-8").splitlines()
    ]
    assert len(texts) > 2_500
    assert sum(find_recast(text) is not None for text in texts) <= len(texts) // 500
