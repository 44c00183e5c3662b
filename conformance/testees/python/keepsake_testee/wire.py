"""Protobuf messages: strict decoding, canonical encoding and JSON (spec 02, Protobuf; spec 07, Canonical JSON)."""

import base64
import decimal
import functools
import itertools
import json
import pathlib
import struct
from types import SimpleNamespace

from google.protobuf import descriptor_pb2, message_factory
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.unknown_fields import UnknownFieldSet

from .base import MAX_NUMBER, KeepsakeError

_SCHEMA = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(__file__).with_name("schema.binpb").read_bytes())
_CLASSES = message_factory.GetMessages(_SCHEMA.file)

# The message types of the schema by their names, and the types of fields.
M = SimpleNamespace(**{name.removeprefix("keepsake.v1."): message_type for name, message_type in _CLASSES.items()})
T = SimpleNamespace(**{n[5:]: getattr(FieldDescriptor, n) for n in dir(FieldDescriptor) if n.startswith("TYPE_")})
_WIRE_TYPES = {T.STRING: 2, T.BYTES: 2, T.MESSAGE: 2, T.DOUBLE: 1}
_RANGES = {T.UINT64: range(2**64), T.UINT32: range(2**32), T.BOOL: range(2), T.ENUM: range(-(2**31), 2**31)}


@functools.cache
def layout(descriptor):
    """The fields of a message type by number, ascending."""
    return dict(sorted(descriptor.fields_by_number.items()))


class NumberFault(ValueError):
    """A number above 2^53 - 1. Bytes that are no message are any other ValueError."""


def encode_varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def read_varint(data, at):
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128 and value < 2**64:
            return value, at
    raise ValueError("no varint")


def scan_fields(data):
    """The fields of a message one after the other, as (number, wire type, value, bytes of the field)."""
    at = 0
    while at < len(data):
        start = at
        tag, at = read_varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        if not 1 <= number < 2**29 or wire_type not in (0, 1, 2, 5):
            raise ValueError("no field")
        if wire_type == 0:
            value, at = read_varint(data, at)
        else:
            length, at = read_varint(data, at) if wire_type == 2 else (8 if wire_type == 1 else 4, at)
            if length > len(data) - at:
                raise ValueError("cut off")
            value = data[at : at + length]
            at += length
        yield number, wire_type, value, data[start:at]


def exceeds(data, number, limit):
    """Whether a field occurs more often than a limit, before the first fault; nothing is decoded."""
    found = (n for n, *_ in scan_fields(data) if n == number)
    try:
        return any(True for _ in itertools.islice(found, limit, None))
    except ValueError:
        return False


def _value(kind, value):
    """The value of a field that is no message, from its number or bytes."""
    if kind == T.STRING:
        return str(value, "utf-8")
    if kind == T.BYTES:
        return value
    if kind == T.DOUBLE:
        return struct.unpack("<d", value)[0]
    value = value - 2**64 if kind == T.ENUM and value >= 2**63 else value
    if value not in _RANGES[kind]:
        raise ValueError("beyond the range of its type")
    if value > MAX_NUMBER:
        raise NumberFault
    return value


def _unpack(kind, data):
    at = 0
    while at < len(data):
        value, at = read_varint(data, at)
        yield _value(kind, value)


def _short(raw):
    """An unknown field as it is encoded; but the package takes no number or length of more than 5 bytes."""
    tag, at = read_varint(raw, 0)
    length, end = read_varint(raw, at) if tag & 7 == 2 else (0, at)
    if at <= 5 and end - at <= 5:
        return raw
    return encode_varint(tag) + (encode_varint(length) if tag & 7 == 2 else b"") + raw[end:]


def _decode(message, data):
    unknown, fields = [], layout(message.DESCRIPTOR)
    for number, wire_type, value, raw in scan_fields(data):
        field = fields.get(number)
        if field is None:
            unknown.append(_short(raw))
            continue
        name, kind, own_type = field.name, field.type, _WIRE_TYPES.get(field.type, 0)
        if own_type == 0 and wire_type == 2 and field.is_repeated:
            getattr(message, name).extend(_unpack(kind, value))
        elif wire_type != own_type:
            raise ValueError("a foreign wire type")
        elif kind == T.MESSAGE:
            inner = getattr(message, name).add() if field.is_repeated else getattr(message, name)
            inner.SetInParent()
            _decode(inner, value)
        elif field.is_repeated:
            getattr(message, name).append(_value(kind, value))
        else:
            setattr(message, name, _value(kind, value))
    if unknown:
        message.MergeFromString(b"".join(unknown))


def decode(message_type, data, malformed, limit=None):
    """The message in data; faults have the code malformed, numbers above 2^53 - 1 the code limit."""
    message = message_type()
    try:
        _decode(message, data)
    except NumberFault:
        raise KeepsakeError(limit or malformed) from None
    except ValueError:
        raise KeepsakeError(malformed) from None
    return message


def encode(message):
    return message.SerializeToString(deterministic=True)


def copy(message, /, **changes):
    """A copy of a message with other values in some fields; None is for none."""
    other = type(message)()
    other.CopyFrom(message)
    for name in changes:
        other.ClearField(name)
    other.MergeFrom(type(message)(**changes))
    return other


def _children(message):
    for field, value in message.ListFields():
        if field.type == T.MESSAGE:
            yield from value if field.is_repeated else (value,)


def find(message, message_type):
    """All messages of a type inside a message, at any depth, in the order of fields."""
    for child in _children(message):
        if isinstance(child, message_type):
            yield child
        else:
            yield from find(child, message_type)


def unknown_count(message):
    """How many unknown fields a message has, at any depth."""
    return len(UnknownFieldSet(message)) + sum(map(unknown_count, _children(message)))


def ecmascript_number(value):
    """A finite double as ECMAScript's Number::toString prints it."""
    digits = decimal.Decimal(repr(value)).normalize()
    return f"{digits:f}" if -6 <= digits.adjusted() <= 20 else f"{digits:e}"


def _base64(data):
    return f'"{base64.b64encode(data).decode()}"'


_JSON = {
    T.MESSAGE: lambda value: to_json(value),
    T.STRING: lambda value: json.dumps(value, ensure_ascii=False),
    T.BYTES: _base64,
    T.UINT64: lambda value: f'"{value}"',
    T.BOOL: lambda value: "true" if value else "false",
    T.DOUBLE: ecmascript_number,
}


def _json_value(field, value):
    if field.type == T.ENUM and value in field.enum_type.values_by_number:
        return f'"{field.enum_type.values_by_number[value].name}"'
    return _JSON.get(field.type, str)(value)


def to_json(message):
    """The canonical JSON of a message of a frame."""
    if isinstance(message, M.ObjectReference):
        length = f'"length":"{message.length}",' if message.length else ""
        return f'{{{length}"digest":"{message.digest.hex()}"}}'
    members = []
    for field, value in message.ListFields():
        if field.is_repeated:
            members.append(f'"{field.json_name}":[{",".join(_json_value(field, v) for v in value)}]')
        elif field.type != T.DOUBLE or value != 0:
            members.append(f'"{field.json_name}":{_json_value(field, value)}')
    if len(UnknownFieldSet(message)):
        unknown = copy(message, **{field.name: None for field, _ in message.ListFields()})
        members.append(f'"unknownFields":{_base64(encode(unknown))}')
    return "{" + ",".join(members) + "}"
