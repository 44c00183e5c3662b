"""A store in memory, and opening a vault in it: what counts, and what a device remembers (spec 05, 08, 09)."""

from .base import UNSUPPORTED, USAGE, KeepsakeError, attempt, file_number, need, object_name
from .header import MAX_HEADER, NO_SLOT, ROLLBACK, Authenticator, DeviceKeys, Opened
from .header import choose, open_slots, parse_all, slot_kind
from .objects import check_size, read_chunks
from .snapshots import MARK, SNAPSHOT, read_all, read_folder
from .wire import M

NO_SNAPSHOT, SNAPSHOT_ROLLBACK = "snapshot.missing", "snapshot.rollback"
FORK, MISMATCH, UNAVAILABLE = "header.fork", "snapshot.parent-mismatch", "store.unavailable"


class MemoryStore:
    """A store in memory, with what others do to it meanwhile (spec 09; protocol, interference)."""

    def __init__(self, files=(), interference=()):
        self.files, self.log, self.reads = dict(files), [], []
        self._interference = [{"nth": 1, **entry} for entry in interference]

    def _before(self, operation, name):
        failed = False
        for entry in self._interference:
            concerned = name.startswith(entry["prefix"]) or (operation == "list" and entry["prefix"].startswith(name))
            entry["nth"] -= entry["before"] == operation and concerned
            if entry["nth"] == 0:
                entry["nth"] = -1
                self.files.update(entry.get("put") or {})
                for gone in entry.get("delete") or ():
                    self.files.pop(gone, None)
                failed = failed or entry.get("fail")
        need(not failed, UNAVAILABLE)

    def get(self, name, offset=0, length=None):
        """The bytes of a file or of a part of it, or None."""
        self._before("get", name)
        if name not in self.files:
            return None
        data = self.files[name][offset : None if length is None else offset + length]
        self.reads.append({"name": name, "offset": offset, "length": len(data)})
        return data

    def put(self, name, file):
        self._before("put", name)
        is_new = name not in self.files
        self.files.setdefault(name, file)
        self.log.append({"put": name, "bytes": file} if is_new else {"exists": name})
        return is_new

    def put_unless_equal(self, name, file):
        """None if the file is stored now, else what has its name."""
        while not self.put(name, file):
            existing = self.get(name)
            if existing is not None:
                return None if existing == file else existing
        return None

    def list(self, prefix=""):
        self._before("list", prefix)
        return {name: len(self.files[name]) for name in sorted(self.files) if name.startswith(prefix)}

    def delete(self, name):
        self._before("delete", name)
        self.files.pop(name, None)
        self.log.append({"delete": name})


def read_headers(store):
    """All stored headers by revision."""
    files = read_folder(store, "headers", MAX_HEADER + 79)
    return {file_number("headers", name): file for name, file in files.items()}


class History:
    """Which snapshots count, and why the others are ignored (spec 05, Closed epochs; spec 08, Ancestors)."""

    def __init__(self, store, header):
        self.header, self.counting, self._newest_unsupported = header, [], 0
        self.found, self.faults = read_all(store, SNAPSHOT, header)
        ignored, listed = dict(self.faults), {}
        for s in sorted(self.found, key=lambda s: s.number, reverse=True):
            counts = header.counts(s.epoch, s.number, s.digest)
            if not s.supported:
                ignored[s.name] = UNSUPPORTED
                self._newest_unsupported = max(self._newest_unsupported, s.number if counts else 0)
            elif not counts:
                ignored[s.name] = "snapshot.fork"
            elif listed.get(s.number, s.digest) != s.digest:
                ignored[s.name] = MISMATCH
            else:
                self.counting.append(s)
                listed = {a.sequence: a.digest for a in s.message.ancestors} | listed
        self.ignored = dict(sorted(ignored.items(), reverse=True))
        self.newest = self.counting[0] if self.counting else None

    def choose(self):
        """The newest snapshot, as a reader chooses it (spec 08, Choosing)."""
        newest, header = self.newest, self.header
        need(self._newest_unsupported <= (newest.number if newest else 0), UNSUPPORTED)
        need(newest, NO_SNAPSHOT)
        self._usable(newest)
        need(newest.epoch == header.epoch or newest.number == header.last_sequence, SNAPSHOT_ROLLBACK)
        return newest

    def asked(self, sequence):
        for s in self.counting:
            if s.number == sequence:
                return self._usable(s)
        for name, code in self.ignored.items():
            need(file_number("snapshots", name) != sequence, code, name=name)
        raise KeepsakeError(NO_SNAPSHOT)

    def _usable(self, snapshot):
        need(snapshot.message.min_header_revision <= self.header.revision, ROLLBACK)
        return snapshot


def compare_state(state, header, newest):
    """What a device reports that remembers another vault than it finds, or None (spec 09, Opening, 1 to 8)."""
    if header.vault_id != state.vault_id:
        return FORK
    if header.epoch < state.epoch or header.revision < state.header_revision:
        return ROLLBACK
    if header.revision == state.header_revision and header.digest != state.header_digest:
        return FORK
    if state.epoch in header.keys and header.keys[state.epoch].root_key != state.root_key:
        return FORK
    sequence, digest = state.snapshot_sequence, state.snapshot_digest
    if sequence and (newest is None or newest.number < sequence):
        return SNAPSHOT_ROLLBACK
    if not sequence or newest.number == sequence:
        return "snapshot.fork" if sequence and newest.digest != digest else None
    ancestors = newest.message.ancestors
    listed = {a.sequence: a.digest for a in ancestors}
    is_omitted = sequence not in listed and (len(ancestors) < 64 or ancestors[63].sequence < sequence)
    return MISMATCH if is_omitted or listed.get(sequence, digest) != digest else None


class Vault:
    def __init__(self, store, secret=None, state=None, revision=None):
        need(secret or state, USAGE, message="neither secret nor state")
        self.store, self.state, self._asked = store, state, revision
        self.keks = {k.slot_id: k.kek for k in state.slot_keks} if state else {}
        self._from_state = secret is None
        self.secret = secret or DeviceKeys(state.epoch, state.root_key, self.keks)
        self._read()
        if self.chosen_fault == ROLLBACK:
            self._read()
        if self.header.opened.slot_id:
            self.keks[self.header.opened.slot_id] = self.header.opened.kek

    def _read(self):
        """Headers, marks, snapshots, in this order."""
        headers = read_headers(self.store)
        self.revisions = set(headers)
        try:
            self.header, self.skipped, self.below_others = choose(headers, self.secret, self._asked)
        except KeepsakeError as error:
            if self._from_state and error.code == NO_SLOT:
                need(any(h.epoch >= self.state.epoch for h in parse_all(headers)[0]), ROLLBACK)
            raise
        above = {r: file for r, file in headers.items() if r > self.header.revision}
        self._is_newest_opened = not any(map(self.opens, parse_all(above)[0]))
        self.marks, self.mark_faults = read_all(self.store, MARK, self.header)
        self.history = History(self.store, self.header)
        chosen = attempt(self.history.choose)
        self.chosen_fault = chosen.code if isinstance(chosen, KeepsakeError) else None
        self.chosen = None if self.chosen_fault else chosen
        self.stopping_fault = None if self.chosen_fault == NO_SNAPSHOT else self.chosen_fault
        self.report = compare_state(self.state, self.header, self.history.newest) if self.state else None

    def opens(self, header):
        """Whether another header is whole and opens, by the secret or a root key that is at hand."""
        known = [*self.header.keys.values(), *([self.state] if self.state else [])]
        roots = [k.root_key for k in known if (k.vault_id, k.epoch) == (header.vault_id, header.epoch)]
        by_root = any(attempt(header.authenticate, Opened(root)) is header for root in roots)
        is_supported = not header.message.required_features
        return is_supported and (by_root or attempt(header.open, self.secret) is header)

    def is_genuine(self, above):
        """Whether a header above the one in use must not be deleted (spec 05, repair-genuine)."""
        header = self.header
        if above.vault_id != header.vault_id or above.epoch < header.epoch:
            return False
        opened = Opened(header.root_key)
        if above.epoch > header.epoch:
            takes_ceremony = isinstance(self.secret, Authenticator)
            place = (above.vault_id, above.epoch, above.message.prf_salt, above.slots)
            opened = None if takes_ceremony else attempt(open_slots, self.secret, *place)
        if not isinstance(opened, Opened):
            return False
        if above.message.required_features:
            return above.is_authentic(opened.root_key)
        return attempt(above.authenticate, opened) is above

    def read_only_code(self):
        """The code that keeps the vault from being written to, or None (spec 09, read-only-no-write)."""
        if not (self.below_others or self.report):
            return None
        faulted = [code for _, code in sorted(self.skipped.items())] if self.below_others else []
        return next(filter(None, [*faulted, self.stopping_fault, self.report]), ROLLBACK)

    def need_writable(self):
        code = self.read_only_code()
        need(not code, code)

    def need_choice(self):
        """Stops where no snapshot could be chosen though there may be one. Returns the newest, or None."""
        need(not self.stopping_fault, self.stopping_fault)
        return self.chosen

    def snapshot(self, sequence=None):
        if sequence is None:
            return self.chosen or self.history.choose()
        found = attempt(self.history.asked, sequence)
        if isinstance(found, KeepsakeError) and found.code == ROLLBACK:
            self._read()
        return self.history.asked(sequence)

    def remembered(self, writer_id=b""):
        """The state that the device should remember now, or None (spec 09, state-update)."""
        is_fit = self._is_newest_opened and not self.report and not self.stopping_fault
        return self.new_state(writer_id) if is_fit else None

    def new_state(self, writer_id=b""):
        header, newest = self.header, self.history.newest
        known = [s for s in header.slots if s.info.slot_id in self.keks and slot_kind(s.info) == "recovery-key"]
        kept = [s.info.slot_id for s in known if header.fits(DeviceKeys(None, None, self.keks), s)]
        state = M.DeviceState(vault_id=header.vault_id, epoch=header.epoch, root_key=header.root_key)
        state.header_revision, state.header_digest = header.revision, header.digest
        if newest:
            state.snapshot_sequence, state.snapshot_digest = newest.number, newest.digest
        state.writer_id = writer_id or (self.state.writer_id if self.state else b"")
        for slot_id in kept:
            state.slot_keks.add(slot_id=slot_id, kek=self.keks[slot_id])
        return state

    def read_object(self, kind, reference, sizes):
        """The content of an object, whose size the store said in sizes."""
        name = object_name(reference.id)
        check_size(reference.length, sizes.get(name))
        file = self.store.get(name)
        size = None if file is None else len(file)
        return b"".join(read_chunks(self.header.vault_id, kind, reference, size, [file]))
