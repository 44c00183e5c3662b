"""As much of protobuf as a header needs."""

from primitives import LAST, Fault

MALFORMED = "header.malformed"
LAST_FIELD = 2**29 - 1
NUMBERS = ("number", "uint32", "enum", "bool")


def read_varint(data, at):
    value = 0
    for i in range(10):
        if at + i >= len(data):
            raise Fault(MALFORMED)
        byte = data[at + i]
        value |= (byte & 127) << (7 * i)
        if byte < 128:
            if value >= 2**64:
                break
            return value, at + i + 1
    raise Fault(MALFORMED)


def read_fields(data):
    """Number, wire type and value of every field, in order."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        if not 1 <= number <= LAST_FIELD or wire_type in (3, 4, 6, 7):
            raise Fault(MALFORMED)
        if wire_type == 0:
            value, at = read_varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(wire_type)
            if size is None:
                size, at = read_varint(data, at)
            if at + size > len(data):
                raise Fault(MALFORMED)
            value, at = data[at : at + size], at + size
        yield number, wire_type, value


def read_message(data, schema):
    """A message by {number: (name, kind)}; a kind in a list is repeated. Unknown fields are left out."""
    message = {name: ([] if isinstance(kind, list) else default(kind)) for name, kind in schema.values()}
    for number, wire_type, value in read_fields(data):
        if number not in schema:
            continue
        name, kind = schema[number]
        repeated = isinstance(kind, list)
        kind = kind[0] if repeated else kind
        values = [convert(kind, v) for v in unpack(kind, wire_type, value)]
        message[name] = message[name] + values if repeated else values[-1]
    return message


def unpack(kind, wire_type, value):
    if kind not in NUMBERS or wire_type == 0:
        return [value]
    numbers, at = [], 0
    while at < len(value):
        number, at = read_varint(value, at)
        numbers.append(number)
    return numbers


def default(kind):
    return {"bytes": b"", "string": ""}.get(kind, 0) if isinstance(kind, str) else None


def convert(kind, value):
    if kind in NUMBERS:
        return convert_number(kind, value)
    if kind == "string":
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise Fault(MALFORMED) from None
    return value if kind == "bytes" else read_message(value, kind)


def convert_number(kind, value):
    """In range; an enum may be negative, as a 64-bit two's complement."""
    if kind == "enum" and value >= 2**63:
        value -= 2**64
    low, high = {"number": (0, LAST), "uint32": (0, 2**32 - 1), "enum": (-(2**31), 2**31 - 1), "bool": (0, 1)}[kind]
    if not low <= value <= high:
        raise Fault(MALFORMED)
    return value
