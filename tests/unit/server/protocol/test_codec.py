"""The codec of both dialects."""

import base64
import json
from typing import get_args

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from pydantic import ValidationError

from server.protocol import codec, messages
from server.protocol.codec import MicrophoneFrame, TutorFrame, Version
from server.protocol.errors import ErrorCode, ProtocolError
from tests.fakes.wire import EXAMPLES

CLIENT_TYPES = get_args(get_args(messages.ClientMessage)[0])
SERVER_TYPES = get_args(get_args(messages.ServerMessage)[0])

both_versions = pytest.mark.parametrize("version", list(Version))
samples = st.binary(max_size=2_000).map(lambda raw: raw[: len(raw) // 2 * 2])


@st.composite
def valid(draw: st.DrawFn, kind: type) -> object:
    """Any valid message of a type; those with nested nouns come from examples."""
    if kind in EXAMPLES:
        return draw(st.sampled_from(EXAMPLES[kind]))
    try:
        return draw(st.from_type(kind))
    except ValidationError:  # a bound that hypothesis does not see through "or None"
        reject()


@both_versions
@pytest.mark.parametrize("kind", CLIENT_TYPES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_client_message_survives_the_wire(
    version: Version, kind: type, data: st.DataObject
) -> None:
    message = data.draw(valid(kind))
    assert codec.decode_client(codec.encode_client(message, version), version) == message


@both_versions
@pytest.mark.parametrize("kind", SERVER_TYPES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_server_message_survives_the_wire(
    version: Version, kind: type, data: st.DataObject
) -> None:
    message = data.draw(valid(kind))
    assert codec.decode_server(codec.encode_server(message, version), version) == message


@given(
    pcm=samples,
    utterance=st.integers(0, 65535),
    seq=st.integers(0, 2**32 - 1),
    time_us=st.integers(0, 2**64 - 1),
    flags=st.integers(0, 15),
)
def test_a_microphone_frame_survives_v2(
    pcm: bytes, utterance: int, seq: int, time_us: int, flags: int
) -> None:
    frame = MicrophoneFrame(pcm, utterance, seq, time_us, flags)
    assert codec.decode_client(codec.encode_client(frame, Version.V2), Version.V2) == frame


@given(pcm=samples, generation=st.integers(0, 65535), sample=st.integers(0, 2**64 - 1))
def test_a_tutor_frame_survives_v2(pcm: bytes, generation: int, sample: int) -> None:
    frame = TutorFrame(pcm, generation, 7, sample, codec.FIRST)
    assert codec.decode_server(codec.encode_server(frame, Version.V2), Version.V2) == frame


@given(pcm=samples)
def test_audio_survives_v1_in_both_directions(pcm: bytes) -> None:
    up = codec.encode_client(MicrophoneFrame(pcm), Version.V1)
    assert codec.decode_client(up, Version.V1) == MicrophoneFrame(pcm)
    down = codec.encode_server(TutorFrame(pcm, 3, 9, 0), Version.V1)
    assert codec.decode_server(down, Version.V1) == TutorFrame(pcm, 0, 9, 0)


def test_the_header_is_the_documented_one_byte_for_byte() -> None:
    frame = MicrophoneFrame(b"\x01\x02", 7, 1234, 1_000_000, codec.FIRST | codec.PREROLL)
    expected = bytes.fromhex("01 05 07 00 d2 04 00 00 40 42 0f 00 00 00 00 00 01 02")
    assert codec.encode_client(frame, Version.V2) == expected


@pytest.mark.parametrize("alphabet", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("padding", ["=", ""])
def test_v1_reads_both_alphabets_padded_or_not(alphabet: object, padding: str) -> None:
    pcm = bytes(range(256)) + b"\xfb\xff\xfe\xff"
    text = alphabet(pcm).decode().rstrip("=") + padding * (-len(pcm) % 3)  # type: ignore[operator]
    message = json.dumps({"type": "audio", "data": text})
    assert codec.decode_client(message, Version.V1) == MicrophoneFrame(pcm)


def test_v1_takes_a_whole_second_and_no_more() -> None:
    second = json.dumps({"type": "audio", "data": base64.b64encode(bytes(32_000)).decode()})
    assert isinstance(codec.decode_client(second, Version.V1), MicrophoneFrame)
    more = json.dumps({"type": "audio", "data": base64.b64encode(bytes(32_002)).decode()})
    with pytest.raises(ProtocolError) as refused:
        codec.decode_client(more, Version.V1)
    assert refused.value.detail.code is ErrorCode.TOO_BIG


def test_the_founding_documents_start_session_is_read_as_written() -> None:
    text = """{"type": "start_session", "user_external_id": "user_123",
        "mother_language": "spanish", "target_language": "english", "user_level": "intermediate",
        "teaching_mode": "conversation", "scenario_id": "restaurant"}"""
    message = codec.decode_client(text, Version.V1)
    assert isinstance(message, messages.StartSession)
    assert message.scenario_id == "restaurant"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("not json", None),
        ("[]", "type"),
        ("{}", "type"),
        ('{"type": 4}', "type"),
        ('{"type": "dance"}', "type"),
        ('{"type": "ping", "t": "4"}', "t"),
        ('{"type": "ping", "t": -1}', "t"),
        ('{"type": "ping", "extra": 1}', "extra"),
        ('{"type": "text", "turn_id": "x", "text": "hi"}', "turn_id"),
        ('{"type": "audio"}', "data"),
        ('{"type": "audio", "data": "*"}', "data"),
        ('{"type": "audio", "data": "AA=="}', "data"),
        ('{"type": "ping", "t": NaN}', None),
        ("[" * 200_000, None),
    ],
)
def test_a_refusal_names_the_field_at_fault(text: str, field: str | None) -> None:
    with pytest.raises(ProtocolError) as refused:
        codec.decode_client(text[:60_000], Version.V1)
    assert refused.value.detail.field == field
    assert refused.value.detail.message


@both_versions
@given(data=st.one_of(st.binary(max_size=9_000), st.text(max_size=2_000)))
def test_garbage_is_refused_and_nothing_else_is_raised(version: Version, data: str | bytes) -> None:
    for decode in (codec.decode_client, codec.decode_server):
        try:
            decode(data, version)
        except ProtocolError as error:
            assert error.detail.message  # noqa: PT017 - a refusal is allowed, not required


@pytest.mark.parametrize("length", [0, 1, 15])
def test_a_short_header_is_refused(length: int) -> None:
    with pytest.raises(ProtocolError) as refused:
        codec.decode_client(bytes(length), Version.V2)
    assert refused.value.detail.code is ErrorCode.INVALID_FRAME


def test_odd_pcm_unknown_flags_and_long_frames_are_refused() -> None:
    for frame in (
        codec.HEADER.pack(1, 0, 1, 1, 1) + b"\x00",
        codec.HEADER.pack(1, 0x10, 1, 1, 1) + b"\x00\x00",
        codec.HEADER.pack(1, 0, 1, 1, 1) + bytes(codec.MAX_MICROPHONE_PCM + 2),
    ):
        with pytest.raises(ProtocolError):
            codec.decode_client(frame, Version.V2)


def test_an_unknown_frame_type_is_ignored() -> None:
    assert codec.decode_client(codec.HEADER.pack(0x7F, 0, 1, 1, 1), Version.V2) is None
    assert codec.decode_server(codec.HEADER.pack(0x7F, 0, 1, 1, 1), Version.V2) is None


def test_binary_frames_are_refused_in_v1_with_the_way_out() -> None:
    with pytest.raises(ProtocolError, match=r"eloquio\.v2"):
        codec.decode_client(bytes(20), Version.V1)


@given(generation=st.integers(1, 65535), steps=st.integers(1, 200))
def test_a_later_generation_is_newer_across_the_wrap(generation: int, steps: int) -> None:
    later = generation
    for _ in range(steps):
        later = codec.next_generation(later)
        assert later != 0
    assert codec.is_newer(later, generation)
    assert not codec.is_newer(generation, later)
