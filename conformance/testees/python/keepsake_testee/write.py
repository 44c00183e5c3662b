"""Writing headers, snapshots and marks with put-if-absent; creating a vault (spec 05, Writing; spec 08, Writing)."""

from collections import namedtuple

from . import crypto
from . import header as headers
from .base import CONFLICT, LIMIT_EXCEEDED, MAX_NUMBER, USAGE, KeepsakeError, attempt, file_number, name_of, need
from .header import Authenticator, Header, Slot
from .rules import MAX_SLOTS
from .snapshots import SNAPSHOT, SealedFile, read_sealed, seal_file
from .vault import History, Vault, read_headers
from .wire import M, copy, encode

DEVICE_BOUND = 2

# A slot to make: its secret and what the details say of it.
NewSlot = namedtuple("NewSlot", "secret label transports backup_eligibility", defaults=("", (), 0))


class Draft:
    """A header in the making, for one revision: slots are kept, carried over, or new."""

    def __init__(self, message, details, root_key, random, now):
        self.message, self.details, self.root_key = message, details, root_key
        self._random, self._now = random, now
        self.slots, self.keks = [], {}

    def keep(self, slot, details):
        self.slots.append(slot)
        if details:
            self.details.slots.append(details)

    def seal(self, slot, kek, details):
        """A slot that is sealed for this header; it is opened again before the header is stored."""
        m, slot_id = self.message, slot.info.slot_id
        salt = self._random(f"salt/{name_of('headers', m.revision)}/slots/{slot_id.hex()}", 24)
        sealed = headers.wrap(kek, m.vault_id, m.epoch, slot.stored.info, self.root_key, salt)
        stored = copy(slot.stored, sealed_root_key=sealed)
        assert headers.unwrap(kek, m.vault_id, m.epoch, stored) == self.root_key
        self.keks[slot_id] = kek
        self.keep(Slot(stored, slot.info), details)

    def add(self, new):
        m, secret = self.message, new.secret
        need(len(self.slots) < MAX_SLOTS, LIMIT_EXCEEDED)
        slot_id = self._random(f"slot-id/{m.revision}/{len(self.slots)}", 16)
        details = M.SlotDetails(slot_id=slot_id, label=new.label, created_at_ms=self._now)
        passkey = None
        if isinstance(secret, Authenticator):
            details.confirmed_at_ms, details.backup_eligibility = self._now, new.backup_eligibility
            passkey = M.PasskeySlot(rp_id=secret.rp_id, credential_id=secret.credential_id, transports=new.transports)
        info = headers.make_info(slot_id, self._random(f"slot-salt/{slot_id.hex()}", 32), passkey)
        kek = headers.slot_kek(secret, m.vault_id, info, m.prf_salt)
        self.seal(Slot(M.KeySlot(info=encode(info)), info), kek, details)

    def check_slots(self, allow_device_bound_only):
        """No header without a slot of a known kind, nor with a device-bound passkey alone (spec 05, Slots added)."""
        known = [slot.info.slot_id for slot in self.slots if headers.slot_kind(slot.info) != "unknown"]
        need(known, "key.last-slot")
        bound = {d.slot_id for d in self.details.slots if d.backup_eligibility == DEVICE_BOUND}
        is_bound = len(known) == 1 and known[0] in bound
        need(allow_device_bound_only or not is_bound, USAGE, message="a device-bound passkey would be the only slot")

    def finish(self):
        """The header, opened; what it says must be within the limits (spec 12, limits-writer)."""
        self.message.slots.extend(slot.stored for slot in self.slots)
        self.details.slots.sort(key=lambda d: d.slot_id)
        salt = self._random(f"salt/{name_of('headers', self.message.revision)}/details", 24)
        header = attempt(headers.build, self.message, self.root_key, encode(self.details), salt)
        need(isinstance(header, Header), USAGE, message="a name, label or slot beyond its limit")
        return header


def _is_junk(file, revision, chosen):
    """Whether a file in the place of a header leaves the number to the next (spec 05, header-conflict-junk)."""
    other = attempt(Header, file, revision, True)
    if isinstance(other, KeepsakeError) or other.vault_id != chosen.vault_id or other.epoch < chosen.epoch:
        return True
    return other.epoch == chosen.epoch and not other.is_authentic(chosen.root_key)


def _ancestors(parent):
    """The ancestors of a snapshot that follows parent (spec 08, Ancestors)."""
    every = [M.Ancestor(sequence=parent.number, digest=parent.digest), *parent.message.ancestors]
    return (every[:64] + [a for a in every[64:] if a.sequence % 64 == 0])[:4096]


class Writer:
    def __init__(self, vault, now, seed=None):
        self.vault, self.store, self.now, self.random = vault, vault.store, now, crypto.random_source(seed)
        self.own_id = vault.state.writer_id if vault.state else b""

    def begin(self, takes_over=False):
        """Stops where this installation may not write, or is to take over and has no id yet (spec 09, One writer)."""
        self.vault.need_writable()
        if takes_over:
            self.own_id = self.own_id or self.random("writer-id", 16)
        else:
            need(self.vault.header.details.writer_id == self.own_id, CONFLICT)

    def parent(self, merged):
        """The newest snapshot. If it is another writer's, the caller has to know it (spec 09, parent-merged)."""
        parent = self.vault.need_choice()
        need(not parent or parent.message.writer_id == self.own_id or merged == parent.number, CONFLICT)
        return parent

    def draft(self, revision, root_key=None, **changes):
        """A header that copies the one in use but for some fields; slots are still to be put in."""
        header = self.vault.header
        message = copy(header.message, revision=revision, slots=None, **changes)
        details = copy(header.details, created_at_ms=self.now, slots=None)
        return Draft(message, details, root_key or header.root_key, self.random, self.now)

    def old_slots(self):
        """(Slot, SlotDetails or None) of the header in use; the slot that opened it is confirmed now."""
        header = self.vault.header
        by_id = {d.slot_id: d for d in header.details.slots}
        if header.opened.slot_id in by_id:
            by_id[header.opened.slot_id] = copy(by_id[header.opened.slot_id], confirmed_at_ms=self.now)
        return [(slot, by_id.get(slot.info.slot_id)) for slot in header.slots]

    def put_changed(self, change=lambda draft: None, without=None, first=None):
        """Stores a header that copies the one in use, but for a slot and what change(draft) changes."""

        def make(revision):
            draft = self.draft(revision)
            for slot, details in self.old_slots():
                if slot.info.slot_id != without:
                    draft.keep(slot, details)
            change(draft)
            return draft

        self.put_header(make, first)

    def put_header(self, make, first=None):
        """Stores the header that make(revision) drafts, under the next revision that is not junk's."""
        chosen = self.vault.header
        for revision in range(first or chosen.revision + 1, MAX_NUMBER + 1):
            draft = make(revision)
            header = draft.finish()
            existing = self.store.put_unless_equal(header.name, header.file)
            if existing is None:
                self._check_header_not_overtaken(header)
                self.vault.header = header
                self.vault.keks.update(draft.keks)
                return
            need(_is_junk(existing, revision, chosen), CONFLICT, name=header.name)
        raise KeepsakeError(LIMIT_EXCEEDED)

    def _check_header_not_overtaken(self, stored):
        """Stops where others went on without a header that was just stored (spec 05, header-overtaken)."""
        files = read_headers(self.store)
        is_there = files.get(stored.revision) == stored.file
        newer = [(r, file) for r, file in files.items() if r > stored.revision]
        newer = [Header(file, r, True) for r, file in newer if not _is_junk(file, r, self.vault.header)]
        if is_there and any(h.epoch < stored.epoch for h in newer):
            self.store.delete(stored.name)
        need(is_there and not newer, CONFLICT, name=stored.name)

    def seal(self, kind, message):
        salt = self.random("salt/" + name_of(kind.folder, getattr(message, kind.number)), 24)
        return seal_file(kind, self.vault.header.current_keys, message, salt)

    def put_snapshot(self, message):
        """Stores a snapshot under the next sequence that is not junk's, and makes it the newest."""
        header, state, history = self.vault.header, self.vault.state, self.vault.history
        ancestors = _ancestors(self.vault.chosen) if self.vault.chosen else None
        message = copy(message, ancestors=ancestors, required_features=None)
        message.epoch, message.min_header_revision = header.epoch, header.revision
        message.writer_id, message.writer_name = header.details.writer_id, header.details.writer_name
        newest, remembered = history.newest.number if history.newest else 0, state.snapshot_sequence if state else 0
        for sequence in range(1 + max(newest, remembered, header.last_sequence), MAX_NUMBER + 1):
            message.sequence = sequence
            sealed = attempt(self.seal, SNAPSHOT, message)
            need(isinstance(sealed, tuple), USAGE, message="a name or a number of segments beyond its limit")
            name, file = sealed
            existing = self.store.put_unless_equal(name, file)
            if existing is None:
                stored = SealedFile(name, sequence, header.epoch, message, crypto.digest(file))
                self._check_not_overtaken(stored)
                self.vault.chosen = history.newest = stored
                history.counting.insert(0, stored)
                return stored
            self._check_other_snapshot(name, existing)
        raise KeepsakeError(LIMIT_EXCEEDED)

    def _check_not_overtaken(self, stored):
        """Takes a snapshot back that was just stored, if the history went on without it (spec 08, snapshot-overtaken)."""
        newest = History(self.store, self.vault.header).newest
        if newest and newest.number > stored.number:
            if all(a.digest != stored.digest for a in newest.message.ancestors):
                self.store.delete(stored.name)
                raise KeepsakeError(CONFLICT, name=stored.name)

    def _check_other_snapshot(self, name, existing):
        """Stops where a file in the place of a snapshot counts, or is of a later epoch."""
        header = self.vault.header
        if existing[:9] == crypto.MAGIC + b"\1" and header.epoch < int.from_bytes(existing[10:18], "big") <= MAX_NUMBER:
            others = [h for h in headers.parse_all(read_headers(self.store))[0] if h.vault_id == header.vault_id]
            need(all(h.epoch <= header.epoch for h in others), CONFLICT, name=name)
        other = attempt(read_sealed, SNAPSHOT, header.vault_id, header.keys, name, existing)
        is_other = isinstance(other, SealedFile) and header.counts(other.epoch, other.number, other.digest)
        need(not is_other, CONFLICT, name=name)

    def finish_rotation(self):
        """Puts the newest snapshot under the epoch of the header too (spec 05, Epochs and rotation, step 7)."""
        newest = self.vault.need_choice()
        if newest and newest.epoch != self.vault.header.epoch:
            self.put_snapshot(newest.message)
            self.delete_old_headers()

    def delete_old_headers(self):
        for name in self.store.list("headers/"):
            if 0 < file_number("headers", name) < self.vault.header.revision:
                self.store.delete(name)

    def finds_conflict(self):
        """Whether another device stored a header since the vault was opened (spec 09, Writing a backup, step 7)."""
        header = self.vault.header
        later = {r: file for r, file in read_headers(self.store).items() if r > header.revision}
        return any(r not in self.vault.revisions and not _is_junk(file, r, header) for r, file in later.items())


def _vault_files(store):
    """Names of the headers and snapshots that a store lists."""
    return [name for folder in ("headers", "snapshots") for name in store.list(folder + "/") if file_number(folder, name)]


def create(store, slots, now, writer_name="", seed=None, allow_device_bound_only=False):
    need(slots, USAGE, message="no slot")
    need(not _vault_files(store), CONFLICT)
    random = crypto.random_source(seed)
    root_key, vault_id, writer_id = random("root-key/1", 32), random("vault-id", 16), random("writer-id", 16)
    message = M.Header(vault_id=vault_id, epoch=1, revision=1, prf_salt=random("prf-salt/1", 32))
    details = M.HeaderDetails(writer_id=writer_id, writer_name=writer_name, created_at_ms=now)
    draft = Draft(message, details, root_key, random, now)
    for slot in slots:
        draft.add(slot)
    draft.check_slots(allow_device_bound_only)
    header = draft.finish()
    need(store.put_unless_equal(header.name, header.file) is None, CONFLICT, name=header.name)
    is_own = store.get(header.name) == header.file
    others = [name for name in _vault_files(store) if name != header.name]
    if is_own and others:
        store.delete(header.name)
    need(is_own and not others, CONFLICT, name=header.name)
    vault = Vault(store, headers.DeviceKeys(1, root_key))
    vault.keks.update(draft.keks)
    return {"state": vault.new_state(writer_id)}
