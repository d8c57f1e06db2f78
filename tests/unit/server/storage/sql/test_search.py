"""Search in the database agrees with a plain look at the folded text."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from server.protocol.models import Role, TurnDetails
from server.storage.builtin_catalog import load_builtin_catalog
from server.storage.search_text import search_text
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.catalog import SqlCatalog
from server.storage.sql.database import Database
from server.storage.sql.sessions import SqlSessions

LETTERS = st.text(alphabet="aAéß%_\\*\"'-^:()天气好がば شِ\n İ", max_size=12)
ANYTHING = st.text(max_size=12)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(LETTERS | ANYTHING, min_size=1, max_size=8),
    st.lists(LETTERS | ANYTHING, max_size=6),
    st.data(),
)
async def test_search_finds_what_the_folded_text_contains(
    texts: list[str], queries: list[str], data: st.DataObject
) -> None:
    said = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(said)))
    queries = [*queries, said[start : start + 4]]
    with TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "eloquio.sqlite3")
        builtin = load_builtin_catalog()
        await SqlCatalog(database).seed(builtin.modes[:1], builtin.languages[:1], [])
        sessions, session_id = SqlSessions(database), uuid4()
        anna = await SqlAccounts(database).ensure_user("anna")
        await sessions.open_session(anna, session_id, "conversation", "en", {})
        for text in texts:
            await sessions.add_turn(anna, session_id, uuid4(), Role.USER, text, TurnDetails())
        for query in queries:
            found = [turn.turn_index for turn in await sessions.search_turns(anna, query)]
            folded = search_text(query)
            wanted = [n for n, text in enumerate(texts) if folded and folded in search_text(text)]
            assert found == wanted[::-1], query
        await database.aclose()
