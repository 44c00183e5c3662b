"""Protobuf messages: strict decoding, canonical encoding, canonical JSON (spec 02, Protobuf; spec 07, Canonical JSON)."""

import base64
import decimal
import functools
import json
import pathlib
import struct
import types
from typing import NamedTuple

from google.protobuf import descriptor_pb2, message_factory
from google.protobuf.descriptor import FieldDescriptor as Kind
from google.protobuf.unknown_fields import UnknownFieldSet

from .primitives import MAX_NUMBER, KeepsakeError

_WIRE_TYPES = {Kind.TYPE_STRING: 2, Kind.TYPE_BYTES: 2, Kind.TYPE_MESSAGE: 2, Kind.TYPE_DOUBLE: 1}
_LARGEST = {Kind.TYPE_UINT64: 2**64, Kind.TYPE_UINT32: 2**32 - 1, Kind.TYPE_BOOL: 1}


def _load():
    data = pathlib.Path(__file__).with_name("schema.binpb").read_bytes()
    classes = message_factory.GetMessages(descriptor_pb2.FileDescriptorSet.FromString(data).file)
    return types.SimpleNamespace(**{name.removeprefix("keepsake.v1."): c for name, c in classes.items()})


# The message types of the schema by their names.
M = _load()


class Field(NamedTuple):
    name: str
    kind: int
    repeated: bool
    optional: bool
    wire_type: int


@functools.cache
def layout(descriptor):
    """The fields of a message type by number, ascending."""
    fields = sorted(descriptor.fields_by_number.items())
    return {n: Field(f.name, f.type, f.is_repeated, f.has_presence, _WIRE_TYPES.get(f.type, 0)) for n, f in fields}


class WireFault(ValueError):
    """Bytes that are no message."""


class NumberFault(ValueError):
    """A number above 2^53 - 1."""


def encode_varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data, at):
    value = shift = 0
    while True:
        if at >= len(data) or shift == 70 or (shift == 63 and data[at] > 1):
            raise WireFault
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def scan_fields(data):
    """The fields of a message one after the other, as (number, wire type, value, bytes of the field)."""
    at = 0
    while at < len(data):
        start = at
        tag, at = read_varint(data, at)
        field_number, wire_type = tag >> 3, tag & 7
        if not 1 <= field_number < 2**29:
            raise WireFault
        if wire_type == 0:
            value, at = read_varint(data, at)
        else:
            if wire_type == 2:
                length, at = read_varint(data, at)
            elif wire_type in (1, 5):
                length = 8 if wire_type == 1 else 4
            else:
                raise WireFault
            if length > len(data) - at:
                raise WireFault
            value = data[at : at + length]
            at += length
        yield field_number, wire_type, value, data[start:at]


def exceeds(data, field_number, limit):
    """Whether a field occurs more often than a limit, before the first fault; nothing is decoded."""
    count = 0
    try:
        for n, *_ in scan_fields(data):
            count += n == field_number
            if count > limit:
                return True
    except WireFault:
        pass
    return False


def _value(kind, value):
    """The value of a field that is no message, from its number or bytes."""
    if kind == Kind.TYPE_STRING:
        return str(value, "utf-8")
    if kind == Kind.TYPE_DOUBLE:
        return struct.unpack("<d", value)[0]
    if kind == Kind.TYPE_BYTES:
        return value
    if kind == Kind.TYPE_ENUM:
        value = value - 2**64 if value >= 2**63 else value
        if not -(2**31) <= value < 2**31:
            raise WireFault
    elif value > _LARGEST[kind]:
        raise WireFault
    elif value > MAX_NUMBER:
        raise NumberFault
    return value


def _packed(kind, data):
    at = 0
    while at < len(data):
        value, at = read_varint(data, at)
        yield _value(kind, value)


def _decode(message, data):
    unknown, fields = [], layout(message.DESCRIPTOR)
    for field_number, wire_type, value, raw in scan_fields(data):
        field = fields.get(field_number)
        if field is None:
            unknown.append(raw)
        elif field.kind == Kind.TYPE_MESSAGE and wire_type == 2:
            inner = getattr(message, field.name)
            if field.repeated:
                inner = inner.add()
            else:
                inner.SetInParent()
            _decode(inner, value)
        elif field.repeated and field.wire_type == 0 and wire_type == 2:
            getattr(message, field.name).extend(_packed(field.kind, value))
        elif wire_type != field.wire_type:
            raise WireFault
        elif field.repeated:
            getattr(message, field.name).append(_value(field.kind, value))
        else:
            setattr(message, field.name, _value(field.kind, value))
    if unknown:
        message.MergeFromString(b"".join(unknown))


def decode(message_type, data, malformed, limit=None):
    """The message in data; faults have the code malformed, numbers above 2^53 - 1 the code limit."""
    message = message_type()
    try:
        _decode(message, data)
    except ValueError as fault:
        raise KeepsakeError(limit if limit and isinstance(fault, NumberFault) else malformed) from None
    return message


def encode(message):
    """The canonical encoding."""
    return message.SerializeToString(deterministic=True)


def copy(message, /, **changes):
    """A copy of a message with other values in some fields; None is for none."""
    other = type(message)()
    other.CopyFrom(message)
    for name in changes:
        other.ClearField(name)
    other.MergeFrom(type(message)(**changes))
    return other


def children(message):
    """The messages right inside a message, in the order of its fields."""
    for field, value in message.ListFields():
        if field.type == Kind.TYPE_MESSAGE:
            yield from value if field.is_repeated else (value,)


def find(message, message_type):
    """All messages of a type inside a message, at any depth."""
    for child in children(message):
        if isinstance(child, message_type):
            yield child
        else:
            yield from find(child, message_type)


def unknown_count(message):
    """How many unknown fields a message has, at any depth."""
    return len(UnknownFieldSet(message)) + sum(map(unknown_count, children(message)))


def _unknown_bytes(message):
    other = copy(message, **{field.name: None for field, _ in message.ListFields()})
    return encode(other)


def ecmascript_number(value):
    """A finite double as ECMAScript's Number::toString prints it."""
    digits = decimal.Decimal(repr(value)).normalize()
    return f"{digits:f}" if -6 <= digits.adjusted() <= 20 else f"{digits:e}"


def _json_value(field, value):
    match field.type:
        case Kind.TYPE_MESSAGE:
            return to_json(value)
        case Kind.TYPE_STRING:
            return json.dumps(value, ensure_ascii=False)
        case Kind.TYPE_BYTES:
            return '"' + base64.b64encode(value).decode() + '"'
        case Kind.TYPE_UINT64:
            return f'"{value}"'
        case Kind.TYPE_BOOL:
            return "true" if value else "false"
        case Kind.TYPE_DOUBLE:
            return ecmascript_number(value)
        case Kind.TYPE_ENUM if value in field.enum_type.values_by_number:
            return f'"{field.enum_type.values_by_number[value].name}"'
    return str(value)


def to_json(message):
    """The canonical JSON of a message of a frame."""
    if isinstance(message, M.ObjectReference):
        length = f'"length":"{message.length}",' if message.length else ""
        return f'{{{length}"digest":"{message.digest.hex()}"}}'
    members = []
    for field, value in message.ListFields():
        if field.is_repeated:
            members.append(f'"{field.json_name}":[{",".join(_json_value(field, v) for v in value)}]')
        elif field.type != Kind.TYPE_DOUBLE or value != 0:
            members.append(f'"{field.json_name}":{_json_value(field, value)}')
    if len(UnknownFieldSet(message)):
        members.append(f'"unknownFields":"{base64.b64encode(_unknown_bytes(message)).decode()}"')
    return "{" + ",".join(members) + "}"
