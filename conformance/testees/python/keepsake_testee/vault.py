"""Opening a vault: headers, snapshots, marks, and what a device remembers (spec 05, 08, 09)."""

from .errors import KeepsakeError, UsageError
from .header import MAX_HEADER, OpenHeader, choose, file_number, parse_all
from .objects import check_size, object_name, read_object
from .primitives import same
from .secrets import DeviceKeys, Opened, slot_kind, unwrap
from .snapshots import MARK, SNAPSHOT, read_sealed
from .wire import decode, schema

DeviceState, SlotKek = schema("DeviceState"), schema("SlotKek")
ROLLBACK = "header.rollback"


def read_state(data):
    """The device state in data (spec 09, Opening)."""
    s = decode(DeviceState, data, "input.malformed")
    right = (
        len(s.vault_id) == 16 and s.epoch >= 1 and len(s.root_key) == 32 and len(s.writer_id) in (0, 16)
        and len(s.header_digest) == (32 if s.header_revision else 0)
        and len(s.snapshot_digest) == (32 if s.snapshot_sequence else 0)
        and all(len(k.slot_id) == 16 and len(k.kek) == 32 for k in s.slot_keks)
    )
    if not right:
        raise KeepsakeError("input.malformed")
    return s


def read_headers(store):
    """All stored headers by revision. One that is gone when it is read was deleted meanwhile."""
    headers = {}
    for name in store.list("headers/"):
        revision = file_number("headers", name)
        file = revision and store.get(name, 0, MAX_HEADER + 79)
        if file is not None:
            headers[revision] = file
    return headers


def read_all(store, kind, header):
    """All snapshots or marks that open, and the codes of those that do not, by name."""
    found, faults = [], {}
    for name in store.list(kind.folder + "/"):
        if not file_number(kind.folder, name):
            continue
        file = store.get(name, 0, kind.max_file + 1)
        if file is None:
            continue
        try:
            found.append(read_sealed(kind, header.vault_id, header.keys, name, file))
        except KeepsakeError as error:
            faults[name] = error.code
    return found, faults


class History:
    """Which snapshots count, and why the others are ignored (spec 05, Closed epochs; spec 08, Ancestors)."""

    def __init__(self, store, header):
        self.header = header
        self.found, self.faults = read_all(store, SNAPSHOT, header)
        ignored = dict(self.faults)
        self.counting, self.newest_unsupported, listed = [], 0, {}
        for s in sorted(self.found, key=lambda s: s.sequence, reverse=True):
            counts = header.counts(s.epoch, s.sequence, s.digest)
            if not s.supported:
                ignored[s.name] = "input.unsupported-version"
                if counts:
                    self.newest_unsupported = max(self.newest_unsupported, s.sequence)
            elif not counts:
                ignored[s.name] = "snapshot.fork"
            elif listed.get(s.sequence, s.digest) != s.digest:
                ignored[s.name] = "snapshot.parent-mismatch"
            else:
                self.counting.append(s)
                for a in s.message.ancestors:
                    listed.setdefault(a.sequence, a.digest)
        self.ignored = dict(sorted(ignored.items(), reverse=True))
        self.newest = self.counting[0] if self.counting else None

    def choose(self):
        """The newest snapshot, as a reader chooses it (spec 08, Choosing)."""
        newest = self.newest
        if self.newest_unsupported > (newest.sequence if newest else 0):
            raise KeepsakeError("input.unsupported-version")
        if newest is None:
            raise KeepsakeError("snapshot.missing")
        self._usable(newest)
        if newest.epoch != self.header.epoch and newest.sequence != self.header.last_sequence():
            raise KeepsakeError("snapshot.rollback")
        return newest

    def asked(self, sequence):
        """The snapshot of a sequence that the user asks for."""
        for s in self.counting:
            if s.sequence == sequence:
                return self._usable(s)
        for name, code in self.ignored.items():
            if file_number("snapshots", name) == sequence:
                raise KeepsakeError(code, name=name)
        raise KeepsakeError("snapshot.missing")

    def _usable(self, snapshot):
        if snapshot.message.min_header_revision > self.header.revision:
            raise KeepsakeError(ROLLBACK)
        return snapshot


def compare_state(state, header, newest):
    """What a device reports that remembers another vault than it finds, or None (spec 09, Opening, 1 to 8)."""
    if header.vault_id != state.vault_id:
        return "header.fork"
    if header.epoch < state.epoch or header.revision < state.header_revision:
        return ROLLBACK
    if header.revision == state.header_revision and header.parsed.digest != state.header_digest:
        return "header.fork"
    if state.epoch in header.keys and not same(header.keys[state.epoch].root_key, state.root_key):
        return "header.fork"
    remembered = state.snapshot_sequence
    if not remembered:
        return None
    if newest is None or newest.sequence < remembered:
        return "snapshot.rollback"
    if newest.sequence == remembered:
        return None if newest.digest == state.snapshot_digest else "snapshot.fork"
    ancestors = newest.message.ancestors
    listed = {a.sequence: a.digest for a in ancestors}
    if remembered in listed:
        return None if listed[remembered] == state.snapshot_digest else "snapshot.parent-mismatch"
    if len(ancestors) < 64 or ancestors[63].sequence < remembered:
        return "snapshot.parent-mismatch"
    return None


class Vault:
    """An opened vault."""

    def __init__(self, store, secret=None, state=None, asked=None, with_marks=False):
        if secret is None and state is None:
            raise UsageError("neither secret nor state")
        self.store, self.state, self.asked = store, state, asked
        self.keks = {k.slot_id: k.kek for k in state.slot_keks} if state else {}
        self.secret = secret or DeviceKeys(state.epoch, state.root_key, self.keks)
        self._from_state = secret is None
        self.with_marks = with_marks
        self._read()
        if self.chosen_fault == ROLLBACK:
            self._read()
        opened = self.header.opened
        if opened.slot_id:
            self.keks[opened.slot_id] = opened.kek

    def _read(self):
        """Headers, marks where they are asked for, snapshots, in this order."""
        headers = read_headers(self.store)
        self.revisions = set(headers)
        self.choice = self._choose(headers)
        self.header = self.choice.header
        self._is_newest_opened = not any(self._opens(headers[r], r) for r in headers if r > self.header.revision)
        self.marks, self.mark_faults = read_all(self.store, MARK, self.header) if self.with_marks else ([], {})
        self.history = History(self.store, self.header)
        self.chosen, self.chosen_fault = None, None
        try:
            self.chosen = self.history.choose()
        except KeepsakeError as error:
            self.chosen_fault = error.code
        self.report = self.state and compare_state(self.state, self.header, self.history.newest)

    def _choose(self, headers):
        try:
            return choose(headers, self.secret, self.asked)
        except KeepsakeError as error:
            if self._from_state and error.code == "key.no-matching-slot":
                parsed = parse_all(headers)[0].values()
                if all(p.epoch < self.state.epoch for p in parsed):
                    raise KeepsakeError(ROLLBACK) from None
            raise

    def _opens(self, file, revision):
        parsed = parse_all({revision: file})[0].get(revision)
        return parsed is not None and self.opens(parsed)

    def opens(self, parsed):
        """Whether the secret, or a root key that is at hand, authenticates a header."""
        if parsed.vault_id == self.header.vault_id:
            roots = [k.root_key for k in self.header.keys.values() if k.epoch == parsed.epoch]
            if self.state and self.state.epoch == parsed.epoch:
                roots.append(self.state.root_key)
            if any(parsed.is_authentic(root) for root in roots):
                return True
        try:
            parsed.open(self.secret)
            return True
        except KeepsakeError:
            return False

    def inauthentic_headers(self):
        """Other headers of an epoch whose root key is known, that are not authentic under it, with their codes."""
        for revision, parsed in parse_all(read_headers(self.store))[0].items():
            keys = self.header.keys.get(parsed.epoch)
            if keys and revision != self.header.revision:
                try:
                    OpenHeader(parsed, Opened(keys.root_key))
                except KeepsakeError as error:
                    yield revision, error.code

    def read_only_code(self):
        """The code that keeps the vault from being written to, or None (spec 09, read-only-no-write)."""
        if not (self.choice.read_only or self.report):
            return None
        faulted = [code for _, code in sorted(self.choice.skipped.items())] if self.choice.read_only else []
        stopped = None if self.chosen_fault == "snapshot.missing" else self.chosen_fault
        return next((code for code in (*faulted, stopped, self.report) if code), ROLLBACK)

    def need_writable(self):
        code = self.read_only_code()
        if code:
            raise KeepsakeError(code)

    def need_choice(self):
        """Stops where no snapshot could be chosen though there may be one. Returns the newest, or None."""
        if self.chosen_fault not in (None, "snapshot.missing"):
            raise KeepsakeError(self.chosen_fault)
        return self.chosen

    def snapshot(self, sequence=None):
        """The snapshot that was asked for, or the newest."""
        if sequence is None:
            return self.chosen or self.history.choose()
        try:
            return self.history.asked(sequence)
        except KeepsakeError as error:
            if error.code != ROLLBACK:
                raise
            self._read()
            return self.history.asked(sequence)

    def remembered(self, writer_id=None):
        """The state that the device should remember now, or None (spec 09, state-update)."""
        stopped = self.chosen_fault not in (None, "snapshot.missing")
        if self.report or stopped or not self._is_newest_opened:
            return None
        return self.new_state(writer_id)

    def new_state(self, writer_id=None):
        header, newest = self.header, self.history.newest
        state = DeviceState(
            vault_id=header.vault_id, epoch=header.epoch, root_key=header.root_key, header_revision=header.revision,
            header_digest=header.parsed.digest, slot_keks=self._slot_keks(),
        )
        if newest:
            state.snapshot_sequence, state.snapshot_digest = newest.sequence, newest.digest
        writer_id = writer_id or (self.state and self.state.writer_id)
        if writer_id:
            state.writer_id = writer_id
        return state

    def _slot_keks(self):
        """The KEKs at hand that open a recovery-key slot of the header: only those carry a slot over."""
        header, out = self.header, []
        for raw, info, sealed in header.parsed.slots():
            kek = self.keks.get(info.slot_id)
            if kek and slot_kind(info) == "recovery-key" and self._unwraps(kek, raw, sealed):
                out.append(SlotKek(slot_id=info.slot_id, kek=kek))
        return out

    def _unwraps(self, kek, raw, sealed):
        try:
            root_key = unwrap(kek, self.header.vault_id, self.header.epoch, raw, sealed)
        except KeepsakeError:
            return False
        return root_key == self.header.root_key

    def read_object(self, kind, reference, sizes):
        """The content of an object, whose size the store said in sizes."""
        name = object_name(reference.id)
        check_size(reference.length, sizes.get(name))
        return read_object(self.header.vault_id, kind, reference, self.store.get(name))
