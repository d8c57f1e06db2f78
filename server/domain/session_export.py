"""A session as a file to keep: JSON that holds all, CSV for a spreadsheet, Markdown to read."""

import csv
import re
from io import StringIO

from server.protocol.history import ExportFormat, SessionExport
from server.protocol.models import Metric, Role, Summary, Turn

_COLUMNS = (
    *("turn_index", "created_at", "role", "input", "text", "intended", "expected", "audio_ms"),
    *(metric.value for metric in Metric),
    *("total", "remarks"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # OWASP, "CSV injection"
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the system's code page
_SPEAKER = {Role.USER: "You", Role.ASSISTANT: "Tutor"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_NOT_OF_A_NAME = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_SUBJECT = 60


def file_name(export: SessionExport, form: ExportFormat) -> str:
    """A name of letters, digits, dots and hyphens, whatever the session's metadata say: what it
    was about, when it began (UTC), and the beginning of its id.
    """
    session = export.session
    about = str(session.metadata.get("scenario_id") or session.mode_code)
    subject = _NOT_OF_A_NAME.sub("-", about)[:_LONGEST_SUBJECT].strip("-").lower() or "session"
    began = session.started_at.strftime("%Y-%m-%d")
    return f"eloquio-{subject}-{began}-{session.id.hex[:8]}.{form.value}"


def as_csv(export: SessionExport) -> str:
    """One row a turn (RFC 4180); a text that a spreadsheet would take for a formula begins with
    an apostrophe.
    """
    file = StringIO()
    file.write(_BYTE_ORDER_MARK)
    rows = csv.writer(file)
    rows.writerow(_COLUMNS)
    rows.writerows([_cell(value) for value in _row(turn)] for turn in export.turns)
    return file.getvalue()


def _row(turn: Turn) -> list[str | int | float | None]:
    scores = turn.evaluation
    marks = [
        scores.metrics[metric].score if scores and metric in scores.metrics else None
        for metric in Metric
    ]
    return [
        turn.turn_index,
        turn.created_at.isoformat(),
        turn.role.value,
        turn.details.input if turn.role is Role.USER else None,
        turn.text,
        turn.details.intent,
        turn.details.expected,
        turn.details.audio_ms,
        *marks,
        scores.total if scores else None,
        " ".join(remark.text for remark in scores.remarks) if scores else None,
    ]


def _cell(value: str | float | None) -> str | float | None:
    """NUL is no text to a spreadsheet, nor to every reader of CSV."""
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_markdown(export: SessionExport) -> str:
    """The study notes, then the conversation; nothing that was said can become markup."""
    session = export.session
    about = export.notes.about if export.notes else ""
    lines = [
        f"# {_plain(about or session.mode_code)}",
        "",
        f"{session.started_at:%Y-%m-%d %H:%M} UTC, {_plain(session.language_code)}, "
        f"{_plain(session.mode_code)}",
        "",
    ]
    if export.notes:
        lines += _notes(export.notes)
    lines += ["## Conversation", ""]
    for turn in export.turns:
        lines += [f"**{_SPEAKER[turn.role]}:** {_plain(turn.text)}{_scored(turn)}", ""]
    return "\n".join(lines)


def _notes(notes: Summary) -> list[str]:
    lines = [] if notes.total is None else [f"Total: {notes.total:.0f} of 100", ""]
    for section in notes.notes.subtitle.values():
        points = [f"- {_plain(point)}" for point in section.points.values()]
        lines += [f"## {_plain(section.heading)}", "", *points, *([""] if points else [])]
    return lines


def _scored(turn: Turn) -> str:
    if turn.evaluation is None or turn.evaluation.total is None:
        return ""
    return f" ({turn.evaluation.total:.0f} of 100)"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
