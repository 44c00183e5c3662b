"""Frames, their order and references to one another, and segments (spec 07)."""

from collections import namedtuple

from .base import KeepsakeError, need, number, u32, u64
from .rules import MAX_FRAMES, MAX_OBJECT, MAX_SEGMENT, THUMBNAIL, Codes, check
from .wire import M, decode, encode, encode_varint, find, read_varint, unknown_count

MALFORMED, LIMIT = "content.malformed", "content.limit-exceeded"
ORDER, REFERENCE = "content.order", "content.reference"
CODES = Codes(MALFORMED, LIMIT, REFERENCE)
MAX_FRAME, MAX_DIRECTORY, MAX_TABLE = 1048576, 1048576, 131072
SHORT_TIMER = 86400000
ACCOUNT, TIMELINE = 1, 7
_RANKS = {f.name: min(f.number, TIMELINE) for f in M.Frame.DESCRIPTOR.fields}

# What a frame names that has to exist, as paths of fields (spec 07, References between frames); mentions are found.
_NAMES = {
    "group": {"created_by": "contact", "members.contact_id": "contact"},
    "chat": {"contact_id": "contact", "group_id": "group"},
    "message": {"chat_id": "chat", "author_id": "contact", "event.responses.contact_id": "contact"},
    "call": {"initiator_id": "contact", "participant_ids": "contact", "chat_id": "chat"},
}


def read_frame(data):
    need(len(data) <= MAX_FRAME, LIMIT)
    frame = decode(M.Frame, data, MALFORMED, LIMIT)
    check(frame, CODES)
    return frame


def order_key(frame):
    """(rank, time, id as bytes) of a frame, or None for one of unknown kind."""
    kind = frame.WhichOneof("item")
    if kind is None:
        return None
    rank, item = _RANKS[kind], getattr(frame, kind)
    return rank, item.received_at_ms if rank == TIMELINE else 0, item.id.encode() if rank > 2 else b""


# What a frame has in an object: the attachment's id, attachment or thumbnail, and the identity of the object.
Part = namedtuple("Part", "attachment_id kind reference identity")


def parts(frame):
    for attachment in find(frame, M.Attachment):
        if attachment.HasField("object"):
            yield Part(attachment.id, "attachment", attachment.object, attachment.id)
        if attachment.HasField("thumbnail"):
            yield Part(attachment.id, "thumbnail", attachment.thumbnail, attachment.id + THUMBNAIL)


def is_left_out(frame, now):
    """Whether a message is one that is never backed up, and dropped by a restore (spec 07)."""
    message = frame.message
    return 1 <= message.expire_timer_ms <= SHORT_TIMER or 0 < message.expires_at_ms <= now


def _at(message, path):
    name, _, rest = path.partition(".")
    value = getattr(message, name)
    values = (value,) if isinstance(value, str) or hasattr(value, "DESCRIPTOR") else value
    return [v for inner in values for v in _at(inner, rest)] if rest else values


class BackupRules:
    """Place, number and references of the frames of a backup; between says whether other frames are looked for."""

    def __init__(self, between=True):
        self.between, self.last, self.lost_names, self.directory = between, None, False, 0
        self._ids = {"contact": set(), "group": set(), "chat": set()}
        self._self_contact = None

    def check(self, frame, first_key=None, rank_class=None):
        """Steps 4 and 5 for one frame; first_key is that of the segment for its first frame. Returns its order key."""
        key = order_key(frame)
        if self.between and self.last is None:
            need(key is not None and key[0] == ACCOUNT, ORDER)
        if key is None:
            self.last = first_key or self.last
            return self.last
        need(self.last is None or key > self.last, ORDER)
        need(rank_class is None or (key[0] == TIMELINE) == (rank_class == TIMELINE), ORDER)
        self.last = key
        if self.between:
            self._check_names(frame, key)
        return key

    def _check_names(self, frame, key):
        kind = frame.WhichOneof("item")
        item = getattr(frame, kind)
        self.directory += key[0] < TIMELINE
        need(self.directory <= MAX_DIRECTORY, LIMIT)
        if not self.lost_names:
            for path, named in _NAMES.get(kind, {}).items():
                need(all(not v or v in self._ids[named] for v in _at(item, path)), REFERENCE)
            if kind in ("chat", "message"):
                need(all(m.contact_id in self._ids["contact"] for m in find(item, M.Mention)), REFERENCE)
        if kind in self._ids:
            self._ids[kind].add(item.id)
        elif kind == "account":
            self._self_contact = item.self_contact_id

    def lose(self, directory, last):
        """A segment was lost: its frames do not count, and the order goes on from its last key."""
        self.directory, self.last = directory, last
        self.lost_names = self.lost_names or last[0] < TIMELINE

    def check_end(self):
        """After the last frame: whether there was one, and the contact of the account (spec 07, self-contact-last)."""
        need(self.last, ORDER)
        need(self.lost_names or self._self_contact in self._ids["contact"], REFERENCE)


def read_table(content):
    """The table as a map from id to length, and where it ends. Frames are not looked at (spec 07, table-not-frames)."""
    need(len(content) <= MAX_SEGMENT, LIMIT)
    need(len(content) >= 4, MALFORMED)
    count = number(content, 0, 4)
    need(count <= MAX_TABLE, LIMIT)
    table, before, end = {}, b"", 4 + 40 * count
    for at in range(4, end, 40):
        oid, length = content[at : at + 32], number(content, at + 32, 8)
        need(len(oid) == 32, MALFORMED)
        need(oid > before, ORDER)
        need(len(content) >= at + 40, MALFORMED)
        need(length <= MAX_OBJECT, LIMIT)
        table[oid] = length
        before = oid
    return table, end


def _split(content, at):
    count = 0
    while at < len(content):
        need(count < MAX_FRAMES, LIMIT)
        count += 1
        try:
            length, body = read_varint(content, at)
        except ValueError:
            raise KeepsakeError(MALFORMED) from None
        need(body - at == len(encode_varint(length)) and length, MALFORMED)
        need(length <= MAX_FRAME, LIMIT)
        need(length <= len(content) - body, MALFORMED)
        at = body + length
        yield content[body:at]


class Segment:
    """A segment that was read; first and last are the keys of its reference, rules those of the backup around it."""

    def __init__(self, content, frame_count, first, last, rules=None):
        rules = rules or BackupRules(between=False)
        self.table, at = read_table(content)
        self.frames, keys, rank_class = [], [None], None
        for data in _split(content, at):
            frame = read_frame(data)
            if self.frames:
                keys[1:] = [rules.check(frame, None, rank_class)]
            else:
                rank_class = (order_key(frame) or first)[0]
                keys = [rules.check(frame, first, rank_class)] * 2
            for part in parts(frame):
                need(self.table.get(part.reference.id) == part.reference.length, REFERENCE)
            self.frames.append(frame)
        need(len(self.frames) == frame_count and (keys[0], keys[-1]) == (first, last), MALFORMED)
        self.unknown_fields = sum(map(unknown_count, self.frames))
        self.unknown_frames = [i for i, frame in enumerate(self.frames) if frame.WhichOneof("item") is None]


def framed(frame):
    data = encode(frame)
    return encode_varint(len(data)) + data


def encode_segment(frames):
    """The content of a segment, with the table of what its frames refer to."""
    table = {part.reference.id: part.reference.length for frame in frames for part in parts(frame)}
    entries = b"".join(oid + u64(table[oid]) for oid in sorted(table))
    return u32(len(table)) + entries + b"".join(map(framed, frames))
