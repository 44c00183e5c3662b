"""Slots, rotation, taking over, repair, forgetting, pruning (spec 05, spec 09)."""

from .header import DeviceKeys, Header, Passkey, Slot, slot_kek, slot_kind
from .base import CONFLICT, LIMIT_EXCEEDED, USAGE, attempt, file_number, is_object_name, name_of, need, object_name
from .restore import referred_objects
from .rules import MAX_FORMER, MAX_MARKED
from .snapshots import MARK
from .vault import FORK, ROLLBACK, History, read_headers
from .wire import M, copy, encode

MIN_GRACE, DEFAULT_GRACE = 86400000, 604800000


def add_slot(writer, slot):
    writer.vault.need_writable()
    writer.put_changed(lambda draft: draft.add(slot))


def remove_slot(writer, slot_id, allow_device_bound_only=False):
    """Removes a slot whose secret is destroyed, as the user states."""
    writer.vault.need_writable()
    need(slot_id in writer.vault.header.slot_ids, USAGE, message="no such slot")
    writer.put_changed(lambda draft: draft.check_slots(allow_device_bound_only), without=slot_id)


def take_over(writer, writer_name=""):
    writer.begin(takes_over=True)
    writer.put_changed(lambda draft: _name_writer(draft, writer.own_id, writer_name))


def _name_writer(draft, writer_id, name):
    draft.details.writer_id, draft.details.writer_name = writer_id, name


def rotate(
    writer,
    secrets=(),
    remove=(),
    add=(),
    secrets_only=False,
    take_over=None,
    merged=None,
    allow_device_bound_only=False,
):
    """Starts the next epoch; says which slots go over (spec 05, Epochs and rotation). take_over is a writer name."""
    vault, former = writer.vault, writer.vault.header
    writer.begin(takes_over=take_over is not None)
    newest = writer.parent(merged)
    need(len(former.former) < MAX_FORMER, LIMIT_EXCEEDED)
    need(former.slot_ids.issuperset(remove), USAGE, message="no such slot")
    keks = {} if secrets_only else dict(vault.keks)
    for secret in secrets:
        if isinstance(secret, DeviceKeys) and not secrets_only:
            keks.update(secret.keks)
    epoch = former.epoch + 1
    root_key, prf_salt = writer.random(f"root-key/{epoch}", 32), writer.random(f"prf-salt/{epoch}", 32)
    closing = M.FormerEpoch(epoch=former.epoch, root_key=former.root_key)
    if newest:
        closing.last_sequence, closing.last_digest = newest.number, newest.digest
    elif former.former:
        closing.last_sequence, closing.last_digest = former.last_sequence, former.former[-1].last_digest
    kept = {}

    def carry(draft, slot, details):
        """Carries a slot over with its secret, else with its KEK. Says whether it went."""
        info = slot.info
        whole = (s for s in secrets if not isinstance(s, (DeviceKeys, Passkey)) and former.fits(s, slot))
        if secret := next(whole, None):
            info = copy(info, salt=writer.random(f"slot-salt/{info.slot_id.hex()}/{epoch}", 32))
            slot = Slot(copy(slot.stored, info=encode(info)), info)
            draft.seal(slot, slot_kek(secret, former.vault_id, info, prf_salt), details)
        elif slot_kind(info) == "recovery-key" and former.fits(DeviceKeys(None, None, keks), slot):
            draft.seal(slot, keks[info.slot_id], details)
        else:
            return False
        return True

    def make(revision):
        draft = writer.draft(revision, root_key, epoch=epoch, prf_salt=prf_salt)
        draft.details.former_epochs.append(closing)
        if take_over is not None:
            _name_writer(draft, writer.own_id, take_over)
        for slot, details in writer.old_slots():
            slot_id = slot.info.slot_id
            kept[slot_id] = slot_id not in remove and carry(draft, slot, details)
        for new in add:
            draft.add(new)
        draft.check_slots(allow_device_bound_only)
        return draft

    writer.put_header(make)
    writer.finish_rotation()
    if newest:
        for s in History(vault.store, vault.header).found:
            need(s.epoch != former.epoch or s.number <= closing.last_sequence, CONFLICT, name=s.name)
    return {"kept": [i for i in kept if kept[i]], "dropped": [i for i in kept if not kept[i]]}


def repair(writer):
    """Deletes the headers above the one in use, and stores that one anew (spec 05, Repair). Returns their names."""
    vault, header, state = writer.vault, writer.vault.header, writer.vault.state
    need(vault.report != FORK and not (state and state.epoch > header.epoch), vault.report)
    above = []
    for revision, file in sorted(read_headers(vault.store).items(), reverse=True):
        name = name_of("headers", revision)
        other = attempt(Header, file, revision, True)
        is_header = isinstance(other, Header)
        if revision > header.revision or (is_header and other.order > header.order):
            need(not (is_header and vault.is_genuine(other)), vault.read_only_code(), name=name)
            above.append(name)
    for name in above:
        vault.store.delete(name)
    if above:
        first = max(header.revision, state.header_revision if state else 0) + 1
        writer.put_changed(first=first)
    if vault.report == ROLLBACK:
        vault.report = None
    return above


def forget(writer, sequences):
    vault, newest = writer.vault, writer.vault.chosen
    writer.begin()
    is_final = newest and newest.epoch == vault.header.epoch
    need(not is_final or newest.number not in sequences, USAGE, message="the newest snapshot")
    writer.finish_rotation()
    for sequence in sequences:
        vault.store.delete(name_of("snapshots", sequence))


def prune(writer, grace_ms=DEFAULT_GRACE, no_other_writer=False):
    vault, store = writer.vault, writer.vault.store
    need(grace_ms >= MIN_GRACE or no_other_writer, USAGE, message="the grace period is too short")
    writer.begin()
    writer.finish_rotation()
    referred, names_read = set(), set()
    _read_snapshots(vault, referred, names_read)
    waiting, marked = 0, set()
    for mark in vault.marks:
        message = mark.message
        if mark.epoch != vault.header.epoch:
            continue
        if message.created_at_ms + message.grace_ms > writer.now:
            waiting = max(waiting, mark.number)
            marked.update(message.object_ids)
            continue
        _read_snapshots(vault, referred, names_read)
        listed = store.list("objects/")
        for oid in message.object_ids:
            if oid not in referred and object_name(oid) in listed:
                store.delete(object_name(oid))
        store.delete(mark.name)
    for mark in vault.marks:
        if mark.epoch != vault.header.epoch:
            store.delete(mark.name)
    marked.update(referred)
    stored = (bytes.fromhex(name[-64:]) for name in store.list("objects/") if is_object_name(name))
    ids = sorted(oid for oid in stored if oid not in marked)[:MAX_MARKED]
    message = M.Mark(number=waiting + 1, epoch=vault.header.epoch, writer_id=writer.own_id, object_ids=ids)
    message.created_at_ms, message.grace_ms = writer.now, grace_ms
    while ids and not store.put(*writer.seal(MARK, message)):
        message.number += 1
    for name in store.list("headers/"):
        if vault.chosen and 0 < file_number("headers", name) < vault.chosen.message.min_header_revision:
            store.delete(name)


def _read_snapshots(vault, referred, names_read):
    """Adds the ids of all objects that snapshots refer to, until a list shows none that was not read (spec 09, Pruning)."""
    while True:
        history = History(vault.store, vault.header)
        opened = {s.name: s for s in history.found if s.supported}
        names = sorted({*history.ignored, *opened} - names_read, reverse=True)
        if not names:
            return
        sizes = vault.store.list("objects/")
        for name in names:
            need(name in opened, history.ignored.get(name), name=name)
            referred.update(referred_objects(vault, [opened[name]], sizes))
        names_read.update(names)
