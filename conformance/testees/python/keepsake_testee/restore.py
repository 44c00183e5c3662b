"""Restoring, reading a range, checking (spec 09)."""

import hashlib

from .archive import is_object_name, pack_chosen
from .errors import KeepsakeError, UsageError
from .frames import BackupRules, attachments, left_out
from .header import file_number
from .objects import ATTACHMENT, SEGMENT, THUMBNAIL, check_size, object_name, read_range
from .primitives import name_of
from .segments import read_segment, read_table
from .snapshots import key_tuple
from .wire import to_json

UNAVAILABLE = "store.unavailable"


class SegmentWalk:
    """Reads the segments of a snapshot in order, and goes on after one that is lost."""

    def __init__(self, vault, snapshot, sizes):
        self._vault, self._references, self._sizes = vault, snapshot.message.segments, sizes
        self.rules = BackupRules()

    def __iter__(self):
        """For each segment its index, its name, and the segment or the error that lost it."""
        for index, reference in enumerate(self._references):
            name = object_name(reference.object.id)
            first, last = key_tuple(reference.first), key_tuple(reference.last)
            mark = self.rules.mark()
            try:
                content = self._vault.read_object(SEGMENT, reference.object, self._sizes)
                yield index, name, read_segment(content, reference.frame_count, first, last, self.rules)
            except KeepsakeError as error:
                if error.code == UNAVAILABLE:
                    raise
                self.rules.lose(mark, last)
                yield index, name, error


def attachment_parts(frame):
    """What a frame has in objects: (attachment id, kind, reference)."""
    for attachment in attachments(frame):
        if attachment.object:
            yield attachment.id, "attachment", attachment.object
        if attachment.thumbnail:
            yield attachment.id, "thumbnail", attachment.thumbnail


class Restore:
    """A restore of one snapshot: frames, attachments, and what was lost."""

    def __init__(self, vault, snapshot, now, accept_lost_account=False):
        self.snapshot = snapshot
        self.frames, self.attachments, self.lost = [], [], []
        self.dropped = self.unknown_fields = self._read = 0
        self.unknown_frames = []
        sizes = vault.store.list("objects/")
        walk = SegmentWalk(vault, snapshot, sizes)
        for index, name, segment in walk:
            if isinstance(segment, KeepsakeError):
                if index == 0 and not accept_lost_account:
                    raise KeepsakeError(segment.code, name=name)
                self.lost.append({"code": segment.code, "name": name, "kind": "frames"})
                self._read += snapshot.message.segments[index].frame_count
                continue
            self._take(vault, segment, now, sizes)
        if not snapshot.message.segments and not accept_lost_account:
            raise KeepsakeError("content.order", name=snapshot.name)
        if snapshot.message.segments and not walk.rules.self_contact_exists():
            self.lost.append({"code": "content.reference", "kind": "content"})

    def _take(self, vault, segment, now, sizes):
        self.unknown_fields += segment.unknown_fields
        self.unknown_frames += [self._read + i for i in segment.unknown_frames]
        self._read += len(segment.frames)
        for frame in segment.frames:
            if left_out(frame, now):
                self.dropped += 1
                continue
            self.frames.append(to_json(frame))
            for attachment_id, kind, reference in attachment_parts(frame):
                self._restore_attachment(vault, attachment_id, kind, reference, sizes)

    def _restore_attachment(self, vault, attachment_id, kind, reference, sizes):
        try:
            content = vault.read_object(ATTACHMENT, reference, sizes)
        except KeepsakeError as error:
            if error.code == UNAVAILABLE:
                raise
            name = object_name(reference.id)
            self.lost.append({"code": error.code, "name": name, "kind": kind, "attachmentId": attachment_id})
            return
        sha256 = hashlib.sha256(content).hexdigest()
        self.attachments.append({"id": attachment_id, "kind": kind, "length": len(content), "sha256": sha256})


def range_of(vault, snapshot, attachment_id, start, end):
    """Content [start, end) of an attachment, or of a thumbnail by the id with /thumbnail."""
    sizes = vault.store.list("objects/")
    for _, _, segment in SegmentWalk(vault, snapshot, sizes):
        for frame in () if isinstance(segment, KeepsakeError) else segment.frames:
            for part_id, kind, reference in attachment_parts(frame):
                if attachment_id == part_id + (THUMBNAIL if kind == "thumbnail" else ""):
                    vault.store.reads.clear()
                    return _read_range(vault, reference, sizes, start, end)
    raise UsageError("no such attachment")


def _read_range(vault, reference, sizes, start, end):
    name = object_name(reference.id)

    def fetch(offset, length):
        data = vault.store.get(name, offset, length)
        if data is None:
            raise KeepsakeError("object.missing")
        return data

    return read_range(vault.header.vault_id, ATTACHMENT, reference, sizes.get(name), fetch, start, end)


def referred_objects(vault, snapshots, sizes, fault=None):
    """The objects that snapshots refer to, and their lengths. fault(code, name) takes what cannot be read."""
    lengths, done = {}, set()
    for snapshot in snapshots:
        for segment in snapshot.message.segments:
            reference = segment.object
            lengths[reference.id] = reference.length
            if reference.id in done:
                continue
            done.add(reference.id)
            try:
                table = read_table(vault.read_object(SEGMENT, reference, sizes))[0]
            except KeepsakeError as error:
                if fault is None or error.code == UNAVAILABLE:
                    raise
                fault(error.code, object_name(reference.id))
                continue
            for oid, length in table:
                lengths.setdefault(oid, length)
    return lengths


def archive_of(vault, snapshots, accept_missing):
    """An archive of chosen snapshots, and the codes of objects that are missing from it, by name (spec 10, Writing)."""
    store, missing = vault.store, {}
    sizes = store.list("objects/")
    files = {vault.header.parsed.name: vault.header.parsed.file}
    files.update((s.name, store.get(s.name)) for s in snapshots)

    def lost(code, name):
        missing[name] = code

    for oid, length in referred_objects(vault, snapshots, sizes, lost).items():
        name = object_name(oid)
        file = store.get(name) if name in sizes else None
        try:
            check_size(length, None if file is None else len(file))
        except KeepsakeError as error:
            missing.setdefault(name, error.code)
        if name not in missing:
            files[name] = file
    for name, code in sorted(missing.items()):
        if not accept_missing:
            raise KeepsakeError(code, name=name)
    return pack_chosen(files, vault.header.parsed.name), dict(sorted(missing.items()))


class Check:
    """A check: faults, names that are none of a vault, objects that no snapshot refers to."""

    def __init__(self, vault, read_data):
        self._findings = set()
        for revision, code in [*vault.choice.skipped.items(), *vault.inauthentic_headers()]:
            self._add(code, name_of("headers", revision))
        for name, code in (*vault.history.ignored.items(), *vault.mark_faults.items()):
            self._add(code, name)
        if vault.chosen_fault in ("snapshot.rollback", "header.rollback"):
            self._add(vault.chosen_fault, vault.history.newest.name)
        if vault.report:
            self._add(vault.report, "")
        names = vault.store.list("")
        sizes = {name: size for name, size in names.items() if is_object_name(name)}
        counting = vault.history.counting
        referred = referred_objects(vault, counting, sizes, self._add)
        for oid, length in referred.items():
            self._check_size(object_name(oid), length, sizes)
        if read_data:
            for snapshot in counting:
                self._check_data(vault, snapshot, sizes)
        self.unknown_names = [name for name in names if not _is_vault_name(name)]
        self.unreferenced = self._unreferenced(vault, sizes)

    def _unreferenced(self, vault, sizes):
        """Objects that no snapshot refers to, or None where one could not be read: then nobody knows."""
        history = vault.history
        if history.faults or not all(s.supported for s in history.found):
            return None
        try:
            kept = {object_name(oid) for oid in referred_objects(vault, history.found, sizes)}
        except KeepsakeError as error:
            if error.code == UNAVAILABLE:
                raise
            return None
        return [name for name in sizes if name not in kept]

    @property
    def findings(self):
        return [{"code": code, "name": name} if name else {"code": code} for name, code in sorted(self._findings)]

    def _add(self, code, name):
        self._findings.add((name, code))

    def _check_size(self, name, length, sizes):
        try:
            check_size(length, sizes.get(name))
        except KeepsakeError as error:
            self._add(error.code, name)

    def _check_data(self, vault, snapshot, sizes):
        try:
            restore = Restore(vault, snapshot, 0, accept_lost_account=True)
        except KeepsakeError as error:
            self._add(error.code, error.details.get("name", snapshot.name))
            return
        for loss in restore.lost:
            self._add(loss["code"], loss.get("name", snapshot.name))


def _is_vault_name(name):
    return is_object_name(name) or any(file_number(folder, name) for folder in ("headers", "snapshots", "marks"))
