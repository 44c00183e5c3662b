"""The rules of fields, as tables, and the one check that goes by them (spec 05 to 09; spec 07, Faults of a frame)."""

import functools
import itertools
from collections import namedtuple
from math import inf

from .base import ascending, need
from .wire import M, T, decode, layout

MAX_OBJECT, MAX_SEGMENT, MAX_FRAMES = 2**40, 16777216, 131072
MAX_SLOTS, MAX_FORMER, MAX_MARKED = 32, 1024, 262144
THUMBNAIL = "/thumbnail"


# The rule of a field. In the table a number alone is high, and a tuple begins with low.
# low and high are of a number, the bytes of a string, or the entries of a list; a message with low 1 is required.
# each is for the entries of a list, whole(message, value) and place(message, entry) say whether these are right.
Rule = namedtuple("Rule", "low high each whole place", defaults=(0, inf, None, None, None))

# The codes of faults: what is malformed, above a limit, or a wrong reference.
Codes = namedtuple("Codes", "malformed limit reference")


@functools.lru_cache(1)
def _boundaries(text):
    """Where a range of a text may begin and end, in UTF-16 units."""
    return set(itertools.accumulate((1 + (character > "\uffff") for character in text), initial=0))


def _in_text(text, entry):
    return {entry.start, entry.start + entry.length} <= _boundaries(text.body)


def _reason(attachment, value):
    """A number that is not listed counts as UNSPECIFIED (spec 07, enum-unknown)."""
    listed = attachment.DESCRIPTOR.fields_by_name["missing"].enum_type.values_by_number
    return not (attachment.HasField("object") and value and value in listed)


def _is_order_key(_, key):
    return 1 <= key.rank <= 7 and bool(key.time_ms) == (key.rank == 7) and bool(key.id) == (key.rank >= 3)


def key_tuple(key):
    """An OrderKey as it is compared."""
    return key.rank, key.time_ms, key.id.encode()


def _is_range(segment, last):
    first_key, last_key = key_tuple(segment.first), key_tuple(last)
    return _is_order_key(segment, last) and first_key <= last_key and (first_key[0] == 7) == (last_key[0] == 7)


def _former_ascend(_, former):
    sequences = [f.last_sequence for f in former]
    return ascending([f.epoch for f in former]) and sequences == sorted(sequences)


def _digest_if(name):
    """A digest that is there exactly if a number is not 0."""
    return Rule(whole=lambda message, value: len(value) == (32 if getattr(message, name) else 0))


_ASCENDING = Rule(whole=lambda _, values: ascending(values))
_POSITIVE, _SET, _ID, _B16, _B32 = Rule(1), Rule(1), (1, 128), (16, 16), (32, 32)
_REACTIONS = (0, 65536, None, lambda _, reactions: len({r.author_id for r in reactions}) == len(reactions))
_TEXT_PARTS = Rule(0, 4096, place=_in_text)
_ANCESTORS = (0, 4096, None, lambda s, ancestors: ascending([*(-a.sequence for a in [s, *ancestors]), 0]))
_SEGMENTS = (0, 65536, None, lambda _, s: all(key_tuple(a.last) < key_tuple(b.first) for a, b in zip(s, s[1:])))
# fmt: off
_RULES = {
    # header.proto
    "Header": {"vault_id": _B16, "epoch": _POSITIVE, "revision": _POSITIVE, "prf_salt": _B32, "slots": (1, MAX_SLOTS),
               "required_features": _ASCENDING},
    "KeySlot": {"info": 4096, "sealed_root_key": (1, 4096)},
    "SlotInfo": {"slot_id": _B16, "salt": _B32},
    "PasskeySlot": {"rp_id": (1, 253), "credential_id": (1, 1023), "transports": (0, 8, 32)},
    "HeaderDetails": {"writer_id": _B16, "writer_name": 256, "former_epochs": (0, MAX_FORMER, None, _former_ascend),
                      "slots": Rule(whole=lambda _, slots: ascending([s.slot_id for s in slots]))},
    "SlotDetails": {"label": 256},
    "FormerEpoch": {"epoch": _POSITIVE, "root_key": _B32, "last_digest": _digest_if("last_sequence")},
    # device.proto
    "DeviceState": {"vault_id": _B16, "epoch": _POSITIVE, "root_key": _B32,
                    "header_digest": _digest_if("header_revision"), "snapshot_digest": _digest_if("snapshot_sequence"),
                    "writer_id": Rule(whole=lambda _, writer_id: len(writer_id) in (0, 16))},
    "SlotKek": {"slot_id": _B16, "kek": _B32},
    # snapshot.proto
    "Snapshot": {"sequence": _POSITIVE, "epoch": _POSITIVE, "min_header_revision": _POSITIVE, "writer_id": _B16,
                 "writer_name": 256, "account": 256, "service": 256, "producer": 256,
                 "ancestors": _ANCESTORS, "segments": _SEGMENTS},
    "Ancestor": {"digest": _B32},
    "SegmentReference": {"object": Rule(1, whole=lambda _, reference: reference.length <= MAX_SEGMENT),
                         "frame_count": (1, MAX_FRAMES), "first": Rule(1, whole=_is_order_key),
                         "last": Rule(1, whole=_is_range)},
    "OrderKey": {"id": 128},
    "Mark": {"number": _POSITIVE, "writer_id": _B16, "object_ids": (1, MAX_MARKED, _B32, _ASCENDING.whole)},
    # reference.proto
    "ObjectReference": {"id": _B32, "key": _B32, "length": MAX_OBJECT, "digest": _B32},
    # content.proto
    "Account": {"self_contact_id": _ID, "display_name": 1024, "phone_number": 64, "about": 4096},
    "Settings": {"preferred_reactions": (0, 64, 64)},
    "Contact": {"id": _ID, "display_name": 1024, "profile_name": 1024, "phone_numbers": (0, 32, 64), "about": 4096},
    "Group": {"id": _ID, "subject": 1024, "description": 16384, "created_by": 128, "members": 65536},
    "StickerPack": {"id": _ID, "title": 1024, "publisher": 1024, "stickers": 1024},
    "Sticker": {"image": _SET, "emoji": 64},
    "Chat": {"id": _ID, "contact_id": _ID, "group_id": _ID, "title": 1024},
    "Message": {"id": _ID, "chat_id": _ID, "author_id": 128, "received_at_ms": _POSITIVE, "reactions": _REACTIONS,
                "edits": 1024, "receipts": 65536},
    "Text": {"body": 262144, "styles": _TEXT_PARTS, "mentions": _TEXT_PARTS},
    "TextContent": {"link_previews": 16},
    "LinkPreview": {"url": 8192, "title": 1024, "description": 16384},
    "MediaContent": {"attachments": (1, 64)},
    "Attachment": {"id": (*_ID, None, lambda _, attachment_id: not attachment_id.endswith(THUMBNAIL)),
                   "missing": (-inf, inf, None, _reason), "media_type": 256, "file_name": 1024, "waveform": 1024},
    "StickerContent": {"image": _SET, "emoji": 64, "sticker_pack_id": 128},
    "Location": {"latitude": (-90, 90), "longitude": (-180, 180), "name": 1024, "address": 4096,
                 "accuracy": (0, 100000000)},
    "ContactCardContent": {"cards": (1, 256)},
    "ContactCard": {"display_name": 1024, "vcard": 262144, "phone_numbers": (0, 32, 64)},
    "PollContent": {"question": 4096, "options": 128},
    "PollOption": {"text": 4096, "voter_ids": (0, 65536, _ID)},
    "EventContent": {"title": 1024, "description": 16384, "responses": 65536},
    "Call": {"id": _ID, "received_at_ms": _POSITIVE, "initiator_id": 128, "participant_ids": (0, 1024, _ID),
             "chat_id": 128},
    "SystemContent": {"text": 16384, "actor_id": 128, "subject_ids": (0, 65536, _ID)},
    "DeletedContent": {"deleted_by": 128},
    "Quote": {"message_id": 128, "author_id": 128},
    "Reaction": {"author_id": _ID, "emoji": 64},
    "Forward": {"original_author": 1024},
    "Receipt": {"contact_id": 128},
    **dict.fromkeys(("GroupMember", "Mention", "EventResponse"), {"contact_id": _ID}),
}
# fmt: on


def _as_rule(entry):
    rule = Rule(0, entry) if isinstance(entry, int) else Rule(*entry or ())
    return rule if rule.each is None else rule._replace(each=_as_rule(rule.each))


@functools.cache
def _compile(descriptor):
    """What to check of each field, ascending by number."""
    table = _RULES.get(descriptor.name, {})
    fields = [f for f in layout(descriptor).values() if f.name in table or f.type == T.MESSAGE]
    return [(f.name, f.type == T.MESSAGE, f.is_repeated, f.has_presence, _as_rule(table.get(f.name))) for f in fields]


def _check_value(value, rule, codes):
    """A number, or the size of bytes or of a string."""
    if isinstance(value, float):
        return need(rule.low <= value <= rule.high, codes.limit)
    size = value if isinstance(value, int) else len(value.encode() if isinstance(value, str) else value)
    need(size >= rule.low, codes.malformed)
    need(size <= rule.high, codes.limit)


def check(message, codes):
    """The rules of a message, field by field in ascending order of number."""
    if isinstance(message, M.ObjectReference):
        codes = Codes(*[codes.reference] * 3)
    for name, is_message, is_repeated, has_presence, rule in _compile(message.DESCRIPTOR):
        if has_presence and not message.HasField(name):
            need(not is_message or not rule.low, codes.malformed)
            continue
        value = getattr(message, name)
        if is_repeated or not is_message:
            _check_value(len(value) if is_repeated else value, rule, codes)
        for inner in value if is_repeated else (value,) if is_message else ():
            need(not rule.place or rule.place(message, inner), codes.reference)
            if is_message:
                check(inner, codes)
            elif rule.each:
                _check_value(inner, rule.each, codes)
        need(not rule.whole or rule.whole(message, value), codes.malformed)


def check_all(message, malformed):
    """The rules of a message outside content, where every fault has one code."""
    check(message, Codes(malformed, malformed, malformed))
    return message


def read(message_type, data, malformed):
    return check_all(decode(message_type, data, malformed), malformed)
