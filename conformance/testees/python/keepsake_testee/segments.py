"""Segments: the table, frames one after the other, encoding (spec 07, Segment)."""

from .errors import KeepsakeError
from .frames import LIMIT, MALFORMED, MAX_FRAME, ORDER, REFERENCE, BackupRules, order_key, read_frame, references
from .objects import MAX_OBJECT, MAX_SEGMENT
from .primitives import number, u32, u64
from .wire import WireFault, encode, encode_varint, read_varint, unknown_count

MAX_TABLE, MAX_FRAMES = 131072, 131072


def _need(condition, code):
    if not condition:
        raise KeepsakeError(code)


def read_table(content):
    """The table as a list of (id, length), and where it ends. Frames are not looked at (spec 07, table-not-frames)."""
    _need(len(content) <= MAX_SEGMENT, LIMIT)
    _need(len(content) >= 4, MALFORMED)
    count = number(content, 0, 4)
    _need(count <= MAX_TABLE, LIMIT)
    table, at, before = [], 4, b""
    for _ in range(count):
        oid = content[at : at + 32]
        _need(len(oid) == 32, MALFORMED)
        _need(oid > before, ORDER)
        _need(len(content) >= at + 40, MALFORMED)
        length = number(content, at + 32, 8)
        _need(length <= MAX_OBJECT, LIMIT)
        table.append((oid, length))
        before = oid
        at += 40
    return table, at


def _split(content, at):
    """The frames' bytes, each when it is asked for."""
    count = 0
    while at < len(content):
        _need(count < MAX_FRAMES, LIMIT)
        count += 1
        try:
            length, body = read_varint(content, at, len(content))
        except WireFault:
            raise KeepsakeError(MALFORMED) from None
        _need(body - at == len(encode_varint(length)), MALFORMED)
        _need(length > 0, MALFORMED)
        _need(length <= MAX_FRAME, LIMIT)
        _need(length <= len(content) - body, MALFORMED)
        at = body + length
        yield content[body:at]


class Segment:
    """A segment that was read: frames, table, unknown fields and frames."""

    def __init__(self, table, frames):
        self.table, self.frames = table, frames
        self.unknown_fields = sum(map(unknown_count, frames))
        self.unknown_frames = [i for i, frame in enumerate(frames) if frame.oneof() is None]


def read_segment(content, frame_count, first, last, rules=None):
    """Reads a segment; first and last are the keys of its reference, rules those of the backup around it."""
    rules = rules or BackupRules(between=False)
    table, at = read_table(content)
    lengths = dict(table)
    frames, first_read, key = [], None, None
    for data in _split(content, at):
        frame = read_frame(data)
        at_start = not frames
        if at_start:
            rank_class = (order_key(frame) or first)[0]
        key = rules.check(frame, first if at_start else None, rank_class)
        if at_start:
            first_read = key
        for reference in references(frame):
            _need(lengths.get(reference.id) == reference.length, REFERENCE)
        frames.append(frame)
    _need(len(frames) == frame_count, MALFORMED)
    _need(first_read == first, MALFORMED)
    _need(key == last, MALFORMED)
    return Segment(table, frames)


def framed(data):
    return encode_varint(len(data)) + data


def encode_segment(frames):
    """The content of a segment, with the table of what its frames refer to."""
    table = {r.id: r.length for frame in frames for r in references(frame)}
    entries = b"".join(oid + u64(table[oid]) for oid in sorted(table))
    return u32(len(table)) + entries + b"".join(framed(encode(frame)) for frame in frames)
