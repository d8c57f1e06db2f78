"""The law of the pipe: what goes in comes out, and what is no frame is refused."""

import asyncio
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.speech import frames
from server.speech.frames import BadFrame

headers = st.dictionaries(st.text(max_size=8), st.integers(-(2**53), 2**53) | st.text(max_size=20))


@given(st.lists(st.tuples(headers, st.binary(max_size=300)), max_size=5))
def test_frames_come_out_as_they_went_in_on_both_ends(
    sent: list[tuple[frames.Header, bytes]],
) -> None:
    pipe = io.BytesIO(b"".join(frames.pack(header, payload) for header, payload in sent))
    assert [frames.read(pipe) for _ in sent] == sent
    assert frames.read(pipe) is None
    assert asyncio.run(_received(pipe.getvalue(), len(sent))) == sent


async def _received(data: bytes, count: int) -> list[frames.Frame]:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return [await frames.receive(reader) for _ in range(count)]


@given(st.integers(0, 30))
def test_a_frame_cut_short_is_the_end_of_the_pipe(kept: int) -> None:
    whole = frames.pack({"name": "speak"}, b"\1\2\3\4\5\6")
    assert frames.read(io.BytesIO(whole[: min(kept, len(whole) - 1)])) is None


def test_what_is_no_frame_is_refused() -> None:
    lengths = frames.LENGTHS.pack
    for data in (b"Loading model weights...", lengths(4, 0) + b"{no}", lengths(2, 0) + b"[]"):
        with pytest.raises(BadFrame):
            frames.read(io.BytesIO(data))
    with pytest.raises(BadFrame, match="over the limit"):
        frames.pack({"text": "x" * frames.MAX_HEADER_BYTES})
