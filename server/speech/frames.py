"""What passes between the server and a speech worker: a length, a length, a JSON header, bytes.

Both lengths are 4-byte little-endian unsigned: of the header, then of the payload.
"""

import struct
from asyncio import StreamReader
from typing import Any, BinaryIO

import orjson

LENGTHS = struct.Struct("<II")
MAX_HEADER_BYTES = 1 << 20
MAX_PAYLOAD_BYTES = 1 << 28  # 256 MB: far above five minutes of sound with its measurements

Header = dict[str, Any]
Frame = tuple[Header, bytes]


class BadFrame(ValueError):
    """The bytes are not a frame: something else was written into the pipe."""


def pack(header: Header, payload: bytes = b"") -> bytes:
    """One frame. Raises BadFrame when a part is longer than the reader would take."""
    text = orjson.dumps(header, option=orjson.OPT_SERIALIZE_NUMPY)
    _check(len(text), len(payload))
    return LENGTHS.pack(len(text), len(payload)) + text + payload


def read(pipe: BinaryIO) -> Frame | None:
    """The next frame, blocking; None at the end of the pipe, also in the middle of a frame."""
    lengths = pipe.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    header_bytes, payload_bytes = LENGTHS.unpack(lengths)
    _check(header_bytes, payload_bytes)
    text, payload = pipe.read(header_bytes), pipe.read(payload_bytes)
    if len(text) < header_bytes or len(payload) < payload_bytes:
        return None
    return _header(text), payload


async def receive(reader: StreamReader) -> Frame:
    """The next frame. Raises asyncio.IncompleteReadError at the end of the pipe."""
    header_bytes, payload_bytes = LENGTHS.unpack(await reader.readexactly(LENGTHS.size))
    _check(header_bytes, payload_bytes)
    text = await reader.readexactly(header_bytes)
    return _header(text), await reader.readexactly(payload_bytes)


def _check(header_bytes: int, payload_bytes: int) -> None:
    if header_bytes > MAX_HEADER_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
        raise BadFrame(f"a frame of {header_bytes} + {payload_bytes} bytes is over the limit")


def _header(text: bytes) -> Header:
    try:
        header = orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        raise BadFrame("the header of a frame is not JSON") from exc
    if not isinstance(header, dict):
        raise BadFrame("the header of a frame is not an object")
    return header
