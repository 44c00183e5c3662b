"""The header file: reading, building, choosing (spec 05)."""

import hashlib
import re

from .errors import KeepsakeError
from .primitives import (
    HEADER_KIND,
    MAX_NUMBER,
    EpochKeys,
    PaddingError,
    SealError,
    check_prefix,
    digest,
    is_sealed_size,
    mac,
    name_of,
    number,
    pad,
    prefix,
    same,
    seal,
    seal_context,
    u32,
    u64,
    unpad,
    unseal,
)
from .secrets import Authenticator, SlotInfo, open_slots, slot_kind
from .wire import decode, encode, scan_fields, schema

Header, HeaderDetails, KeySlot = schema("Header"), schema("HeaderDetails"), schema("KeySlot")
MAX_HEADER, MAX_SLOTS, MAX_FORMER = 1048576, 32, 1024
_SLOTS = Header.by_name["slots"].number
MALFORMED, UNSUPPORTED, AUTH = "header.malformed", "input.unsupported-version", "header.auth"
_NAME = re.compile(r"(headers|snapshots|marks)/([0-9a-f]{16})")


def file_number(folder, name):
    """The number in the name of a header, snapshot or mark, or None if it is no such name."""
    match = _NAME.fullmatch(name)
    if match and match[1] == folder and 1 <= int(match[2], 16) <= MAX_NUMBER:
        return int(match[2], 16)
    return None


def need(condition, code=MALFORMED):
    if not condition:
        raise KeepsakeError(code)


def ascending(values):
    return all(a < b for a, b in zip(values, values[1:]))


def check_slot(slot):
    """The fields of a key slot. Returns its SlotInfo."""
    need(len(slot.info) <= 4096)
    info = decode(SlotInfo, slot.info, MALFORMED)
    kind = slot_kind(info)
    size = len(slot.sealed_root_key)
    need(1 <= size <= 4096 if kind == "unknown" else size == 104)
    need(len(info.slot_id) == 16 and len(info.salt) == 32)
    if kind == "passkey":
        need(1 <= len(info.passkey.rp_id.encode()) <= 253)
        need(1 <= len(info.passkey.credential_id) <= 1023)
        need(len(info.passkey.transports) <= 8)
        need(all(len(t.encode()) <= 32 for t in info.passkey.transports))
    return info


class Parsed:
    """A header that is well-formed, of which nothing is authenticated (spec 05, Reading, steps 1 to 8)."""

    def __init__(self, file, revision, any_features=False):
        check_prefix(file[:10], HEADER_KIND, MALFORMED)
        need(len(file) >= 14)
        n = number(file, 10, 4)
        need(n <= MAX_HEADER)
        need(len(file) == 78 + n)
        need(hashlib.sha256(file[: 14 + n]).digest() == file[14 + n : 46 + n])
        fields = scan_fields(file, 14, 14 + n)
        need(sum(number == _SLOTS for number, _, _ in fields) <= MAX_SLOTS)
        h = decode(Header, file[14 : 14 + n], MALFORMED)
        need(len(h.vault_id) == 16 and h.epoch >= 1 and h.revision >= 1 and len(h.prf_salt) == 32)
        need(1 <= len(h.slots) <= MAX_SLOTS)
        self.infos = [check_slot(slot) for slot in h.slots]
        need(len({info.slot_id for info in self.infos}) == len(self.infos))
        need(ascending(h.required_features))
        need(h.revision == revision)
        need(any_features or not h.required_features, UNSUPPORTED)
        self.file, self.message = file, h
        self.vault_id, self.epoch, self.revision = h.vault_id, h.epoch, h.revision
        self.order = (h.epoch, h.revision)
        self.name = name_of("headers", h.revision)
        self.digest = digest(file)

    def slots(self):
        return [(slot.info, info, slot.sealed_root_key) for slot, info in zip(self.message.slots, self.infos)]

    def open(self, secret):
        """Opens a slot and the header with it."""
        opened = open_slots(secret, self.vault_id, self.epoch, self.message.prf_salt, self.slots())
        return OpenHeader(self, opened)

    def is_authentic(self, root_key):
        keys = EpochKeys(self.vault_id, self.epoch, root_key)
        return same(mac(keys.key("header-mac"), self.file[:-32]), self.file[-32:])


class OpenHeader:
    """A header that is authentic (steps 10 to 12)."""

    def __init__(self, parsed, opened):
        need(parsed.is_authentic(opened.root_key), AUTH)
        self.parsed, self.opened = parsed, opened
        self.vault_id, self.epoch, self.revision = parsed.vault_id, parsed.epoch, parsed.revision
        self.root_key = opened.root_key
        keys = EpochKeys(self.vault_id, self.epoch, self.root_key)
        sealed = parsed.message.sealed_details
        need(is_sealed_size(len(sealed)), AUTH)
        try:
            padded = unseal(keys.key("header-details"), details_context(self.vault_id, *parsed.order), sealed)
        except SealError:
            raise KeepsakeError(AUTH) from None
        try:
            self.details_bytes = unpad(padded)
        except PaddingError:
            raise KeepsakeError(MALFORMED) from None
        self.details = decode(HeaderDetails, self.details_bytes, MALFORMED)
        self._check_details()
        self.former = list(self.details.former_epochs)
        self.keys = {f.epoch: EpochKeys(self.vault_id, f.epoch, f.root_key) for f in self.former}
        self.keys[self.epoch] = keys

    def _check_details(self):
        d = self.details
        need(len(d.writer_id) == 16 and len(d.writer_name.encode()) <= 256)
        ids = [s.slot_id for s in d.slots]
        need(ascending(ids) and set(ids) <= {info.slot_id for info in self.parsed.infos})
        need(all(len(s.label.encode()) <= 256 for s in d.slots))
        need(len(d.former_epochs) <= MAX_FORMER and ascending([f.epoch for f in d.former_epochs]))
        last = 0
        for f in d.former_epochs:
            need(1 <= f.epoch < self.epoch and len(f.root_key) == 32 and f.last_sequence >= last)
            need(len(f.last_digest) == (32 if f.last_sequence else 0))
            last = f.last_sequence

    @property
    def current_keys(self):
        return self.keys[self.epoch]

    def last_sequence(self):
        """The last sequence of all former epochs, or 0."""
        return self.former[-1].last_sequence if self.former else 0

    def counts(self, epoch, sequence, file_digest):
        """Whether an authentic snapshot counts (spec 05, Closed epochs)."""
        if epoch == self.epoch:
            return sequence > self.last_sequence()
        before = 0
        for f in self.former:
            if f.epoch == epoch:
                if sequence == f.last_sequence and file_digest != f.last_digest:
                    return False
                return before < sequence <= f.last_sequence
            before = f.last_sequence
        return False


def details_context(vault_id, epoch, revision):
    return seal_context("header-details", vault_id + u64(epoch) + u64(revision))


def build(message, root_key, details, salt):
    """A header file: seals the details (bytes) into the Header message."""
    keys = EpochKeys(message.vault_id, message.epoch, root_key)
    context = details_context(message.vault_id, message.epoch, message.revision)
    message.sealed_details = seal(keys.key("header-details"), context, pad(details), salt)
    data = encode(message)
    file = prefix(HEADER_KIND) + u32(len(data)) + data
    file += hashlib.sha256(file).digest()
    return file + mac(keys.key("header-mac"), file)


class Choice:
    """The header in use, and what was found out about the other files (spec 05, Choosing)."""

    def __init__(self, header, skipped, read_only):
        """skipped: the codes of other headers by revision."""
        self.header, self.skipped, self.read_only = header, skipped, read_only


def parse_all(headers):
    """Well-formed headers, and the codes of the other files, of a map from revision to bytes."""
    parsed, faults = {}, {}
    for revision, file in headers.items():
        try:
            parsed[revision] = Parsed(file, revision)
        except KeepsakeError as error:
            faults[revision] = error.code
    return parsed, faults


def choose(headers, secret, asked=None):
    """Chooses among headers, a map from revision to bytes."""
    need(headers, "header.missing")
    if asked is not None:
        need(asked in headers, "header.missing")
        header = Parsed(headers[asked], asked).open(secret)
        return _choice(header, headers, *parse_all(headers), {})
    parsed, faults = parse_all(headers)
    try:
        return _choose(headers, parsed, faults, secret)
    except KeepsakeError as error:
        older = _newest_opened(parsed, secret) if error.code in (UNSUPPORTED, "key.no-matching-slot") else None
        if older:
            error.details["revision"] = older
        raise


def _newest_opened(parsed, secret):
    """The newest revision that a secret opens without another ceremony (spec 05, choose-name-older)."""
    if isinstance(secret, Authenticator):
        return None
    for candidate in sorted(parsed.values(), key=lambda p: p.order, reverse=True):
        try:
            return candidate.open(secret).revision
        except KeepsakeError:
            continue
    return None


def _choose(headers, parsed, faults, secret):
    if not parsed:
        raise KeepsakeError(UNSUPPORTED if UNSUPPORTED in faults.values() else MALFORMED)
    newest_closed = max((r for r, code in faults.items() if code == UNSUPPORTED), default=0)
    header, before = None, {}
    for candidate in sorted(parsed.values(), key=lambda p: p.order, reverse=True):
        need(newest_closed < candidate.revision, UNSUPPORTED)
        try:
            header = candidate.open(secret)
            break
        except KeepsakeError as error:
            if error.code == "key.no-matching-slot" and not before:
                raise
            before[candidate.revision] = error.code
    if header is None:
        raise KeepsakeError(next(iter(before.values())))
    return _choice(header, headers, parsed, faults, before)


def _choice(header, headers, parsed, faults, before):
    """The choice of a header; before are the codes of well-formed headers that were tried before it."""
    skipped = {**faults, **before}
    for revision, other in parsed.items():
        older_epoch = other.epoch < header.epoch and revision > header.revision
        if other.vault_id != header.vault_id or older_epoch:
            skipped.setdefault(revision, MALFORMED)
    above = {r for r, other in parsed.items() if other.order > header.parsed.order}
    return Choice(header, skipped, read_only=bool(above) or max(headers) > header.revision)
