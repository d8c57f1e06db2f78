"""What leaves the house is whole, harmless, and safely named."""

import csv
import re
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.session_export import as_csv, as_markdown, file_name
from server.protocol.history import ExportFormat, SessionExport
from server.protocol.models import (
    Evaluation,
    Metric,
    MetricScore,
    NotesSection,
    Remark,
    Role,
    Session,
    StudyNotes,
    Summary,
    Turn,
    TurnDetails,
)

SESSION = UUID("0123abcd-0000-4000-8000-000000000001")
BEGAN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SCORES = Evaluation(
    metrics={
        Metric.FLUENCY: MetricScore(score=3.25, low=2.9, high=3.6),
        Metric.PRONUNCIATION: MetricScore(score=None, reason="3 s more of speech"),
    },
    total=71.5,
    remarks=(Remark(metric=Metric.GRAMMAR, kind="fix", text="Say went.", quote="goed"),),
)
NOTES = Summary(
    session_id=SESSION,
    mode_code="conversation",
    language_code="en",
    about="A table for *two*",
    created_at=BEGAN,
    notes=StudyNotes(
        title="Notes",
        subtitle={
            str(n): NotesSection(heading=f"Part {n}", points={"0": "Went"}) for n in range(4)
        },
    ),
    status="ok",
    total=64.0,
)


def export(*texts: str, notes: Summary | None = None, **metadata: Any) -> SessionExport:
    turns = tuple(
        Turn(
            session_id=SESSION,
            turn_id=UUID(int=index),
            turn_index=index,
            role=Role.USER if index % 2 == 0 else Role.ASSISTANT,
            text=text,
            created_at=BEGAN,
            details=TurnDetails(input="voice", audio_ms=900),
            evaluation=SCORES if index % 2 == 0 else None,
        )
        for index, text in enumerate(texts)
    )
    session = Session(
        id=SESSION,
        user_external_id="anna",
        mode_code="conversation",
        language_code="en",
        status="closed",
        started_at=BEGAN,
        closed_at=BEGAN,
        metadata=metadata,
    )
    return SessionExport(session=session, turns=turns, notes=notes)


def rows(written: str) -> list[dict[str, str]]:
    assert written.startswith("\ufeff")
    return list(csv.DictReader(StringIO(written.removeprefix("\ufeff"), newline="")))


def test_the_json_gives_back_exactly_what_went_in() -> None:
    whole = export("I goed", "You went!", notes=NOTES, scenario_id="restaurant")
    assert SessionExport.model_validate_json(whole.model_dump_json(indent=2)) == whole


def test_the_csv_has_a_row_a_turn_with_its_scores() -> None:
    mine, reply = rows(as_csv(export('I goed, "twice"\nto Köln', "You went!")))
    assert (mine["turn_index"], mine["role"], mine["text"]) == (
        "0",
        "user",
        'I goed, "twice"\nto Köln',
    )
    assert (mine["fluency"], mine["pronunciation"], mine["total"]) == ("3.25", "", "71.5")
    assert (mine["input"], mine["audio_ms"], mine["remarks"]) == ("voice", "900", "Say went.")
    assert (reply["role"], reply["input"], reply["total"]) == ("assistant", "", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1"])
def test_no_cell_can_be_a_formula(text: str) -> None:
    [row] = rows(as_csv(export(text)))
    assert row["text"] == "'" + text.replace("\0", "")


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_every_text_survives_the_csv_and_begins_harmlessly(text: str) -> None:
    [row] = rows(as_csv(export(text)))
    assert row["text"].removeprefix("'") == text.replace("\0", "").removeprefix("'")
    assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_the_markdown_has_the_notes_and_then_who_said_what() -> None:
    written = as_markdown(export("I goed", "You went!", notes=NOTES))
    assert written.startswith("# A table for \\*two\\*\n\n2026-11-25 09:30 UTC, en, conversation\n")
    assert "Total: 64 of 100\n\n## Part 0\n\n- Went\n\n## Part 1" in written
    assert "**You:** I goed (72 of 100)\n\n**Tutor:** You went!\n" in written
    assert as_markdown(export("Hi")).startswith("# conversation\n")


def test_what_was_said_cannot_become_markup() -> None:
    written = as_markdown(export("<img src=x> [a](b) **c**\n# d | e\\"))
    assert "**You:** \\<img src=x\\> \\[a\\](b) \\*\\*c\\*\\* \\# d \\| e\\\\ (" in written


NASTY = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["../../etc/passwd", "CON", "a\0b", 'x"; y', "\u202egnp.exe", "..", "n\r\nX: 1"]
    ),
    st.integers(),
    st.none(),
)


@given(NASTY, st.sampled_from(ExportFormat))
def test_whatever_the_metadata_say_the_name_is_a_plain_one(
    slug: object, form: ExportFormat
) -> None:
    name = file_name(export(scenario_id=slug), form)
    assert re.fullmatch(r"eloquio-[a-z0-9-]{1,60}-2026-11-25-0123abcd\.(json|csv|md)", name)
    assert name.endswith(form.value)


def test_the_name_says_what_it_was_about() -> None:
    assert (
        file_name(export(scenario_id="restaurant_order"), ExportFormat.CSV)
        == "eloquio-restaurant-order-2026-11-25-0123abcd.csv"
    )
    assert file_name(export(), ExportFormat.JSON).startswith("eloquio-conversation-2026")
