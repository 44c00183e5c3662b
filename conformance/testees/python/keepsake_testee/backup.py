"""Writing a backup (spec 06, Writing; spec 07, Cutting into segments; spec 09, Writing a backup)."""

import bisect
import datetime
import itertools

from .content import LIMIT, TIMELINE, BackupRules, Segment, encode_segment, framed, is_left_out
from .content import order_key, parts, read_frame
from .crypto import digest
from .objects import ATTACHMENT, SEGMENT, make_reference, seal_object, stored_size
from .base import CONFLICT, UNSUPPORTED, KeepsakeError, need, object_name
from .restore import reporting, walk
from .rules import MAX_FRAMES, MAX_SEGMENT, THUMBNAIL, key_tuple
from .snapshots import MARK, read_all
from .wire import M, copy, find

MAX_CUT = 1048576
PHOTO, VIDEO, MISSING_LOST = 1, 2, 2


def _month(time_ms):
    """The calendar month in UTC. datetime ends with the year 9999, and the calendar repeats every 146,097 days."""
    cycles, rest = divmod(time_ms, 146097 * 86400000)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=rest)
    return cycles, moment.year, moment.month


def cut(frames, parent):
    """Cuts frames into segments: gives (frames, first, last) of each."""
    inherited = sorted(key_tuple(s.first) for s in parent.message.segments) if parent else []
    group, size, first, last = [], 0, None, None
    for frame in frames:
        key, frame_size = order_key(frame), len(framed(frame))
        if group and key:
            is_timeline, follows = key[0] == TIMELINE, last[0] == TIMELINE
            new_month = is_timeline and not (follows and _month(last[1]) == _month(key[1]))
            at = bisect.bisect_right(inherited, last)
            is_inherited = at < len(inherited) and inherited[at] <= key
            if new_month or is_inherited or size + frame_size > MAX_CUT or len(group) >= MAX_FRAMES:
                yield group, first, last
                group, size = [], 0
        first = first if group else key
        group.append(frame)
        size += frame_size
        last = key or last
    yield group, first, last


def _marked_ids(vault):
    return {oid for mark in vault.marks if mark.epoch == vault.header.epoch for oid in mark.message.object_ids}


class Objects:
    """Stores objects that a snapshot will refer to, or takes those of the parent, as far as it can be read."""

    def __init__(self, writer, parent):
        self._writer, self._store, self._vault = writer, writer.store, writer.vault
        self._marked = _marked_ids(writer.vault)
        self._sizes = self._store.list("objects/")
        self.parent_ids, self._reusable, self._damaged, self._contents = set(), {}, set(), {}
        for segment in parent.message.segments if parent else ():
            self._take_parent(segment)

    def _take_parent(self, segment):
        reference = segment.object
        self.parent_ids.add(reference.id)
        self._reusable[SEGMENT, "", reference.length, reference.digest] = reference

        def note_damage(error):
            if error.code.startswith("object.") and object_name(reference.id) in self._sizes:
                self._damaged.add(reference.id)

        with reporting(note_damage):
            content = self._vault.read_object(SEGMENT, reference, self._sizes)
            read = Segment(content, segment.frame_count, key_tuple(segment.first), key_tuple(segment.last))
            self.parent_ids.update(read.table)
            for part in itertools.chain.from_iterable(map(parts, read.frames)):
                r = part.reference
                self._reusable[ATTACHMENT, part.identity, r.length, r.digest] = r

    def put(self, kind, identity, content):
        content_digest, size = digest(content), stored_size(len(content))
        while True:
            reference = self._reference(kind, identity, len(content), content_digest)
            name = object_name(reference.id)
            self._contents[reference.id] = (kind, reference, content)
            if reference.id in self._damaged or self._sizes.get(name, size) != size:
                self._store.delete(name)
                self._damaged.discard(reference.id)
                self._sizes.pop(name, None)
            if name not in self._sizes:
                stored = size if self._put_file(kind, reference, content) else self._store.list(name).get(name)
                if stored is not None:
                    self._sizes[name] = stored
            if self._sizes.get(name) == size:
                return reference

    def _put_file(self, kind, reference, content):
        file = seal_object(self._vault.header.vault_id, kind, reference, content, self._writer.random)
        return self._store.put(object_name(reference.id), file)

    def _reference(self, kind, identity, length, content_digest):
        """The parent's reference to this content, or one of the lowest generation that is free for it."""
        if reused := self._reusable.get((kind, identity, length, content_digest)):
            return reused
        keys, size = self._vault.header.current_keys, stored_size(length)
        for generation in itertools.count():
            reference = make_reference(keys, kind, generation, identity, length, content_digest)
            is_free = reference.id not in self._marked and self._sizes.get(object_name(reference.id), size) == size
            if is_free or reference.id in self.parent_ids:
                return reference

    def put_again(self, ids):
        """Puts what the store no longer lists. Says whether that was all (spec 09, write-list-again, write-objects-again)."""
        listed = self._store.list("objects/")
        gone = [oid for oid in ids if object_name(oid) not in listed]
        for oid in gone:
            if oid in self._contents:
                self._put_file(*self._contents[oid])
        return all(oid in self._contents for oid in gone)

    def has_stored(self, reference):
        """Whether the parent refers to an object, and the store lists it with its size."""
        is_stored = self._sizes.get(object_name(reference.id)) == stored_size(reference.length)
        return is_stored and reference.id in self.parent_ids


def _validate(frames, now):
    """All rules that a reader checks, before anything is stored. Returns the frames that are backed up."""
    rules, kept = BackupRules(), []
    for index, data in enumerate(frames):
        try:
            frame = read_frame(data)
            rules.check(frame)
        except KeepsakeError as error:
            raise KeepsakeError(error.code, frame=index) from None
        if not is_left_out(frame, now):
            kept.append(frame)
    rules.check_end()
    return kept


def _store_attachments(frame, objects, contents, totals):
    """Gives the attachments of a frame their references; those that came with it stay only if the parent has them."""
    for a in find(frame, M.Attachment):
        for field, identity in (("object", a.id), ("thumbnail", a.id + THUMBNAIL)):
            if identity in contents:
                getattr(a, field).CopyFrom(objects.put(ATTACHMENT, identity, contents[identity]))
            elif not objects.has_stored(getattr(a, field)):
                a.ClearField(field)
        if a.HasField("object"):
            a.ClearField("missing")
        elif a.missing == 0:
            a.missing = MISSING_LOST
    return _count(frame, totals)


def _count(frame, totals):
    totals.frames += 1
    totals.chats += frame.HasField("chat")
    totals.messages += frame.HasField("message")
    for a in find(frame, M.Attachment):
        if a.HasField("object"):
            totals.attachments += 1
            totals.attachment_bytes += a.object.length
            totals.photos += a.kind == PHOTO
            totals.videos += a.kind == VIDEO
    return frame


def backup(
    writer, frames, contents=None, thumbnails=None, readings=None, merged=None, account="", service="", producer=""
):
    """Writes a backup of frames whose attachments have no reference yet."""
    vault = writer.vault
    writer.begin()
    parent = writer.parent(merged)
    kept = _validate(frames, writer.now)
    objects = Objects(writer, parent)
    contents = {**(contents or {}), **{name: found[0] for name, found in (readings or {}).items()}}
    contents.update({name + THUMBNAIL: content for name, content in (thumbnails or {}).items()})
    message = M.Snapshot(created_at_ms=writer.now, account=account, service=service, producer=producer)
    stored_frames = (_store_attachments(frame, objects, contents, message.totals) for frame in kept)
    stored = _write(writer, objects, cut(stored_frames, parent), message)
    return {"sequence": stored.number, "leftOut": len(frames) - len(kept)}


def _write(writer, objects, groups, message):
    """Stores the segments, then the snapshot, and what has to follow it (spec 09, Writing a backup, 2 to 9)."""
    vault, referred = writer.vault, set()
    for group, first, last in groups:
        content = encode_segment(group)
        need(len(group) <= MAX_FRAMES and len(content) <= MAX_SEGMENT, LIMIT)
        reference = objects.put(SEGMENT, "", content)
        referred.update([reference.id], (part.reference.id for frame in group for part in parts(frame)))
        segment = message.segments.add(object=reference, frame_count=len(group))
        for key, (rank, time_ms, key_id) in ((segment.first, first), (segment.last, last)):
            key.rank, key.time_ms, key.id = rank, time_ms, key_id.decode()
    vault.marks = read_all(vault.store, MARK, vault.header)[0]
    need(not _marked_ids(vault) & (referred - objects.parent_ids), CONFLICT)
    need(objects.put_again(sorted(referred)), CONFLICT)
    stored = writer.put_snapshot(message)
    has_conflict = writer.finds_conflict()
    need(objects.put_again(sorted(referred)) and not has_conflict, CONFLICT)
    writer.delete_old_headers()
    return stored


def reseal(writer, merged=None):
    """Seals all that the newest snapshot refers to anew, under the current epoch (spec 05, Deep rotation)."""
    vault, lost = writer.vault, []
    writer.begin()
    writer.parent(merged)
    writer.finish_rotation()
    if not vault.chosen:
        return {"lost": lost}
    objects, sizes = Objects(writer, None), vault.store.list("objects/")
    frames = [frame for frame in _frames_of(vault, vault.chosen, sizes) if not is_left_out(frame, writer.now)]
    message = copy(vault.chosen.message, segments=None, totals=None)
    resealed = (_count(_reseal_attachments(vault, frame, objects, sizes, lost), message.totals) for frame in frames)
    return {"sequence": _write(writer, objects, cut(resealed, None), message).number, "lost": lost}


def _frames_of(vault, snapshot, sizes):
    """All frames of a snapshot, if each segment can be read and refers to nothing that is not understood."""
    rules = BackupRules()
    for reference, segment in walk(vault, snapshot, sizes, rules):
        name = object_name(reference.object.id)
        need(isinstance(segment, Segment), getattr(segment, "code", None), name=name)
        known = {part.reference.id for frame in segment.frames for part in parts(frame)}
        need(known.issuperset(segment.table), UNSUPPORTED, name=name)
        yield from segment.frames
    rules.check_end()


def _reseal_attachments(vault, frame, objects, sizes, lost):
    for a in find(frame, M.Attachment):
        for field, kind, identity in (("object", "attachment", a.id), ("thumbnail", "thumbnail", a.id + THUMBNAIL)):
            if not a.HasField(field):
                continue
            reference = getattr(a, field)
            loss = {"name": object_name(reference.id), "kind": kind, "attachmentId": a.id}
            read = []
            with reporting(lambda error: lost.append({"code": error.code, **loss})):
                read.append(vault.read_object(ATTACHMENT, reference, sizes))
            if read:
                reference.MergeFrom(objects.put(ATTACHMENT, identity, read[0]))
            else:
                a.ClearField(field)
                if kind == "attachment":
                    a.missing = MISSING_LOST
    return frame
