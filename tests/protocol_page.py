"""Writes docs/protocol.md from the models: `make protocol`."""
# ruff: noqa: E501 - lines of a document, not of code

import sys
from typing import Any, get_args

from pydantic import BaseModel

from server.api.errors import NUMBERS
from server.protocol import codec, messages

HEAD = """# The wire

Generated from `server/protocol` by `make protocol`; a test keeps it current.

One WebSocket, path `/` or `/ws`, on every port. A client that offers no subprotocol speaks **v1**: JSON text only, audio as
`{"type": "audio", "data": "<base64>"}` both ways (16 kHz up, 24 kHz down, signed 16-bit little-endian mono, 20 to 1,000 ms a
message, both base64 alphabets). A client that offers `eloquio.v2` speaks **v2**: the same JSON messages for control, audio as
binary frames. In v1 the server listens for pauses itself; in v2 the client does and sends `activity_start`, `activity_pause`,
`activity_end`.

The token, where the server has one: `Authorization: Bearer <token>`, or the subprotocols `eloquio.v2, bearer.<token>` (the second
is never echoed), or `auth` as first message within 5 s. Never in the URL. A wrong token in the upgrade is 401 before accept.
Origin must be absent or allowed and Host must be known, else 403 before accept.

## Binary frame of v2

Little-endian, header of 16 bytes, then PCM.

| offset | size | field | microphone `0x01`, client to server | tutor `0x02`, server to client |
|---|---|---|---|---|
| 0 | 1 | type | `0x01` | `0x02`; unknown types are ignored |
| 1 | 1 | flags | 1 first, 2 last, 4 pre-roll, 8 sent again | 1 first of its generation |
| 2 | 2 | generation | utterance number, made by the client | reply number, made by the server |
| 4 | 4 | seq | from 1 per session | the counter that messages share |
| 8 | 8 | time | client monotonic clock of the first sample, µs | index of the first sample in its generation |
| 16 | n | PCM | 16 kHz, normally 640 bytes, at most {microphone:,} | 24 kHz, at most {tutor:,} |

Generation 0 means none; after 65535 comes 1.
"""

TAIL = """
## Limits and close codes

Text: {v1:,} characters in v1, {v2:,} in v2, at most {depth} levels deep. Control: 10 messages a second, burst 20; one more is a
refusal and a strike, as is a message outside the protocol; three strikes close the socket. Audio faster than twice real time
(after a burst of 30 s) is read more slowly, not refused. Every refusal is an `error` with one of the codes below. The server
sends `tick` each second; none for 3 s means a dead path.

| error code | HTTP status | closes the socket with |
|---|---|---|
{codes}

1000 normal end; 1009 a message over 65,536 bytes; 1012 the server stops; 1013 the client took nothing for 5 s.
"""


def page() -> str:
    """The whole document."""
    head = HEAD.replace("{microphone:,}", f"{codec.MAX_MICROPHONE_PCM:,}").replace(
        "{tutor:,}", f"{codec.MAX_TUTOR_PCM:,}"
    )
    tail = TAIL.format(
        v1=codec.MAX_V1_TEXT,
        v2=codec.MAX_V2_TEXT,
        depth=codec.MAX_DEPTH,
        codes="\n".join(
            f"| `{code.value}` | {numbers.status} | {numbers.close or ''} |"
            for code, numbers in NUMBERS.items()
        ),
    )
    client = section("Client to server", messages.ClientMessage)
    server = section("Server to client", messages.ServerMessage)
    return f"{head}\n{client}\n{server}{tail}"


def section(title: str, union: Any) -> str:
    """One direction, message by message."""
    kinds = get_args(get_args(union)[0])
    return f"## {title}\n\n" + "\n".join(entry(kind) for kind in kinds)


def entry(kind: type[BaseModel]) -> str:
    """One message: what it is, and its fields."""
    schema = kind.model_json_schema()
    words = " ".join(line.strip() for line in (kind.__doc__ or "").split("Attributes:")[0].split())
    notes = attributes(kind.__doc__ or "")
    rows = [
        f"| `{field}` | {shape(part)} | {default(field, schema)} "
        f"| {part.get('description') or notes.get(field, '')} |"
        for field, part in schema["properties"].items()
        if field not in {"type", "seq"}
    ]
    table = "\n| field | shape | default | |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    return f"### `{schema['properties']['type']['const']}`\n\n{words}\n{table if rows else ''}"


def attributes(doc: str) -> dict[str, str]:
    """Field to sentence, from the docstring's Attributes."""
    found: dict[str, str] = {}
    name = ""
    for line in doc.partition("Attributes:")[2].splitlines():
        words = line.strip()
        head, colon, rest = words.partition(": ")
        if colon and head.replace("_", "").isalpha():
            name, found[head] = head, rest
        elif name and words:
            found[name] += " " + words
    return found


def shape(part: dict[str, Any]) -> str:  # noqa: PLR0911 - one return a kind of schema
    """A JSON schema in a reader's words."""
    if "anyOf" in part:
        return " or ".join(shape(choice) for choice in part["anyOf"])
    if "$ref" in part:
        return part["$ref"].rsplit("/", 1)[1]
    if "enum" in part:
        return " ".join(f"`{value}`" for value in part["enum"])
    if part.get("format") == "uuid":
        return "UUID"
    if part["type"] == "object":
        values = part.get("additionalProperties")
        return f"map to {shape(values)}" if isinstance(values, dict) else "object"
    if part["type"] == "array":
        items = part.get("items")
        pair = [shape(item) for item in part.get("prefixItems", ())]
        return f"[{', '.join(pair)}]" if pair else f"list of {shape(items or {'type': 'any'})}"
    return bounded(part)


def bounded(part: dict[str, Any]) -> str:
    """A plain value with its bounds."""
    if "maxLength" in part:
        return f"{part['type']}, {part.get('minLength', 0)} to {part['maxLength']} characters"
    if "maximum" in part:
        return f"{part['type']}, {part.get('minimum', 0)} to {part['maximum']}"
    return str(part["type"])


def default(field: str, schema: dict[str, Any]) -> str:
    """What a missing field means."""
    if field in schema.get("required", ()):
        return "required"
    value = schema["properties"][field].get("default")
    return "" if value is None else f"`{value}`"


if __name__ == "__main__":
    sys.stdout.write(page())
