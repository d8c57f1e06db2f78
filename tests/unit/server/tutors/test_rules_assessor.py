"""The assessor judges by the domain's own formulas."""

from server.domain.scoring import evaluate
from server.tutors.rules_assessor import RulesAssessor
from tests.fakes.evidence import ENGLISH, RUBRIC, heard, turn


async def test_the_assessor_gives_the_domains_evaluation() -> None:
    text = "I went to the market and bought three fresh apples"
    evidence = heard(text)
    evaluation = await RulesAssessor().evaluate(turn(text, None), evidence, RUBRIC, ENGLISH)
    assert evaluation == evaluate(evidence, RUBRIC, ENGLISH)
    assert evaluation.total is not None
