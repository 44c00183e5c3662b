"""Protobuf messages: strict decoding, canonical encoding, canonical JSON (spec 02, Protobuf; spec 07, Canonical JSON).

The schema is the descriptor set of proto/keepsake/v1 (schema.binpb), read with the protobuf package. The codec is this
module's own: the library cuts numbers where the specification refuses them, and does not count unknown fields.
"""

import base64
import json
import math
import pathlib
import struct

from google.protobuf import descriptor_pb2

from .errors import KeepsakeError
from .primitives import MAX_NUMBER

_P = descriptor_pb2.FieldDescriptorProto
_KINDS = {
    _P.TYPE_STRING: "string", _P.TYPE_BYTES: "bytes", _P.TYPE_UINT64: "uint64", _P.TYPE_UINT32: "uint32",
    _P.TYPE_BOOL: "bool", _P.TYPE_ENUM: "enum", _P.TYPE_DOUBLE: "double", _P.TYPE_MESSAGE: "message",
}
_WIRE_TYPES = {"string": 2, "bytes": 2, "message": 2, "double": 1}
_DEFAULTS = {"string": "", "bytes": b"", "uint64": 0, "uint32": 0, "bool": False, "enum": 0, "double": 0.0}


class Field:
    def __init__(self, proto, oneof):
        self.number, self.name, self.json_name = proto.number, proto.name, proto.json_name
        self.kind = _KINDS[proto.type]
        self.type_name = proto.type_name
        self.repeated = proto.label == _P.LABEL_REPEATED
        self.oneof = oneof
        self.explicit = proto.proto3_optional or oneof is not None or self.kind == "message"
        self.wire_type = _WIRE_TYPES.get(self.kind, 0)
        self.siblings = ()
        self.type = None
        self.tag = encode_varint(self.number << 3 | (2 if self.repeated else self.wire_type))


class MessageType:
    def __init__(self, name, proto):
        self.name = name
        self.fields = []
        for f in sorted(proto.field, key=lambda f: f.number):
            in_oneof = f.HasField("oneof_index") and not f.proto3_optional
            self.fields.append(Field(f, f.oneof_index if in_oneof else None))
        self.by_number = {f.number: f for f in self.fields}
        self.by_name = {f.name: f for f in self.fields}
        for f in self.fields:
            if f.oneof is not None:
                f.siblings = tuple(g.name for g in self.fields if g.oneof == f.oneof and g is not f)

    def __call__(self, **values):
        message = Message(self)
        for name, value in values.items():
            setattr(message, name, value)
        return message


class Message:
    """A message: fields are attributes, an unset one gives its default (None for a message, () for a list)."""

    __slots__ = ("type", "values", "unknown")

    def __init__(self, message_type):
        object.__setattr__(self, "type", message_type)
        object.__setattr__(self, "values", {})
        object.__setattr__(self, "unknown", [])

    def __getattr__(self, name):
        value = self.values.get(name)
        if value is None:
            field = self.type.by_name[name]
            return () if field.repeated else _DEFAULTS.get(field.kind)
        return value

    def __setattr__(self, name, value):
        for sibling in self.type.by_name[name].siblings:
            self.values.pop(sibling, None)
        self.values[name] = value

    def has(self, name):
        return name in self.values

    def clear(self, name):
        self.values.pop(name, None)

    def oneof(self, index=0):
        """The field of a oneof that is set, or None."""
        for field in self.type.fields:
            if field.oneof == index and field.name in self.values:
                return field
        return None

    def copy(self):
        """A copy of the message with the same fields; messages inside are shared."""
        other = Message(self.type)
        other.values.update(self.values)
        other.unknown.extend(self.unknown)
        return other


def encode_varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


class WireFault(Exception):
    """Bytes that are no message, or a number above 2^53 - 1."""

    def __init__(self, over=False):
        super().__init__()
        self.over = over


def read_varint(data, at, end):
    value = shift = 0
    while True:
        if at >= end or shift == 70:
            raise WireFault
        byte = data[at]
        at += 1
        if shift == 63 and byte > 1:
            raise WireFault
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _skip(data, at, end, wire_type):
    if wire_type == 0:
        return read_varint(data, at, end)[1]
    if wire_type == 2:
        length, at = read_varint(data, at, end)
    elif wire_type in (1, 5):
        length = 8 if wire_type == 1 else 4
    else:
        raise WireFault
    if length > end - at:
        raise WireFault
    return at + length


def scan_fields(data, at, end):
    """The fields of a message one after the other, as (number, start, end), up to the first that is none."""
    try:
        while at < end:
            start = at
            tag, at = read_varint(data, at, end)
            if not 1 <= tag >> 3 < 2**29:
                return
            at = _skip(data, at, end, tag & 7)
            yield tag >> 3, start, at
    except WireFault:
        return


def _number(kind, value):
    if kind == "uint64":
        if value > MAX_NUMBER:
            raise WireFault(over=True)
        return value
    if kind == "uint32":
        if value >= 2**32:
            raise WireFault
        return value
    if kind == "bool":
        if value > 1:
            raise WireFault
        return value == 1
    if value >= 2**63:
        value -= 2**64
    if not -(2**31) <= value < 2**31:
        raise WireFault
    return value


def _decode(message_type, data, at, end):
    message = Message(message_type)
    values, by_number = message.values, message_type.by_number
    while at < end:
        start = at
        tag, at = read_varint(data, at, end)
        wire_type, number = tag & 7, tag >> 3
        if not 1 <= number < 2**29:
            raise WireFault
        field = by_number.get(number)
        if field is None:
            at = _skip(data, at, end, wire_type)
            message.unknown.append(bytes(data[start:at]))
            continue
        packed = field.repeated and field.wire_type == 0 and wire_type == 2
        if wire_type != field.wire_type and not packed:
            raise WireFault
        if wire_type == 0:
            value, at = read_varint(data, at, end)
            value = _number(field.kind, value)
        elif wire_type == 1:
            if end - at < 8:
                raise WireFault
            value = struct.unpack_from("<d", data, at)[0]
            at += 8
        else:
            length, at = read_varint(data, at, end)
            if length > end - at:
                raise WireFault
            stop = at + length
            if packed:
                numbers = values.setdefault(field.name, [])
                while at < stop:
                    value, at = read_varint(data, at, stop)
                    numbers.append(_number(field.kind, value))
                continue
            if field.kind == "message":
                value = _decode(field.type, data, at, stop)
            elif field.kind == "string":
                try:
                    value = str(data[at:stop], "utf-8")
                except UnicodeDecodeError:
                    raise WireFault from None
            else:
                value = bytes(data[at:stop])
            at = stop
        if field.repeated:
            values.setdefault(field.name, []).append(value)
        else:
            for sibling in field.siblings:
                values.pop(sibling, None)
            values[field.name] = value
    return message


def decode(message_type, data, malformed, limit=None):
    """The message in data; faults have the code malformed, numbers above 2^53 - 1 the code limit."""
    try:
        return _decode(message_type, data, 0, len(data))
    except WireFault as fault:
        raise KeepsakeError(limit if fault.over and limit else malformed) from None


def _encode_one(field, value):
    kind = field.kind
    if kind == "message":
        data = encode(value)
    elif kind == "string":
        data = value.encode()
    elif kind == "bytes":
        data = value
    elif kind == "double":
        return struct.pack("<d", value)
    else:
        return encode_varint(value & 2**64 - 1)
    return encode_varint(len(data)) + data


def _is_default(field, value):
    if field.kind == "double":
        return value == 0 and math.copysign(1, value) > 0
    return not value


def encode(message):
    """The canonical encoding."""
    out = []
    for field in message.type.fields:
        value = message.values.get(field.name)
        if value is None:
            continue
        if field.repeated:
            if field.wire_type == 0:
                data = b"".join(encode_varint(v) for v in value)
                if data:
                    out.append(field.tag + encode_varint(len(data)) + data)
            else:
                out.extend(field.tag + _encode_one(field, v) for v in value)
        elif field.explicit or not _is_default(field, value):
            out.append(field.tag + _encode_one(field, value))
    out.extend(message.unknown)
    return b"".join(out)


def unknown_count(message):
    """How many unknown fields a message has, at any depth."""
    count = len(message.unknown)
    for field in message.type.fields:
        if field.kind == "message" and field.name in message.values:
            value = message.values[field.name]
            count += sum(map(unknown_count, value)) if field.repeated else unknown_count(value)
    return count


# Canonical JSON


def ecmascript_number(value):
    """A finite double as ECMAScript's Number::toString prints it."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{abs(value)!r}e0".split("e")[:2]
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent)
    digits = digits.rstrip("0")
    sign, count = "-" if value < 0 else "", len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + ("." + digits[1:] if count > 1 else "") + power


def _json_one(field, value):
    kind = field.kind
    if kind == "message":
        return _reference_json(value) if field.type is ObjectReference else to_json(value)
    if kind == "string":
        return json.dumps(value, ensure_ascii=False)
    if kind == "bytes":
        return '"' + base64.b64encode(value).decode() + '"'
    if kind == "uint64":
        return f'"{value}"'
    if kind == "bool":
        return "true" if value else "false"
    if kind == "double":
        return ecmascript_number(value)
    if kind == "enum" and value in ENUMS[field.type_name]:
        return f'"{ENUMS[field.type_name][value]}"'
    return str(value)


def _reference_json(reference):
    members = [f'"length":"{reference.length}"'] if reference.length else []
    return "{" + ",".join([*members, f'"digest":"{reference.digest.hex()}"']) + "}"


def to_json(message):
    """The canonical JSON of a message of a frame."""
    members = []
    for field in message.type.fields:
        value = message.values.get(field.name)
        if value is None:
            continue
        if field.repeated:
            if value:
                members.append(f'"{field.json_name}":[{",".join(_json_one(field, v) for v in value)}]')
        elif field.explicit or value:
            members.append(f'"{field.json_name}":{_json_one(field, value)}')
    if message.unknown:
        members.append(f'"unknownFields":"{base64.b64encode(b"".join(message.unknown)).decode()}"')
    return "{" + ",".join(members) + "}"


# The schema


def _load():
    files = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(__file__).with_name("schema.binpb").read_bytes())
    types, enums = {}, {}

    def add(scope, messages, enum_types):
        for e in enum_types:
            enums[f"{scope}.{e.name}"] = {v.number: v.name for v in e.value}
        for m in messages:
            types[f"{scope}.{m.name}"] = MessageType(m.name, m)
            add(f"{scope}.{m.name}", m.nested_type, m.enum_type)

    for file in files.file:
        add(f".{file.package}", file.message_type, file.enum_type)
    for message_type in types.values():
        for field in message_type.fields:
            field.type = types.get(field.type_name)
    return types, enums


_TYPES, ENUMS = _load()


def schema(name):
    """A message type of package keepsake.v1 by its name."""
    return _TYPES[f".keepsake.v1.{name}"]


ObjectReference = schema("ObjectReference")
