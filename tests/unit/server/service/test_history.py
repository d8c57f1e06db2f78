"""A place in a list survives the wire, and whatever looks like one is one."""

import re
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.domain.repositories import ListPlace
from server.service.history import CURSOR, read_cursor, write_cursor

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2286, 11, 20), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(MOMENTS, st.uuids())
def test_a_place_comes_back_to_the_microsecond(moment: datetime, session: UUID) -> None:
    place = ListPlace(moment, session)
    assert re.fullmatch(CURSOR, write_cursor(place))
    assert read_cursor(write_cursor(place)) == place


@given(st.from_regex(re.compile(CURSOR, re.ASCII), fullmatch=True))
def test_every_text_of_the_published_form_is_a_place(cursor: str) -> None:
    place = read_cursor(cursor.rstrip("\n"))
    assert read_cursor(write_cursor(place)) == place
