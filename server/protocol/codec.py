"""Message or frame <-> text or binary, for `v1` (JSON + base64) and `eloquio.v2` (binary audio) on
the same socket.

Pure and without state: whoever owns the connection counts `seq`. Audio never meets pydantic.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from pydantic import ValidationError

from server.protocol.errors import ErrorCode, ProtocolError
from server.protocol.messages import (
    CLIENT_MESSAGES,
    SERVER_MESSAGES,
    ClientMessage,
    ServerMessage,
)

HEADER = struct.Struct(
    "<BBHIQ"
)  # type, flags, generation, seq, time: 16 bytes keep the samples aligned
FROM_MICROPHONE = 0x01
FROM_TUTOR = 0x02

FIRST = 0x01
LAST = 0x02
PREROLL = 0x04
RESENT = 0x08
KNOWN_FLAGS = FIRST | LAST | PREROLL | RESENT

MAX_MICROPHONE_PCM = 8_176
MAX_TUTOR_PCM = 4_800
MAX_V2_TEXT = 16 * 1024
MAX_V1_TEXT = 64 * 1024
MAX_V1_PCM = 32_000  # 1,000 ms at 16 kHz
MAX_DEPTH = 16


class Version(StrEnum):
    """The two dialects."""

    V1 = "v1"
    V2 = "v2"


SUBPROTOCOL = "eloquio.v2"


@dataclass(frozen=True, slots=True)
class MicrophoneFrame:
    """Learner's audio, 16 kHz s16le mono.

    Attributes:
        utterance: the client's number of the utterance, 0 for v1.
        seq: from 1 per session, 0 for v1.
        time_us: client monotonic clock of the first sample.
    """

    pcm: bytes
    utterance: int = 0
    seq: int = 0
    time_us: int = 0
    flags: int = 0


@dataclass(frozen=True, slots=True)
class TutorFrame:
    """Tutor's audio, 24 kHz s16le mono.

    Attributes:
        generation: the server's number of the reply.
        seq: the connection's counter, shared with the messages.
        sample: index of the first sample within the generation.
    """

    pcm: bytes
    generation: int
    seq: int
    sample: int
    flags: int = 0


def is_newer(generation: int, than: int) -> bool:
    """Whether a 16-bit generation comes after another, across the wrap from 65535 to 1."""
    return generation != than and ((generation - than) & 0xFFFF) < 0x8000


def next_generation(generation: int) -> int:
    """The following number; 0 means none and is never given."""
    return generation % 65535 + 1


def decode_client(data: str | bytes, version: Version) -> ClientMessage | MicrophoneFrame | None:
    """What a client sent; None for a binary frame of an unknown type, which is counted and ignored.

    Raises:
        ProtocolError: with the code, sentence and field that the client is told.
    """
    if isinstance(data, bytes):
        return _decode_microphone(data, version)
    limit = MAX_V1_TEXT if version is Version.V1 else MAX_V2_TEXT
    if len(data) > limit:
        raise ProtocolError(ErrorCode.TOO_BIG, f"A message may hold {limit} characters at most.")
    body = _parse(data)
    if body.get("type") == "audio":
        if version is Version.V2:
            raise ProtocolError(
                ErrorCode.INVALID_MESSAGE, "In eloquio.v2 audio travels as binary frames.", "type"
            )
        return MicrophoneFrame(pcm=_base64_pcm(body))
    try:
        return CLIENT_MESSAGES.validate_json(data, strict=True)
    except ValidationError as error:
        raise _refusal(error) from error


def encode_client(message: ClientMessage | MicrophoneFrame, version: Version) -> str | bytes:
    """The client's side of `decode_client`."""
    if not isinstance(message, MicrophoneFrame):
        return message.model_dump_json()
    if version is Version.V1:
        return _audio_json(message.pcm)
    return (
        HEADER.pack(FROM_MICROPHONE, message.flags, message.utterance, message.seq, message.time_us)
        + message.pcm
    )


def encode_server(message: ServerMessage | TutorFrame, version: Version) -> str | bytes:
    """What goes down, numbered by the caller through `seq`."""
    if not isinstance(message, TutorFrame):
        return message.model_dump_json()
    if version is Version.V1:
        return _audio_json(message.pcm, message.seq)
    return (
        HEADER.pack(FROM_TUTOR, message.flags, message.generation, message.seq, message.sample)
        + message.pcm
    )


def decode_server(data: str | bytes, version: Version) -> ServerMessage | TutorFrame | None:
    """The client's reading of what the server sent; None for an unknown binary type.

    Raises:
        ProtocolError: for anything outside the protocol.
    """
    if isinstance(data, bytes):
        if version is Version.V1:
            raise ProtocolError(ErrorCode.INVALID_FRAME, "v1 has no binary frames.")
        return _decode_tutor(data)
    if version is Version.V1:
        body = _parse(data)
        if body.get("type") == "audio":
            return TutorFrame(
                pcm=_base64_pcm(body), generation=0, seq=int(body.get("seq", 0)), sample=0
            )
    try:
        return SERVER_MESSAGES.validate_json(data, strict=True)
    except ValidationError as error:
        raise _refusal(error) from error


def _decode_microphone(data: bytes, version: Version) -> MicrophoneFrame | None:
    if version is Version.V1:
        raise ProtocolError(
            ErrorCode.INVALID_FRAME,
            'Binary frames need the subprotocol "eloquio.v2"; '
            'v1 sends {"type":"audio","data":"<base64>"}.',
        )
    kind, flags, utterance, seq, time_us = _header(data)
    if kind != FROM_MICROPHONE:
        return None
    pcm = _frame_pcm(data, flags, MAX_MICROPHONE_PCM)
    return MicrophoneFrame(pcm=pcm, utterance=utterance, seq=seq, time_us=time_us, flags=flags)


def _decode_tutor(data: bytes) -> TutorFrame | None:
    kind, flags, generation, seq, sample = _header(data)
    if kind != FROM_TUTOR:
        return None
    pcm = _frame_pcm(data, flags, MAX_TUTOR_PCM)
    return TutorFrame(pcm=pcm, generation=generation, seq=seq, sample=sample, flags=flags)


def _header(data: bytes) -> tuple[int, int, int, int, int]:
    if len(data) < HEADER.size:
        raise ProtocolError(
            ErrorCode.INVALID_FRAME, f"A frame has a header of 16 bytes; this one has {len(data)}."
        )
    kind, flags, generation, seq, time = HEADER.unpack_from(data)
    return kind, flags, generation, seq, time


def _frame_pcm(data: bytes, flags: int, limit: int) -> bytes:
    pcm = data[HEADER.size :]
    if flags & ~KNOWN_FLAGS:
        raise ProtocolError(ErrorCode.INVALID_FRAME, "Flag bits 4 to 7 must be zero.", "flags")
    if len(pcm) % 2:
        raise ProtocolError(
            ErrorCode.INVALID_FRAME, "PCM must hold whole 16-bit samples: an even number of bytes."
        )
    if len(pcm) > limit:
        raise ProtocolError(ErrorCode.TOO_BIG, f"A frame may hold {limit} bytes of PCM at most.")
    return pcm


def _parse(data: str) -> dict[str, Any]:
    if _depth(data) > MAX_DEPTH:
        raise ProtocolError(
            ErrorCode.INVALID_MESSAGE, f"A message may nest {MAX_DEPTH} levels at most."
        )
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ProtocolError(ErrorCode.INVALID_MESSAGE, f"This is not JSON: {error}.") from error
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        raise ProtocolError(
            ErrorCode.INVALID_MESSAGE, 'A message is a JSON object with a "type".', "type"
        )
    return body


def _depth(data: str) -> int:
    """An upper bound of the nesting, found before parsing (brackets inside strings count too); 0
    when it is surely low.
    """
    if data.count("[") + data.count("{") <= MAX_DEPTH:
        return 0
    deepest = depth = 0
    for character in data:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _audio_json(pcm: bytes, seq: int | None = None) -> str:
    tail = "" if seq is None else f',"seq":{seq}'
    return f'{{"type":"audio","data":"{base64.b64encode(pcm).decode()}"{tail}}}'


def _base64_pcm(body: dict[str, Any]) -> bytes:
    """Both alphabets, padded or not: `b64decode` alone drops "-" and "_" in silence."""
    text = body.get("data")
    if not isinstance(text, str):
        raise ProtocolError(ErrorCode.INVALID_MESSAGE, "audio needs base64 PCM in data.", "data")
    text = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        pcm = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError(ErrorCode.INVALID_FRAME, "data is not base64.", "data") from error
    if len(pcm) % 2:
        raise ProtocolError(ErrorCode.INVALID_FRAME, "PCM must hold whole 16-bit samples.", "data")
    if len(pcm) > MAX_V1_PCM:
        raise ProtocolError(
            ErrorCode.TOO_BIG, "An audio message may hold one second at most.", "data"
        )
    return pcm


def _refusal(error: ValidationError) -> ProtocolError:
    first = error.errors(include_url=False, include_context=False)[0]
    path = [str(part) for part in first["loc"]]
    if first["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return ProtocolError(ErrorCode.INVALID_MESSAGE, "This message type is unknown.", "type")
    field = ".".join(path[1:]) or None  # the first part is the union's tag
    return ProtocolError(ErrorCode.INVALID_MESSAGE, f"{field or 'message'}: {first['msg']}.", field)
