"""The assessor that needs no model and no network: the domain's own formulas over the evidence."""

from server.domain import scoring
from server.domain.evidence import TurnEvidence
from server.protocol.models import Evaluation, Language, Rubric, Turn


class RulesAssessor:
    """Implements `server.domain.ports.Assessor`; everything slow was already measured."""

    async def evaluate(
        self,
        turn: Turn,
        evidence: TurnEvidence,
        rubric: Rubric,
        language: Language,
    ) -> Evaluation:
        """Scores the evidence with bands and remarks, or "not enough speech"."""
        return scoring.evaluate(evidence, rubric, language)
