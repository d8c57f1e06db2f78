"""Rows to nouns and back; the only place that knows both."""

from typing import Any

from sqlalchemy import RowMapping

from server.protocol.models import (
    Evaluation,
    Language,
    Level,
    Metric,
    MetricScore,
    Offline,
    Remark,
    Rubric,
    Scenario,
    Session,
    StudyNotes,
    Summary,
    TeachingMode,
    Turn,
    TurnDetails,
)


def mode_of(row: RowMapping) -> TeachingMode:
    """A teaching mode."""
    return TeachingMode(
        code=row["code"],
        name=row["name"],
        description=row["description"],
        rubric=Rubric.model_validate(row["rubric"]),
    )


def language_of(row: RowMapping) -> Language:
    """A language."""
    return Language(
        code=row["code"],
        label=row["label"],
        level_cefr=Level(row["level_cefr"]) if row["level_cefr"] else None,
        native_name=row["native_name"],
        direction=row["direction"],
        tier=row["tier"],
        offline=Offline.model_validate(row["offline"]) if row["offline"] else None,
    )


def scenario_of(row: RowMapping) -> Scenario:
    """A scenario."""
    return Scenario(
        id=row["id"],
        slug=row["slug"],
        mode_code=row["mode_code"],
        title=row["title"],
        prompt=row["prompt"],
        language_code=row["language_code"],
        metadata=row["metadata"],
    )


def session_of(row: RowMapping) -> Session:
    """A session, from a row that also carries its user's `external_id`."""
    return Session(
        id=row["id"],
        user_external_id=row["external_id"],
        mode_code=row["mode_code"],
        language_code=row["language_code"],
        status=row["status"],
        started_at=row["started_at"],
        closed_at=row["closed_at"],
        metadata=row["metadata"],
    )


def turn_of(row: RowMapping) -> Turn:
    """A turn, from a row of conversations joined with its evaluation, if any."""
    return Turn(
        session_id=row["session_id"],
        turn_id=row["turn_id"],
        turn_index=row["turn_index"],
        role=row["role"],
        text=row["text"],
        created_at=row["created_at"],
        details=TurnDetails.model_validate(row["details"]),
        evaluation=None if row["metrics"] is None else _evaluation_of(row),
    )


def _evaluation_of(row: RowMapping) -> Evaluation:
    return Evaluation(
        metrics={
            Metric(name): MetricScore.model_validate(score)
            for name, score in row["metrics"].items()
        },
        total=row["total_score"],
        total_low=row["total_low"],
        total_high=row["total_high"],
        remarks=tuple(Remark.model_validate(remark) for remark in row["remarks"]),
        rubric_version=row["rubric_version"],
    )


def evaluation_values(evaluation: Evaluation) -> dict[str, Any]:
    """The columns of an evaluation."""
    plain = evaluation.model_dump(mode="json")
    return {
        "metrics": plain["metrics"],
        "remarks": plain["remarks"],
        "total_score": evaluation.total,
        "total_low": evaluation.total_low,
        "total_high": evaluation.total_high,
        "rubric_version": evaluation.rubric_version,
    }


def summary_of(row: RowMapping) -> Summary:
    """A summary, from a row joined with its session."""
    return Summary(
        session_id=row["session_id"],
        mode_code=row["mode_code"],
        language_code=row["language_code"],
        about=row["about"],
        created_at=row["created_at"],
        notes=StudyNotes.model_validate(row["summary_json"]),
        status=row["status"],
        source=row["source"],
        evidence=row["evidence"],
        total=row["total_score"],
    )
