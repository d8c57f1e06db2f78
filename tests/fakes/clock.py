"""Time that a test moves by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class HandClock:
    """A wall clock; each look takes a microsecond, so that rows differ in age."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 25, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.moment += timedelta(microseconds=1)
        return self.moment

    def pass_seconds(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
