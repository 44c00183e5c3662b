"""The archive: a vault in one file (spec 10)."""

import hashlib
import re

from .errors import KeepsakeError
from .header import file_number, parse_all
from .primitives import ARCHIVE_KIND, MAGIC, number, prefix, u8, u16, u32, u64
from .wire import decode, encode, scan_fields, schema

ArchiveIndex, ArchiveEntry = schema("ArchiveIndex"), schema("ArchiveEntry")
MAX_ENTRIES, MAX_INDEX, FOOTER = 1048576, 134217728, 48
MALFORMED = "archive.malformed"
_OBJECT = re.compile(r"objects/([0-9a-f]{2})/\1[0-9a-f]{62}")


def is_object_name(name):
    return _OBJECT.fullmatch(name) is not None


def is_archive_name(name):
    return is_object_name(name) or file_number("headers", name) or file_number("snapshots", name)


def _need(condition, code=MALFORMED):
    if not condition:
        raise KeepsakeError(code)


def record(name, file):
    return u8(1) + u16(len(name)) + name.encode() + u64(len(file)) + file


def footer(offset, index):
    return u64(offset) + hashlib.sha256(index).digest() + MAGIC


def pack(files):
    """An archive of all snapshots and objects of a vault, without a key."""
    headers = {n: file for name, file in files.items() if (n := file_number("headers", name))}
    _need(headers, "header.missing")
    parsed, faults = parse_all(headers)
    if not parsed:
        unsupported = "input.unsupported-version"
        raise KeepsakeError(unsupported if unsupported in faults.values() else "header.malformed")
    header = max(parsed.values(), key=lambda p: p.order)
    return pack_chosen(files, header.name)


def pack_chosen(files, header_name):
    """An archive of one header, and of all snapshots and objects in files."""
    names = [n for n in files if is_archive_name(n) and (n == header_name or not n.startswith("headers/"))]
    _need(len(names) <= MAX_ENTRIES, "input.limit-exceeded")
    out, entries = bytearray(prefix(ARCHIVE_KIND)), []
    for name in sorted(names, key=str.encode):
        entries.append(ArchiveEntry(name=name, offset=len(out), length=len(files[name])))
        out += record(name, files[name])
    message = encode(ArchiveIndex(entries=entries))
    index = u8(2) + u32(len(message)) + message
    return bytes(out) + index + footer(len(out), index)


def _check_prefix(data):
    start = prefix(ARCHIVE_KIND)
    _need(len(data) >= 10 or data != start[: len(data)], "input.truncated")
    _need(data[:8] == MAGIC, "input.malformed")
    _need(len(data) >= 9 and data[8] == 1, "input.unsupported-version")
    _need(len(data) >= 10 and data[9] == ARCHIVE_KIND)


def _has_trailing_data(data):
    """Whether a scan from the front meets a complete index and its footer, followed by more."""
    at = 10
    while at + 11 <= len(data) and data[at] == 1:
        name_length = number(data, at + 1, 2)
        at += 11 + name_length + number(data, at + 3 + name_length, 8)
    if at + 5 > len(data) or data[at] != 2:
        return False
    end = at + 5 + number(data, at + 1, 4)
    names_offset = data[end : end + 8] == u64(at) and data[end + 40 : end + FOOTER] == MAGIC
    return names_offset and end + FOOTER < len(data)


def _check_end(data):
    if len(data) < FOOTER or data[-8:] != MAGIC:
        raise KeepsakeError("input.trailing-data" if _has_trailing_data(data) else "input.truncated")


def _read_index(data):
    end = len(data) - FOOTER
    offset = number(data, end, 8)
    _need(10 <= offset and offset + 5 <= end and data[offset] == 2)
    n = number(data, offset + 1, 4)
    _need(offset + 5 + n == end)
    _need(n <= MAX_INDEX, "input.limit-exceeded")
    _need(hashlib.sha256(data[offset:end]).digest() == data[end + 8 : end + 40])
    count = 0
    for field, _, _ in scan_fields(data, offset + 5, end):
        count += field == 1
        _need(count <= MAX_ENTRIES, "input.limit-exceeded")
    return offset, decode(ArchiveIndex, data[offset + 5 : end], MALFORMED).entries


def _check_entries(entries, index_offset):
    before, at = None, 10
    for entry in entries:
        name = entry.name.encode()
        _need(is_archive_name(entry.name))
        _need(name != before, "archive.duplicate")
        _need(before is None or name > before)
        _need(entry.offset == at)
        at += 11 + len(name) + entry.length
        _need(at <= index_offset)
        before = name
    _need(at == index_offset)
    _need(sum(entry.name.startswith("headers/") for entry in entries) == 1)


def read(data):
    """The entries of an archive, after every record was compared with the index."""
    _check_prefix(data)
    _check_end(data)
    offset, entries = _read_index(data)
    _check_entries(entries, offset)
    for entry in entries:
        head = record(entry.name, b"")[:-8] + u64(entry.length)
        _need(data[entry.offset : entry.offset + len(head)] == head)
    return entries


def unpack(data):
    """The files of an archive by name."""
    out = {}
    for entry in read(data):
        start = entry.offset + 11 + len(entry.name.encode())
        out[entry.name] = data[start : start + entry.length]
    return out
