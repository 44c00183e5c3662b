"""Frames: the rules of a frame alone, order keys, and the rules between frames (spec 07)."""

from .errors import KeepsakeError
from .objects import THUMBNAIL, is_reference
from .wire import ENUMS, decode, schema

Frame, Attachment = schema("Frame"), schema("Attachment")
MALFORMED, LIMIT, ORDER, REFERENCE = (
    "content.malformed", "content.limit-exceeded", "content.order", "content.reference",
)
MAX_ID, MAX_FRAME, MAX_DIRECTORY = 128, 1048576, 1048576
SHORT_TIMER = 86400000
RANKS = {"account": 1, "settings": 2, "contact": 3, "group": 4, "sticker_pack": 5, "chat": 6, "message": 7, "call": 7}
TIMELINE = 7
MISSING_LOST = 2
MISSING = ENUMS[".keepsake.v1.Attachment.Missing"]


def _need(condition, code):
    if not condition:
        raise KeepsakeError(code)


# The rules of a frame alone: for each field that has one, a function of its value and its message.


def _text(limit):
    def check(value, message):
        if len(value) * 4 > limit:
            _need(len(value if isinstance(value, bytes) else value.encode()) <= limit, LIMIT)

    return check


_optional_id = _text(MAX_ID)


def _id(value, message):
    _need(value, MALFORMED)
    _optional_id(value, message)


def _attachment_id(value, message):
    _id(value, message)
    _need(not value.endswith(THUMBNAIL), MALFORMED)


def _list(most, entry=None, least=0):
    def check(value, message):
        _need(len(value) >= least, MALFORMED)
        _need(len(value) <= most, LIMIT)
        for v in value:
            if entry:
                entry(v, message)
            else:
                check_message(v)

    return check


def _required(value, message):
    _need(value is not None, MALFORMED)
    check_message(value)


def _positive(value, message):
    _need(value > 0, MALFORMED)


def _within(low, high):
    def check(value, message):
        _need(low <= value <= high, LIMIT)

    return check


def _reference(value, message):
    _need(value is None or is_reference(value), REFERENCE)


def _missing(value, message):
    """A number that is not listed counts as UNSPECIFIED (spec 07, enum-unknown)."""
    _need(not (message.object and value and value in MISSING), MALFORMED)


def _ranges(value, message):
    """Styles or mentions: the number of entries, then for each its range and its own fields."""
    _need(len(value) <= 4096, LIMIT)
    units = message.body.encode("utf-16-le") if value else b""
    length = len(units) // 2

    def splits(at):
        return 0 < at < length and 0xD8 <= units[2 * at - 1] < 0xDC and 0xDC <= units[2 * at + 1] < 0xE0

    for entry in value:
        end = entry.start + entry.length
        _need(end <= length and not splits(entry.start) and not splits(end), REFERENCE)
        check_message(entry)


def _reactions(value, message):
    _need(len(value) <= 65536, LIMIT)
    for reaction in value:
        check_message(reaction)
    _need(len({reaction.author_id for reaction in value}) == len(value), MALFORMED)


_name, _phone, _emoji, _long = _text(1024), _text(64), _text(64), _text(16384)
_RULES = {
    "Account": {"self_contact_id": _id, "display_name": _name, "phone_number": _phone, "about": _text(4096)},
    "Settings": {"preferred_reactions": _list(64, _emoji)},
    "Contact": {
        "id": _id, "display_name": _name, "profile_name": _name, "phone_numbers": _list(32, _phone),
        "about": _text(4096),
    },
    "Group": {"id": _id, "subject": _name, "description": _long, "created_by": _optional_id, "members": _list(65536)},
    "GroupMember": {"contact_id": _id},
    "StickerPack": {"id": _id, "title": _name, "publisher": _name, "stickers": _list(1024)},
    "Sticker": {"image": _required, "emoji": _emoji},
    "Chat": {"id": _id, "contact_id": _id, "group_id": _id, "title": _name},
    "Message": {
        "id": _id, "chat_id": _id, "author_id": _optional_id, "received_at_ms": _positive, "reactions": _reactions,
        "edits": _list(1024), "receipts": _list(65536),
    },
    "Text": {"body": _text(262144), "styles": _ranges, "mentions": _ranges},
    "Mention": {"contact_id": _id},
    "TextContent": {"link_previews": _list(16)},
    "LinkPreview": {"url": _text(8192), "title": _name, "description": _long},
    "MediaContent": {"attachments": _list(64, least=1)},
    "Attachment": {
        "id": _attachment_id, "object": _reference, "missing": _missing, "media_type": _text(256), "file_name": _name,
        "thumbnail": _reference, "waveform": _text(1024),
    },
    "StickerContent": {"image": _required, "emoji": _emoji, "sticker_pack_id": _optional_id},
    "Location": {
        "latitude": _within(-90, 90), "longitude": _within(-180, 180), "name": _name, "address": _text(4096),
        "accuracy": _within(0, 100000000),
    },
    "ContactCardContent": {"cards": _list(256, least=1)},
    "ContactCard": {"display_name": _name, "vcard": _text(262144), "phone_numbers": _list(32, _phone)},
    "PollContent": {"question": _text(4096), "options": _list(128)},
    "PollOption": {"text": _text(4096), "voter_ids": _list(65536, _id)},
    "EventContent": {"title": _name, "description": _long, "responses": _list(65536)},
    "EventResponse": {"contact_id": _id},
    "Call": {
        "id": _id, "received_at_ms": _positive, "initiator_id": _optional_id, "participant_ids": _list(1024, _id),
        "chat_id": _optional_id,
    },
    "SystemContent": {"text": _long, "actor_id": _optional_id, "subject_ids": _list(65536, _id)},
    "DeletedContent": {"deleted_by": _optional_id},
    "Quote": {"message_id": _optional_id, "author_id": _optional_id},
    "Reaction": {"author_id": _id, "emoji": _emoji},
    "Forward": {"original_author": _name},
    "Receipt": {"contact_id": _optional_id},
}


def _inner(value, message):
    if value is not None:
        check_message(value)


def _compile(message_type):
    rules = _RULES.get(message_type.name, {})
    checks = []
    for field in message_type.fields:
        rule = rules.get(field.name) or (_inner if field.kind == "message" else None)
        if rule:
            checks.append((field.name, rule, field.oneof is not None))
    return checks


_checks = {}


def check_message(message):
    """The rules of a message, field by field in ascending order of number (spec 07, Faults of a frame, step 3)."""
    checks = _checks.get(message.type)
    if checks is None:
        checks = _checks[message.type] = _compile(message.type)
    for name, rule, only_if_set in checks:
        if not only_if_set or message.has(name):
            rule(getattr(message, name), message)


def read_frame(data):
    """Decodes a frame and applies the rules of the frame alone."""
    frame = decode(Frame, data, MALFORMED, LIMIT)
    check_message(frame)
    return frame


# Order


def compare_key(rank, time_ms, key_id):
    return rank, time_ms, key_id.encode()


def order_key(frame):
    """(rank, time, id as bytes) of a frame, or None for one of unknown kind."""
    field = frame.oneof()
    if field is None:
        return None
    rank, item = RANKS[field.name], frame.values[field.name]
    time_ms = item.received_at_ms if rank == TIMELINE else 0
    return compare_key(rank, time_ms, "" if rank < 3 else item.id)


def key_json(key):
    return {"rank": key[0], "timeMs": key[1], "id": key[2].decode()}


# Attachments


def attachments(message):
    """All attachments of a frame, in the order of its fields."""
    for field in message.type.fields:
        if field.kind != "message" or field.name not in message.values:
            continue
        value = message.values[field.name]
        for inner in value if field.repeated else (value,):
            if inner.type is Attachment:
                yield inner
            else:
                yield from attachments(inner)


def references(frame):
    """The references of a frame to objects."""
    for attachment in attachments(frame):
        if attachment.object:
            yield attachment.object
        if attachment.thumbnail:
            yield attachment.thumbnail


# Rules between frames


def _named(frame):
    """The contacts, groups and chats that have to exist, as (kind, id)."""
    field = frame.oneof()
    item = frame.values[field.name]
    if field.name == "group":
        yield "contact", item.created_by
        yield from (("contact", m.contact_id) for m in item.members)
    elif field.name == "chat":
        yield "contact", item.contact_id
        yield "group", item.group_id
        yield from _mentions(item)
    elif field.name == "message":
        yield "chat", item.chat_id
        yield "contact", item.author_id
        yield from _mentions(item)
        if item.event:
            yield from (("contact", r.contact_id) for r in item.event.responses)
    elif field.name == "call":
        yield "contact", item.initiator_id
        yield from (("contact", i) for i in item.participant_ids)
        yield "chat", item.chat_id


def _mentions(message):
    """The contacts of all mentions, in every text of a message."""
    for field in message.type.fields:
        if field.kind != "message" or field.name not in message.values:
            continue
        value = message.values[field.name]
        for inner in value if field.repeated else (value,):
            if inner.type.name == "Mention":
                yield "contact", inner.contact_id
            else:
                yield from _mentions(inner)


class BackupRules:
    """Place, number and references of the frames of a backup; between says whether other frames are looked for."""

    def __init__(self, between=True):
        self.between = between
        self.last = None
        self.lost_names = False
        self._ids = {"contact": set(), "group": set(), "chat": set()}
        self._directory = 0
        self._self_contact = None

    def check(self, frame, first_key=None, rank_class=None):
        """Steps 4 and 5 for one frame; first_key is that of the segment for its first frame. Returns its order key."""
        key = order_key(frame)
        if self.between and self.last is None:
            _need(key is not None and key[0] == 1, ORDER)
        if key is None:
            self.last = first_key or self.last
            return self.last
        _need(self.last is None or key > self.last, ORDER)
        _need(rank_class is None or (key[0] == TIMELINE) == (rank_class == TIMELINE), ORDER)
        self.last = key
        if self.between:
            self._check_names(frame, key)
        return key

    def _check_names(self, frame, key):
        field = frame.oneof()
        if key[0] < TIMELINE:
            self._directory += 1
            _need(self._directory <= MAX_DIRECTORY, LIMIT)
        if not self.lost_names:
            for kind, name in _named(frame):
                _need(not name or name in self._ids[kind], REFERENCE)
        item = frame.values[field.name]
        if field.name in self._ids:
            self._ids[field.name].add(item.id)
        elif field.name == "account":
            self._self_contact = item.self_contact_id

    def mark(self):
        """What to go back to when a segment is lost."""
        return self._directory

    def lose(self, mark, last):
        """A segment was lost: its frames do not count, and the order goes on from its last key."""
        self._directory = mark
        self.last = last
        self.lost_names = self.lost_names or last[0] < TIMELINE

    def self_contact_exists(self):
        """Asked after the last frame (spec 07, self-contact-last)."""
        return self.lost_names or self._self_contact in self._ids["contact"]


def left_out(frame, now):
    """Whether a message is one that is never backed up, and dropped by a restore (spec 07)."""
    message = frame.message
    if message is None:
        return False
    return 1 <= message.expire_timer_ms <= SHORT_TIMER or 0 < message.expires_at_ms <= now
