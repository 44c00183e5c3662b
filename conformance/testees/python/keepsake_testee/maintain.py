"""Slots, rotation, taking over, repair, forgetting, pruning (spec 05, spec 09)."""

import itertools

from .archive import is_object_name
from .errors import KeepsakeError, UsageError
from .header import MAX_FORMER, Parsed
from .objects import object_name
from .primitives import name_of
from .restore import referred_objects
from .secrets import Authenticator, RecoveryKey, SlotKek, open_slots, slot_kind
from .snapshots import MARK, MAX_MARKED, Mark, seal_file
from .vault import History, read_headers
from .wire import encode, schema
from .write import CONFLICT

FormerEpoch = schema("FormerEpoch")
MIN_GRACE, DEFAULT_GRACE = 86400000, 604800000


def add_slot(writer, new):
    writer.vault.need_writable()

    def make(revision):
        draft = writer.kept_draft(revision)
        draft.add(new)
        return draft

    writer.put_header(make)


def remove_slot(writer, slot_id, allow_device_bound_only):
    """Removes a slot whose secret is destroyed, as the user states."""
    writer.vault.need_writable()
    if slot_id not in {info.slot_id for info in writer.vault.header.parsed.infos}:
        raise UsageError("no such slot")

    def make(revision):
        draft = writer.kept_draft(revision, without=slot_id)
        draft.check_slots(allow_device_bound_only)
        return draft

    writer.put_header(make)


def take_over(writer, writer_name):
    writer.vault.need_writable()
    writer.make_own_id()

    def make(revision):
        draft = writer.kept_draft(revision)
        draft.details.writer_id, draft.details.writer_name = writer.own_id, writer_name
        return draft

    writer.put_header(make)


class Rotation:
    """A rotation: which slots go over, and by what (spec 05, Epochs and rotation)."""

    def __init__(self, writer, secrets, remove, add, secrets_only, take_over_as, merged, allow_device_bound_only):
        vault = writer.vault
        vault.need_writable()
        if take_over_as is None:
            writer.need_named()
        newest = vault.need_choice()
        writer.make_own_id()
        writer.need_merged(merged, writer.own_id)
        header = vault.header
        if len(header.former) >= MAX_FORMER:
            raise KeepsakeError("input.limit-exceeded")
        known = {info.slot_id for info in header.parsed.infos}
        if not set(remove) <= known:
            raise UsageError("no such slot")
        self._writer, self._vault, self._former_header = writer, vault, header
        self._secrets, self._remove, self._add = secrets, remove, add
        self._take_over_as, self._allow_device_bound_only = take_over_as, allow_device_bound_only
        self._keks = {} if secrets_only else dict(vault.keks)
        self._keks.update({s.slot_id: s.key for s in secrets if isinstance(s, SlotKek) and not secrets_only})
        self._epoch = header.epoch + 1
        self._root_key = writer.random.get(f"root-key/{self._epoch}", 32)
        self._prf_salt = writer.random.get(f"prf-salt/{self._epoch}", 32)
        self._former = [*header.former, self._closing(newest)]
        writer.put_header(self._make)
        if newest:
            writer.snapshot_again()
            self._recheck()

    def _closing(self, newest):
        header = self._former_header
        entry = FormerEpoch(epoch=header.epoch, root_key=header.root_key)
        if newest:
            entry.last_sequence, entry.last_digest = newest.sequence, newest.digest
        elif header.former:
            before = header.former[-1]
            entry.last_sequence, entry.last_digest = before.last_sequence, before.last_digest
        return entry

    def _make(self, revision):
        draft = self._writer.draft(revision, self._root_key, epoch=self._epoch, prf_salt=self._prf_salt)
        draft.details.former_epochs = self._former
        if self._take_over_as is not None:
            draft.details.writer_id = self._writer.own_id
            draft.details.writer_name = self._take_over_as
        self.kept, self.dropped = [], []
        for slot, info, details in self._writer.old_slots():
            carried = info.slot_id not in self._remove and self._carry(draft, slot, info, details)
            (self.kept if carried else self.dropped).append(info.slot_id)
        for new in self._add:
            draft.add(new)
        draft.check_slots(self._allow_device_bound_only)
        return draft

    def _carry(self, draft, slot, info, details):
        """Carries a slot over with its secret, else with its KEK. Says whether it went."""
        if slot_kind(info) == "unknown":
            return False
        whole = (s for s in self._secrets if isinstance(s, (RecoveryKey, Authenticator)))
        secret = next((s for s in whole if self._fits(s, slot, info)), None)
        if secret:
            info = info.copy()
            info.salt = self._writer.random.get(f"slot-salt/{info.slot_id.hex()}/{self._epoch}", 32)
            kek = secret.slot_kek(draft.message.vault_id, info, self._prf_salt)
            draft.seal(info, encode(info), kek, details, slot)
            return True
        kek = self._keks.get(info.slot_id)
        if kek and slot_kind(info) == "recovery-key" and self._fits(SlotKek(info.slot_id, kek), slot, info):
            draft.seal(info, slot.info, kek, details, slot)
            return True
        return False

    def _fits(self, secret, slot, info):
        """Whether a secret opens the slot in the former epoch."""
        header = self._former_header
        slots = [(slot.info, info, slot.sealed_root_key)]
        try:
            opened = open_slots(secret, header.vault_id, header.epoch, header.parsed.message.prf_salt, slots)
        except KeepsakeError:
            return False
        return opened.root_key == header.root_key

    def _recheck(self):
        """Spec 05, rotate-recheck: the rotation stands, and what was stored meanwhile does not count."""
        late = History(self._vault.store, self._vault.header)
        closed = self._former[-1]
        for s in late.found:
            if s.epoch == closed.epoch and s.sequence > closed.last_sequence:
                raise KeepsakeError(CONFLICT, name=s.name)


def repair(writer):
    """Deletes the headers above the one in use, and stores that one anew (spec 05, Repair). Returns their names."""
    vault = writer.vault
    header, state = vault.header, vault.state
    if vault.report == "header.fork" or (state and state.epoch > header.epoch):
        raise KeepsakeError(vault.report)
    above = []
    for revision, file in sorted(read_headers(vault.store).items(), reverse=True):
        try:
            parsed = Parsed(file, revision, any_features=True)
        except KeepsakeError:
            parsed = None
        if revision > header.revision or (parsed and parsed.order > header.parsed.order):
            if parsed and vault.opens(parsed):
                raise KeepsakeError(vault.read_only_code(), name=name_of("headers", revision))
            above.append(name_of("headers", revision))
    if not above:
        return above
    for name in above:
        vault.store.delete(name)
    first = max(header.revision, state.header_revision if state else 0) + 1
    writer.put_header(writer.kept_draft, first)
    return above


def forget(writer, sequences):
    vault = writer.vault
    vault.need_writable()
    writer.need_named()
    newest = vault.need_choice()
    if newest and newest.epoch == vault.header.epoch and newest.sequence in sequences:
        raise UsageError("the newest snapshot")
    writer.finish_rotation()
    for sequence in sequences:
        vault.store.delete(name_of("snapshots", sequence))


class Prune:
    """One visit of a pruner (spec 09, Pruning)."""

    def __init__(self, writer, grace_ms, no_other_writer):
        vault = writer.vault
        grace_ms = DEFAULT_GRACE if grace_ms is None else grace_ms
        if grace_ms < MIN_GRACE and not no_other_writer:
            raise UsageError("the grace period is too short")
        vault.need_writable()
        writer.need_named()
        vault.need_choice()
        self._writer, self._vault, self._store = writer, vault, vault.store
        writer.finish_rotation()
        self._referred()
        former = [m for m in vault.marks if m.epoch != vault.header.epoch]
        current = [m for m in vault.marks if m.epoch == vault.header.epoch]
        due = [m for m in current if m.message.created_at_ms + m.message.grace_ms <= writer.now]
        for mark in due:
            self._delete_marked(mark)
        for mark in former:
            self._store.delete(mark.name)
        waiting = [m for m in current if m not in due]
        self._put_mark(waiting, max((m.number for m in waiting), default=0) + 1, grace_ms)

    def _referred(self):
        """The ids of all objects that snapshots refer to now; stops at the first that cannot be read, newest first."""
        history = History(self._store, self._vault.header)
        sizes = self._store.list("objects/")
        opened, ids = {s.name: s for s in history.found if s.supported}, set()
        for name in sorted({*history.ignored, *opened}, reverse=True):
            if name not in opened:
                raise KeepsakeError(history.ignored[name], name=name)
            ids.update(referred_objects(self._vault, [opened[name]], sizes, _stop))
        return ids

    def _delete_marked(self, mark):
        referred = self._referred()
        listed = self._store.list("objects/")
        for oid in mark.message.object_ids:
            if oid not in referred and object_name(oid) in listed:
                self._store.delete(object_name(oid))
        self._store.delete(mark.name)

    def _put_mark(self, waiting, first, grace_ms):
        referred = self._referred()
        marked = {oid for m in waiting for oid in m.message.object_ids}
        stored = (bytes.fromhex(n[-64:]) for n in self._store.list("objects/") if is_object_name(n))
        ids = sorted(oid for oid in stored if oid not in referred and oid not in marked)[:MAX_MARKED]
        if not ids:
            return
        writer, keys = self._writer, self._vault.header.current_keys
        message = Mark(
            epoch=keys.epoch, writer_id=writer.own_id, created_at_ms=writer.now, grace_ms=grace_ms, object_ids=ids
        )
        for number in itertools.count(first):
            message.number = number
            salt = writer.random.get("salt/" + name_of("marks", number), 24)
            if self._store.put(*seal_file(MARK, keys, number, message, salt)):
                return


def _stop(code, name):
    raise KeepsakeError(code, name=name)
