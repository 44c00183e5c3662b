"""Restoring, reading a range, checking, making an archive (spec 09, spec 10)."""

import contextlib
import functools

from . import archive
from .content import ORDER, BackupRules, Segment, is_left_out, parts, read_table
from .crypto import sha256
from .header import ROLLBACK, Opened, parse_all
from .objects import ATTACHMENT, SEGMENT, check_size, read_range
from .base import USAGE, KeepsakeError, is_object_name, is_vault_name, name_of, need, object_name
from .rules import key_tuple
from .vault import SNAPSHOT_ROLLBACK, UNAVAILABLE, read_headers
from .wire import to_json


@contextlib.contextmanager
def reporting(report):
    """Reports a fault inside, and goes on; but a store that does not answer is a fault of the whole."""
    try:
        yield
    except KeepsakeError as error:
        if error.code == UNAVAILABLE:
            raise
        report(error)


def summary(content):
    return {"length": len(content), "sha256": sha256(content).hex()}


def walk(vault, snapshot, sizes, rules):
    """The segments of a snapshot in order, or the errors that lost them, each with its reference."""
    for reference in snapshot.message.segments:
        first, last = key_tuple(reference.first), key_tuple(reference.last)
        directory, read = rules.directory, []
        with reporting(read.append):
            content = vault.read_object(SEGMENT, reference.object, sizes)
            read.append(Segment(content, reference.frame_count, first, last, rules))
        if isinstance(read[0], KeepsakeError):
            rules.lose(directory, last)
        yield reference, read[0]


def restore(vault, now, sequence=None, accept_lost_account=False, snapshot=None):
    snapshot = snapshot or vault.snapshot(sequence)
    frames, attachments, lost, unknown_frames = [], [], [], []
    dropped = unknown_fields = count = 0
    sizes, rules, segments = vault.store.list("objects/"), BackupRules(), snapshot.message.segments
    for reference, segment in walk(vault, snapshot, sizes, rules):
        start, count = count, count + reference.frame_count
        if isinstance(segment, KeepsakeError):
            name = object_name(reference.object.id)
            need(start or accept_lost_account, segment.code, name=name)
            lost.append({"code": segment.code, "name": name, "kind": "frames"})
            continue
        unknown_fields += segment.unknown_fields
        unknown_frames += [start + i for i in segment.unknown_frames]
        for frame in segment.frames:
            if is_left_out(frame, now):
                dropped += 1
                continue
            frames.append(to_json(frame))
            for part in parts(frame):
                loss = {"name": object_name(part.reference.id), "kind": part.kind, "attachmentId": part.attachment_id}
                with reporting(lambda error: lost.append({"code": error.code, **loss})):
                    content = vault.read_object(ATTACHMENT, part.reference, sizes)
                    attachments.append({"id": part.attachment_id, "kind": part.kind, **summary(content)})
    need(segments, ORDER, name=snapshot.name)
    if segments:
        with reporting(lambda error: lost.append({"code": error.code, "kind": "content"})):
            rules.check_end()
    unknown = {"unknownFields": unknown_fields, "unknownFrames": unknown_frames}
    found = {"frames": frames, "attachments": attachments, "lost": lost, "dropped": dropped}
    return {"sequence": snapshot.number, **found, **unknown}


def range_of(vault, attachment_id, start, end, sequence=None):
    """Content [start, end) of an attachment, or of a thumbnail by the id with /thumbnail, and what was read for it."""
    store, snapshot = vault.store, vault.snapshot(sequence)
    sizes = store.list("objects/")
    segments = (segment for _, segment in walk(vault, snapshot, sizes, BackupRules()) if isinstance(segment, Segment))
    every_part = (part for segment in segments for frame in segment.frames for part in parts(frame))
    reference = next((part.reference for part in every_part if part.identity == attachment_id), None)
    need(reference, USAGE, message="no such attachment")
    name = object_name(reference.id)
    store.reads.clear()
    fetch, size = functools.partial(store.get, name), sizes.get(name)
    content = read_range(vault.header.vault_id, ATTACHMENT, reference, size, fetch, start, end)
    return {"content": content, "reads": store.reads}


def referred_objects(vault, snapshots, sizes, fault=None):
    """The objects that snapshots refer to, and their lengths. fault(code, name) takes what cannot be read."""
    lengths, done = {}, set()

    def report(error):
        if fault is None:
            raise KeepsakeError(error.code, name=name) from None
        fault(error.code, name)

    for reference in (segment.object for snapshot in snapshots for segment in snapshot.message.segments):
        lengths[reference.id] = reference.length
        name = object_name(reference.id)
        if reference.id not in done:
            done.add(reference.id)
            with reporting(report):
                for oid, length in read_table(vault.read_object(SEGMENT, reference, sizes))[0].items():
                    lengths.setdefault(oid, length)
    return lengths


def make_archive(vault, sequences=(None,), accept_missing=False):
    """An archive of chosen snapshots, or the newest, and what is missing from it (spec 10, Writing)."""
    store, header, missing = vault.store, vault.header, {}
    snapshots = [vault.snapshot(sequence) for sequence in sequences]
    sizes = store.list("objects/")
    files = {header.name: header.file, **{s.name: store.get(s.name) for s in snapshots}}
    referred = referred_objects(vault, snapshots, sizes, lambda code, name: missing.update({name: code}))
    for oid, length in referred.items():
        name = object_name(oid)
        file = store.get(name) if name in sizes else None
        with reporting(lambda error: missing.setdefault(name, error.code)):
            check_size(length, None if file is None else len(file))
        if name not in missing:
            files[name] = file
    lost = [{"code": code, "name": name} for name, code in sorted(missing.items())]
    if lost and not accept_missing:
        raise KeepsakeError(**lost[0])
    return {"file": archive.pack_chosen(files, header.name), "missing": lost}


def check(vault, read_data=False):
    history, findings = vault.history, set()

    def add(code, name):
        findings.add((name, code))

    skipped = {name_of("headers", revision): code for revision, code in vault.skipped.items()}
    for name, code in (*skipped.items(), *history.ignored.items(), *vault.mark_faults.items()):
        add(code, name)
    for other in parse_all(read_headers(vault.store))[0]:
        keys = vault.header.keys.get(other.epoch)
        if keys and other.revision != vault.header.revision:
            with reporting(lambda error: add(error.code, other.name)):
                other.authenticate(Opened(keys.root_key))
    if vault.chosen_fault in (SNAPSHOT_ROLLBACK, ROLLBACK):
        add(vault.chosen_fault, history.newest.name)
    if vault.report:
        add(vault.report, "")
    names = vault.store.list("")
    sizes = {name: size for name, size in names.items() if is_object_name(name)}
    for oid, length in referred_objects(vault, history.counting, sizes, add).items():
        with reporting(lambda error: add(error.code, object_name(oid))):
            check_size(length, sizes.get(object_name(oid)))
    for snapshot in history.counting if read_data else ():
        with reporting(lambda error: add(error.code, error.details.get("name", snapshot.name))):
            for loss in restore(vault, 0, accept_lost_account=True, snapshot=snapshot)["lost"]:
                add(loss["code"], loss.get("name", snapshot.name))
    return {
        "findings": [{"code": code, **({"name": name} if name else {})} for name, code in sorted(findings)],
        "unknownNames": [name for name in names if not is_vault_name(name)],
        "unreferenced": _unreferenced(vault, sizes),
    }


def _unreferenced(vault, sizes):
    """Objects that no snapshot refers to, or None where one could not be read: then nobody knows."""
    history, unknown = vault.history, []
    if history.faults or not all(s.supported for s in history.found):
        return None
    kept = referred_objects(vault, history.found, sizes, lambda code, name: unknown.append(name))
    return None if unknown else [name for name in sizes if bytes.fromhex(name[-64:]) not in kept]
