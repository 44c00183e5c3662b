"""Writing headers, snapshots and objects with put-if-absent (spec 05, Writing; spec 06, Writing; spec 08, Writing)."""

import itertools

from . import header as headers
from .errors import KeepsakeError, UsageError
from .header import Header, HeaderDetails, KeySlot, Parsed
from .objects import ATTACHMENT, object_id, object_key, object_name, seal_object, stored_size
from .primitives import MAGIC, MAX_NUMBER, digest, name_of, number
from .secrets import Authenticator, RecoveryKey, RootKey, make_info, slot_kind, unwrap, wrap
from .snapshots import SNAPSHOT, Ancestor, SealedFile, read_sealed, seal_file
from .vault import Vault, read_headers
from .wire import ObjectReference, encode, schema

SlotDetails = schema("SlotDetails")
DEVICE_BOUND = 2
CONFLICT = "store.conflict"


class NewSlot:
    """A slot to make: its secret and what the details say of it."""

    def __init__(self, secret, label="", transports=(), backup_eligibility=0):
        self.secret, self.label, self.transports = secret, label, transports
        self.backup_eligibility = backup_eligibility if isinstance(secret, Authenticator) else 0

    def info(self, slot_id, salt):
        if isinstance(self.secret, RecoveryKey):
            return make_info(slot_id, salt)
        return make_info(slot_id, salt, self.secret.rp_id, self.secret.credential_id, self.transports)

    def details(self, slot_id, now):
        confirmed = now if isinstance(self.secret, Authenticator) else 0
        return SlotDetails(
            slot_id=slot_id, label=self.label, created_at_ms=now, confirmed_at_ms=confirmed,
            backup_eligibility=self.backup_eligibility,
        )


class HeaderDraft:
    """A header in the making, for one revision: slots are kept, carried over, or new."""

    def __init__(self, base, details, root_key, random, now):
        """base is a Header message with vault id, epoch, revision and prf_salt; its slots are ignored."""
        self.message, self.details, self.root_key = base, details, root_key
        self._random, self._now = random, now
        self.slots, self.infos, self.keks = [], [], {}
        self.slot_details = {}

    def keep(self, slot, info, slot_details):
        """A slot of the header before, as it is."""
        self.slots.append(slot)
        self.infos.append(info)
        if slot_details is not None:
            self.slot_details[info.slot_id] = slot_details

    def seal(self, info, raw, kek, slot_details, slot=None):
        """A slot that is sealed for this header; it is opened again before the header is stored."""
        m = self.message
        salt = self._random.get(f"salt/{name_of('headers', m.revision)}/slots/{info.slot_id.hex()}", 24)
        sealed = wrap(kek, m.vault_id, m.epoch, raw, self.root_key, salt)
        if unwrap(kek, m.vault_id, m.epoch, raw, sealed) != self.root_key:
            raise AssertionError("a sealed slot does not open")
        slot = slot.copy() if slot else KeySlot()
        slot.info, slot.sealed_root_key = raw, sealed
        self.keks[info.slot_id] = kek
        self.keep(slot, info, slot_details)

    def add(self, new):
        """A new slot at the end of the list."""
        m = self.message
        if len(self.slots) >= headers.MAX_SLOTS:
            raise KeepsakeError("input.limit-exceeded")
        slot_id = self._random.get(f"slot-id/{m.revision}/{len(self.slots)}", 16)
        info = new.info(slot_id, self._random.get(f"slot-salt/{slot_id.hex()}", 32))
        kek = new.secret.slot_kek(m.vault_id, info, m.prf_salt)
        self.seal(info, encode(info), kek, new.details(slot_id, self._now))

    def check_slots(self, allow_device_bound_only):
        """No header without a slot of a known kind, nor with a device-bound passkey alone (spec 05, Slots added)."""
        known = [info for info in self.infos if slot_kind(info) != "unknown"]
        if not known:
            raise KeepsakeError("key.last-slot")
        details = self.slot_details.get(known[0].slot_id)
        if len(known) == 1 and details and details.backup_eligibility == DEVICE_BOUND and not allow_device_bound_only:
            raise UsageError("a device-bound passkey would be the only slot")

    def finish(self):
        """The header, opened; what it says must be within the limits (spec 12, limits-writer)."""
        m = self.message
        m.slots = self.slots
        self.details.slots = [self.slot_details[i] for i in sorted(self.slot_details)]
        salt = self._random.get(f"salt/{name_of('headers', m.revision)}/details", 24)
        file = headers.build(m, self.root_key, encode(self.details), salt)
        try:
            return Parsed(file, m.revision).open(RootKey(m.epoch, self.root_key))
        except KeepsakeError:
            raise UsageError("a name, label or slot beyond its limit") from None


def _is_junk(existing, revision, chosen):
    """Whether a file in the place of a header leaves the number to the next (spec 05, header-conflict-junk)."""
    if existing[:8] == MAGIC and len(existing) > 8 and existing[8] != 1:
        return True
    try:
        parsed = Parsed(existing, revision, any_features=True)
    except KeepsakeError:
        return True
    if parsed.vault_id != chosen.vault_id or parsed.epoch < chosen.epoch:
        return True
    return parsed.epoch == chosen.epoch and not parsed.is_authentic(chosen.root_key)


class Writer:
    """Writes to an opened vault."""

    def __init__(self, vault, random, now):
        self.vault, self.store, self.random, self.now = vault, vault.store, random, now
        self.own_id = vault.state.writer_id if vault.state else b""

    def need_named(self):
        """This installation has to be the one that the header names (spec 09, writer-is-named)."""
        if self.vault.header.details.writer_id != self.own_id:
            raise KeepsakeError(CONFLICT)

    def need_merged(self, merged, writer_id):
        """A parent of another writer has to be one that the caller states to know (spec 09, parent-merged)."""
        parent = self.vault.chosen
        if parent and parent.message.writer_id != writer_id and merged != parent.sequence:
            raise KeepsakeError(CONFLICT)

    def make_own_id(self):
        """The writer id of this installation, made where it has none yet."""
        self.own_id = self.own_id or self.random.get("writer-id", 16)
        return self.own_id

    def draft(self, revision, root_key=None, **changes):
        """A header that copies the one in use but for some fields; slots are still to be put in."""
        header = self.vault.header
        base = header.parsed.message.copy()
        base.revision = revision
        for name, value in changes.items():
            setattr(base, name, value)
        details = header.details.copy()
        details.created_at_ms = self.now
        return HeaderDraft(base, details, root_key or header.root_key, self.random, self.now)

    def old_slots(self):
        """(KeySlot, SlotInfo, SlotDetails or None) of the header in use; the slot that opened it is confirmed now."""
        header = self.vault.header
        by_id = {d.slot_id: d for d in header.details.slots}
        for slot, info in zip(header.parsed.message.slots, header.parsed.infos):
            details = by_id.get(info.slot_id)
            if details and info.slot_id == header.opened.slot_id:
                details = details.copy()
                details.confirmed_at_ms = self.now
            yield slot, info, details

    def kept_draft(self, revision, without=None):
        draft = self.draft(revision)
        for slot, info, details in self.old_slots():
            if info.slot_id != without:
                draft.keep(slot, info, details)
        return draft

    def put_header(self, make, first=None):
        """Stores the header that make(revision) drafts, under the next revision that is not junk's."""
        chosen = self.vault.header
        for revision in itertools.count(first or chosen.revision + 1):
            if revision > MAX_NUMBER:
                raise KeepsakeError("input.limit-exceeded")
            draft = make(revision)
            header, name = draft.finish(), name_of("headers", revision)
            file = header.parsed.file
            while not self.store.put(name, file):
                existing = self.store.get(name)
                if existing is None:
                    continue
                if existing == file:
                    break
                if not _is_junk(existing, revision, chosen):
                    raise KeepsakeError(CONFLICT, name=name)
                draft = None
                break
            if draft:
                self.vault.header = header
                self.vault.keks.update(draft.keks)
                return

    def next_sequence(self):
        header, state = self.vault.header, self.vault.state
        counting = self.vault.history.counting
        return 1 + max(
            counting[0].sequence if counting else 0, state.snapshot_sequence if state else 0, header.last_sequence()
        )

    def put_snapshot(self, message):
        """Stores a snapshot under the next sequence that is not junk's, and makes it the newest."""
        header = self.vault.header
        message.epoch, message.min_header_revision = header.epoch, header.revision
        message.writer_id, message.writer_name = header.details.writer_id, header.details.writer_name
        message.clear("required_features")
        parent = self.vault.chosen
        message.ancestors = ancestors(parent) if parent else []
        for sequence in itertools.count(self.next_sequence()):
            if sequence > MAX_NUMBER:
                raise KeepsakeError("input.limit-exceeded")
            message.sequence = sequence
            if not SNAPSHOT.check(message):
                raise UsageError("a name or a number of segments beyond its limit")
            salt = self.random.get("salt/" + name_of("snapshots", sequence), 24)
            name, file = seal_file(SNAPSHOT, header.current_keys, sequence, message, salt)
            if self._put_snapshot_file(name, file):
                stored = SealedFile(name, sequence, header.epoch, message, file)
                self.vault.chosen = stored
                self.vault.history.newest = stored
                self.vault.history.counting.insert(0, stored)
                return stored

    def _put_snapshot_file(self, name, file):
        """True where it is stored, False where a file that does not count has its name."""
        while not self.store.put(name, file):
            existing = self.store.get(name)
            if existing is None:
                continue
            if existing == file:
                return True
            self._check_other_snapshot(name, existing)
            return False
        return True

    def _check_other_snapshot(self, name, existing):
        header = self.vault.header
        if existing[:9] == MAGIC + b"\1" and header.epoch < number(existing, 10, 8) <= MAX_NUMBER:
            parsed = headers.parse_all(read_headers(self.store))[0].values()
            if any(p.vault_id == header.vault_id and p.epoch > header.epoch for p in parsed):
                raise KeepsakeError(CONFLICT, name=name)
        try:
            other = read_sealed(SNAPSHOT, header.vault_id, header.keys, name, existing)
        except KeepsakeError:
            return
        if header.counts(other.epoch, other.sequence, other.digest):
            raise KeepsakeError(CONFLICT, name=name)

    def snapshot_again(self):
        """The newest snapshot once more, under the epoch of the header (spec 05, Epochs and rotation, step 7)."""
        self.put_snapshot(self.vault.chosen.message.copy())
        self.delete_old_headers()

    def finish_rotation(self):
        """What a rotation left undone that stopped before its snapshot (spec 05, rotate-unfinished)."""
        newest = self.vault.need_choice()
        if newest and newest.epoch != self.vault.header.epoch:
            self.snapshot_again()

    def delete_old_headers(self):
        for name in self.store.list("headers/"):
            revision = headers.file_number("headers", name)
            if revision and revision < self.vault.header.revision:
                self.store.delete(name)

    def find_conflict(self, before):
        """Whether another device stored a header since (spec 09, Writing a backup, step 7)."""
        header = self.vault.header
        for revision, file in read_headers(self.store).items():
            if revision > header.revision and revision not in before and not _is_junk(file, revision, header):
                return True
        return False


def ancestors(parent):
    """The ancestors of a snapshot that follows parent (spec 08, Ancestors)."""
    every = [Ancestor(sequence=parent.sequence, digest=parent.digest), *parent.message.ancestors]
    return (every[:64] + [a for a in every[64:] if a.sequence % 64 == 0])[:4096]


def create(store, slots, writer_name, random, now, allow_device_bound_only):
    """Makes a vault and opens it."""
    if not slots:
        raise UsageError("no slot")
    for folder in ("headers", "snapshots"):
        if any(headers.file_number(folder, name) for name in store.list(folder + "/")):
            raise KeepsakeError(CONFLICT)
    root_key = random.get("root-key/1", 32)
    message = Header(vault_id=random.get("vault-id", 16), epoch=1, revision=1, prf_salt=random.get("prf-salt/1", 32))
    writer_id = random.get("writer-id", 16)
    details = HeaderDetails(writer_id=writer_id, writer_name=writer_name, created_at_ms=now)
    draft = HeaderDraft(message, details, root_key, random, now)
    for slot in slots:
        draft.add(slot)
    draft.check_slots(allow_device_bound_only)
    file, name = draft.finish().parsed.file, name_of("headers", 1)
    if not store.put(name, file) and store.get(name) != file:
        raise KeepsakeError(CONFLICT, name=name)
    vault = Vault(store, RootKey(1, root_key))
    vault.keks.update(draft.keks)
    return vault, writer_id


class ObjectWriter:
    """Stores objects that a snapshot will refer to (spec 06, Writing; spec 09, Writing a backup)."""

    def __init__(self, writer, parent_ids, reusable, damaged):
        """parent_ids: the objects of the parent; reusable: its references by (kind, identity, length, digest)."""
        self._writer, self._store = writer, writer.store
        self._keys, self._vault_id = writer.vault.header.current_keys, writer.vault.header.vault_id
        self._parent_ids, self._reusable, self._damaged = parent_ids, reusable, damaged
        self._marked = marked_ids(writer.vault)
        self._sizes = self._store.list("objects/")
        self.contents = {}

    def put(self, kind, identity, content):
        """Stores content where it is not stored yet, and returns its reference."""
        content_digest = digest(content)
        while True:
            reference = self._reference(kind, identity, content, content_digest)
            name, size = object_name(reference.id), stored_size(len(content))
            self.contents[reference.id] = (kind, reference, content)
            if reference.id in self._damaged or self._sizes.get(name, size) != size:
                self._store.delete(name)
                self._damaged.discard(reference.id)
                self._sizes.pop(name, None)
            if name in self._sizes:
                return reference
            stored = size if self._put_file(kind, reference, content) else self._store.list(name).get(name)
            if stored is not None:
                self._sizes[name] = stored
            if stored == size:
                return reference

    def _put_file(self, kind, reference, content):
        file = seal_object(self._vault_id, kind, reference, content, self._writer.random)
        return self._store.put(object_name(reference.id), file)

    def _reference(self, kind, identity, content, content_digest):
        length = len(content)
        reused = self._reusable.get((kind, identity if kind == ATTACHMENT else "", length, content_digest))
        if reused:
            return reused
        for generation in itertools.count():
            oid = object_id(self._keys, kind, generation, identity, length, content_digest)
            right_size = self._sizes.get(object_name(oid), stored_size(length)) == stored_size(length)
            if oid in self._parent_ids or (oid not in self._marked and right_size):
                key = object_key(self._keys, oid)
                return ObjectReference(id=oid, key=key, length=length, digest=content_digest)

    def put_again(self, ids):
        """Puts what the store no longer lists. Says whether that was all (spec 09, write-objects-again)."""
        listed = self._store.list("objects/")
        gone = [oid for oid in ids if object_name(oid) not in listed]
        for oid in gone:
            if oid in self.contents:
                self._put_file(*self.contents[oid])
        return all(oid in self.contents for oid in gone)

    def has_stored(self, reference):
        """Whether the parent refers to an object, and the store lists it with its size."""
        stored = self._sizes.get(object_name(reference.id)) == stored_size(reference.length)
        return stored and reference.id in self._parent_ids


def marked_ids(vault):
    """The objects that marks of the current epoch list; marks of former epochs are ignored."""
    return {oid for mark in vault.marks if mark.epoch == vault.header.epoch for oid in mark.message.object_ids}
