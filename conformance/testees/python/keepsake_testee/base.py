"""Errors (spec 11), numbers (spec 02) and names of files (spec 09)."""

import re
from operator import methodcaller

MAX_NUMBER = 2**53 - 1
UNSUPPORTED, LIMIT_EXCEEDED, CONFLICT = "input.unsupported-version", "input.limit-exceeded", "store.conflict"
# A mistake of the caller, which is no code of the specification (conformance/protocol.md, Vaults).
USAGE = "usage"
_OBJECT_NAME = re.compile(r"objects/([0-9a-f]{2})/\1[0-9a-f]{62}")

u8, u16, u32, u64 = (methodcaller("to_bytes", size, "big") for size in (1, 2, 4, 8))


class KeepsakeError(Exception):
    """A fault with a code of the specification's list, and what else an operation says of it."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code, self.details = code, details


def need(condition, code, **details):
    if not condition:
        raise KeepsakeError(code, **details)


def attempt(function, *arguments):
    """What a function gives, or the KeepsakeError with which it stops."""
    try:
        return function(*arguments)
    except KeepsakeError as error:
        return error


def sort_out(results):
    """The values of a map that are no errors, and the codes of those that are, by their keys."""
    faults = {key: result.code for key, result in results.items() if isinstance(result, KeepsakeError)}
    return [result for key, result in results.items() if key not in faults], faults


def number(data, position, size):
    return int.from_bytes(data[position : position + size], "big")


def ascending(values):
    return all(a < b for a, b in zip(values, values[1:]))


def name_of(folder, n):
    return f"{folder}/{n:016x}"


def file_number(folder, name):
    """The number in the name of a header, snapshot or mark, or 0 if it is no such name."""
    match = re.fullmatch(folder + "/([0-9a-f]{16})", name)
    n = int(match[1], 16) if match else 0
    return n if n <= MAX_NUMBER else 0


def object_name(object_id):
    text = object_id.hex()
    return f"objects/{text[:2]}/{text}"


def is_object_name(name):
    return _OBJECT_NAME.fullmatch(name) is not None


def is_vault_name(name):
    return is_object_name(name) or any(file_number(folder, name) for folder in ("headers", "snapshots", "marks"))
