"""Writing a backup (spec 07, Cutting into segments; spec 09, Writing a backup)."""

import bisect
import datetime

from .errors import KeepsakeError
from .frames import (
    LIMIT,
    MAX_FRAME,
    MISSING_LOST,
    TIMELINE,
    BackupRules,
    attachments,
    left_out,
    order_key,
    read_frame,
    references,
)
from .objects import ATTACHMENT, MAX_SEGMENT, SEGMENT, THUMBNAIL, object_name
from .restore import attachment_parts
from .segments import MAX_FRAMES, encode_segment, framed, read_segment
from .snapshots import OrderKey, SegmentReference, Snapshot, Totals, key_tuple
from .vault import MARK, read_all
from .wire import encode
from .write import CONFLICT, ObjectWriter, marked_ids

MAX_CUT = 1048576
PHOTO, VIDEO = 1, 2


def _month(time_ms):
    """The calendar month in UTC. datetime ends with the year 9999, and the calendar repeats every 146,097 days."""
    cycles, rest = divmod(time_ms, 146097 * 86400000)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=rest)
    return moment.year + 400 * cycles, moment.month


class Cutter:
    """Cuts frames into segments: add gives the segment that ends before a frame, end the last one."""

    def __init__(self, parent):
        self._inherited = sorted(key_tuple(s.first) for s in parent.message.segments) if parent else []
        self._frames, self._size = [], 0
        self._first = self._last = None

    def add(self, frame):
        key = order_key(frame)
        size = len(framed(encode(frame)))
        done = self.end() if self._frames and key is not None and self._cuts_before(key, size) else None
        if not self._frames:
            self._first = key
        self._frames.append(frame)
        self._size += size
        self._last = key or self._last
        return done

    def _cuts_before(self, key, size):
        last = self._last
        if key[0] == TIMELINE and (last[0] != TIMELINE or _month(last[1]) != _month(key[1])):
            return True
        if self._size + size > MAX_CUT or len(self._frames) >= MAX_FRAMES:
            return True
        at = bisect.bisect_right(self._inherited, last)
        return at < len(self._inherited) and self._inherited[at] <= key

    def end(self):
        """The segment that was collected: (frames, first, last)."""
        done = (self._frames, self._first, self._last)
        self._frames, self._size = [], 0
        return done


class ParentObjects:
    """What the parent refers to, as far as its segments can be read."""

    def __init__(self, vault):
        self.ids, self.reusable, self.damaged = set(), {}, set()
        sizes = vault.store.list("objects/")
        for segment in vault.chosen.message.segments if vault.chosen else ():
            reference = segment.object
            self.ids.add(reference.id)
            self.reusable[SEGMENT, "", reference.length, reference.digest] = reference
            first, last = key_tuple(segment.first), key_tuple(segment.last)
            try:
                content = vault.read_object(SEGMENT, reference, sizes)
                read = read_segment(content, segment.frame_count, first, last)
            except KeepsakeError as error:
                if error.code == "store.unavailable":
                    raise
                if error.code.startswith("object.") and object_name(reference.id) in sizes:
                    self.damaged.add(reference.id)
                continue
            self.ids.update(oid for oid, _ in read.table)
            for frame in read.frames:
                for attachment_id, kind, r in attachment_parts(frame):
                    identity = attachment_id + (THUMBNAIL if kind == "thumbnail" else "")
                    self.reusable[ATTACHMENT, identity, r.length, r.digest] = r


class Backup:
    """One backup, of frames whose attachments have no reference yet."""

    def __init__(self, writer, contents, thumbnails):
        self._writer, self._contents, self._thumbnails = writer, contents, thumbnails
        self.totals = dict.fromkeys(
            ("frames", "chats", "messages", "attachments", "attachment_bytes", "photos", "videos"), 0
        )
        self._referred = set()
        self._segments = []
        self.left_out = 0

    def run(self, frames, merged, **about):
        writer, vault = self._writer, self._writer.vault
        vault.need_writable()
        writer.need_named()
        parent = vault.need_choice()
        writer.need_merged(merged, writer.own_id)
        kept = self._validate(frames)
        from_parent = ParentObjects(vault)
        self._objects = ObjectWriter(writer, from_parent.ids, from_parent.reusable, from_parent.damaged)
        self._parent_ids = from_parent.ids
        cutter = Cutter(parent)
        for frame in kept:
            self._store_attachments(frame)
            self._store_segment(cutter.add(frame))
        self._store_segment(cutter.end())
        self._read_marks_again()
        totals = Totals(**{name: value for name, value in self.totals.items() if value})
        message = Snapshot(created_at_ms=writer.now, segments=self._segments, totals=totals, **about)
        stored = writer.put_snapshot(message)
        conflict = writer.find_conflict(vault.revisions)
        complete = self._objects.put_again(sorted(self._referred))
        if conflict or not complete:
            raise KeepsakeError(CONFLICT)
        writer.delete_old_headers()
        return stored

    def _validate(self, frames):
        """All rules that a reader checks, before anything is stored. Returns the frames that are backed up."""
        rules, kept = BackupRules(), []
        for index, data in enumerate(frames):
            try:
                if len(data) > MAX_FRAME:
                    raise KeepsakeError(LIMIT)
                frame = read_frame(data)
                rules.check(frame)
            except KeepsakeError as error:
                error.details["frame"] = index
                raise
            if left_out(frame, self._writer.now):
                self.left_out += 1
            else:
                kept.append(frame)
        if not kept:
            raise KeepsakeError("content.order")
        if not rules.self_contact_exists():
            raise KeepsakeError("content.reference")
        return kept

    def _store_attachments(self, frame):
        t = self.totals
        t["frames"] += 1
        t["chats"] += frame.has("chat")
        t["messages"] += frame.has("message")
        for a in attachments(frame):
            self._store_part(a, "object", a.id, self._contents.get(a.id))
            self._store_part(a, "thumbnail", a.id + THUMBNAIL, self._thumbnails.get(a.id))
            if a.object:
                a.clear("missing")
                t["attachments"] += 1
                t["attachment_bytes"] += a.object.length
                t["photos"] += a.kind == PHOTO
                t["videos"] += a.kind == VIDEO
            elif a.missing == 0:
                a.missing = MISSING_LOST

    def _store_part(self, attachment, field, identity, content):
        """Gives an attachment its reference. One that came with it stays only if the parent has it."""
        if content is not None:
            setattr(attachment, field, self._objects.put(ATTACHMENT, identity, content))
        else:
            reference = getattr(attachment, field)
            if reference and not self._objects.has_stored(reference):
                attachment.clear(field)

    def _store_segment(self, done):
        if done is None:
            return
        frames, first, last = done
        content = encode_segment(frames)
        if len(frames) > MAX_FRAMES or len(content) > MAX_SEGMENT:
            raise KeepsakeError(LIMIT)
        reference = self._objects.put(SEGMENT, "", content)
        self._referred.add(reference.id)
        self._referred.update(r.id for frame in frames for r in references(frame))
        self._segments.append(
            SegmentReference(object=reference, frame_count=len(frames), first=_key(first), last=_key(last))
        )

    def _read_marks_again(self):
        """Spec 09, write-marks-again."""
        vault = self._writer.vault
        vault.marks = read_all(vault.store, MARK, vault.header)[0]
        if marked_ids(vault) & (self._referred - self._parent_ids):
            raise KeepsakeError(CONFLICT)


def _key(key):
    return OrderKey(rank=key[0], time_ms=key[1], id=key[2].decode())
