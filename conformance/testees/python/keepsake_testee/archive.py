"""The archive: a vault in one file (spec 10)."""

from .base import LIMIT_EXCEEDED, KeepsakeError, file_number, is_object_name, need, number, u8, u16, u32, u64
from .crypto import ARCHIVE, MAGIC, check_prefix, sha256
from .header import need_parsed, parse_all
from .wire import M, decode, encode, exceeds

MAX_ENTRIES, MAX_INDEX, FOOTER = 1048576, 134217728, 48
MALFORMED, TRUNCATED = "archive.malformed", "input.truncated"


def _is_archive_name(name):
    return is_object_name(name) or file_number("headers", name) or file_number("snapshots", name)


def _record_head(name, length):
    return u8(1) + u16(len(name)) + name.encode() + u64(length)


def pack(files):
    """An archive of all snapshots and objects of a vault, without a key."""
    headers = {n: file for name, file in files.items() if (n := file_number("headers", name))}
    parsed, faults = parse_all(headers)
    need_parsed(parsed, faults)
    return pack_chosen(files, parsed[0].name)


def pack_chosen(files, header_name):
    """An archive of one header, and of all snapshots and objects in files."""
    names = [n for n in files if _is_archive_name(n) and (n == header_name or not n.startswith("headers/"))]
    need(len(names) <= MAX_ENTRIES, LIMIT_EXCEEDED)
    out, entries = bytearray(ARCHIVE), []
    for name in sorted(names):
        entries.append(M.ArchiveEntry(name=name, offset=len(out), length=len(files[name])))
        out += _record_head(name, len(files[name])) + files[name]
    message = encode(M.ArchiveIndex(entries=entries))
    index = u8(2) + u32(len(message)) + message
    return bytes(out) + index + u64(len(out)) + sha256(index) + MAGIC


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


def _read_index(data):
    end = len(data) - FOOTER
    offset = number(data, end, 8)
    need(10 <= offset and offset + 5 <= end and data[offset] == 2, MALFORMED)
    n = number(data, offset + 1, 4)
    need(offset + 5 + n == end, MALFORMED)
    need(n <= MAX_INDEX, LIMIT_EXCEEDED)
    need(sha256(data[offset:end]) == data[end + 8 : end + 40], MALFORMED)
    need(not exceeds(data[offset + 5 : end], 1, MAX_ENTRIES), LIMIT_EXCEEDED)
    return decode(M.ArchiveIndex, data[offset + 5 : end], MALFORMED).entries, offset


def read(file):
    """The entries of an archive, after every record was compared with the index."""
    need(len(file) >= 10 or not ARCHIVE.startswith(file), TRUNCATED)
    need(file[:8] == MAGIC, "input.malformed")
    check_prefix(file.ljust(10, b"\0"), ARCHIVE, MALFORMED)
    if len(file) < FOOTER or file[-8:] != MAGIC:
        raise KeepsakeError("input.trailing-data" if _has_trailing_data(file) else TRUNCATED)
    entries, index_offset = _read_index(file)
    before, at = "", 10
    for entry in entries:
        need(_is_archive_name(entry.name), MALFORMED)
        need(entry.name != before, "archive.duplicate")
        need(entry.name > before and entry.offset == at, MALFORMED)
        at += 11 + len(entry.name) + entry.length
        need(at <= index_offset, MALFORMED)
        before = entry.name
    need(at == index_offset, MALFORMED)
    need(sum(entry.name.startswith("headers/") for entry in entries) == 1, MALFORMED)
    for entry in entries:
        head = _record_head(entry.name, entry.length)
        need(file[entry.offset : entry.offset + len(head)] == head, MALFORMED)
    return entries


def unpack(file):
    out = {}
    for entry in read(file):
        start = entry.offset + 11 + len(entry.name)
        out[entry.name] = file[start : start + entry.length]
    return out
