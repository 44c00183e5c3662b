"""Putting damaged objects back from what they were made of (spec 06, Writing)."""

from .backup import MISSING_LOST
from .base import attempt, object_name
from .content import Segment, encode_segment, is_left_out, order_key, parts, read_frame
from .crypto import digest
from .objects import ATTACHMENT, SEGMENT, make_reference, seal_object
from .restore import reporting
from .rules import THUMBNAIL, key_tuple
from .vault import History
from .wire import M, find


def repair_objects(writer, frames, contents=None, thumbnails=None):
    """Puts what is damaged or missing back where the originals are the right ones. Returns the names."""
    writer.begin()
    contents = dict(contents or {})
    contents.update({name + THUMBNAIL: content for name, content in (thumbnails or {}).items()})
    repaired = set()
    while put_back := _repair_once(writer, frames, contents):
        repaired |= put_back
    return sorted(repaired)


def _repair_once(writer, frames, contents):
    """One go over all snapshots. A segment that is put back names attachments that the next one looks at."""
    vault, known, lost_segments, lost_parts = writer.vault, {}, [], {}
    sizes, seen = vault.store.list("objects/"), set()

    def content_of(kind, reference):
        """What is stored, or None where that is damaged or missing."""
        read = []
        with reporting(lambda error: None):
            read.append(vault.read_object(kind, reference, sizes))
        return read[0] if read else None

    for snapshot in History(vault.store, vault.header).counting:
        for segment in snapshot.message.segments:
            if segment.object.id in seen:
                continue
            seen.add(segment.object.id)
            content = content_of(SEGMENT, segment.object)
            if content is None:
                lost_segments.append((segment, snapshot.message.created_at_ms))
                continue
            read = attempt(Segment, content, segment.frame_count, key_tuple(segment.first), key_tuple(segment.last))
            for part in (part for frame in getattr(read, "frames", ()) for part in parts(frame)):
                known[part.identity] = part.reference
                if part.reference.id not in seen:
                    seen.add(part.reference.id)
                    if content_of(ATTACHMENT, part.reference) is None:
                        lost_parts[part.reference.id] = part
    put_back = set()

    def put(kind, reference, content):
        name = object_name(reference.id)
        if len(content) == reference.length and digest(content) == reference.digest:
            vault.store.delete(name)
            if vault.store.put(name, seal_object(vault.header.vault_id, kind, reference, content, writer.random)):
                put_back.add(name)

    for segment, created_at_ms in lost_segments:
        for keys in vault.header.keys.values():
            content = _rebuild(segment, created_at_ms, frames, contents, known, keys)
            if object_name(segment.object.id) not in put_back and content is not None:
                put(SEGMENT, segment.object, content)
    for part in lost_parts.values():
        if part.identity in contents:
            put(ATTACHMENT, part.reference, contents[part.identity])
    return put_back


def _rebuild(segment, created_at_ms, frames, contents, known, keys):
    """What a segment may have held, by the frames that are given now, or None."""
    first, last, key, group = key_tuple(segment.first), key_tuple(segment.last), None, []
    for frame in map(read_frame, frames):
        key = order_key(frame) or key
        if key and first <= key <= last and not is_left_out(frame, created_at_ms):
            group.append(frame)
    for attachment in (a for frame in group for a in find(frame, M.Attachment)):
        for field, identity in (("object", attachment.id), ("thumbnail", attachment.id + THUMBNAIL)):
            reference, content = known.get(identity), contents.get(identity)
            if reference is None and content is not None:
                reference = make_reference(keys, ATTACHMENT, 0, identity, len(content), digest(content))
            if reference is not None:
                getattr(attachment, field).CopyFrom(reference)
        if not attachment.HasField("object") and attachment.missing == 0:
            attachment.missing = MISSING_LOST
    return encode_segment(group) if len(group) == segment.frame_count else None
