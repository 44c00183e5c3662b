"""Secrets, key slots and the header file: opening, reading, building, choosing (spec 05)."""

import hmac
import itertools
from collections import namedtuple

from . import crypto
from .base import UNSUPPORTED, KeepsakeError, name_of, attempt, need, number, sort_out, u32, u64
from .recovery import evaluate, prf_input
from .rules import MAX_SLOTS, read
from .wire import M, encode, exceeds

MAX_HEADER = 1048576
MALFORMED, AUTH, MISSING, ROLLBACK = "header.malformed", "header.auth", "header.missing", "header.rollback"
NO_SLOT = "key.no-matching-slot"

# Secrets. An Authenticator evaluates any salt, for one relying party; DeviceKeys are what a device kept, a root key of
# an epoch or key-encryption keys by slot id.
RecoveryKey = namedtuple("RecoveryKey", "digits")
Passkey = namedtuple("Passkey", "credential_id output")
Authenticator = namedtuple("Authenticator", "credential_id rp_id cred_random")
DeviceKeys = namedtuple("DeviceKeys", "epoch root_key keks", defaults=({},))

# A KeySlot with its SlotInfo; a root key with the slot that gave it and its KEK, if one did.
Slot = namedtuple("Slot", "stored info")
Opened = namedtuple("Opened", "root_key slot_id kek", defaults=(None, None))


def slot_kind(info):
    return (info.WhichOneof("kind") or "unknown").replace("_", "-")


def slot_kek(secret, vault_id, info, prf_salt):
    """The key-encryption key that a secret has for a slot, or None where the slot is not for it."""
    kind = slot_kind(info)
    match kind, secret:
        case "recovery-key", RecoveryKey():
            ikm = secret.digits.encode()
        case "passkey", Passkey() if secret.credential_id == info.passkey.credential_id:
            ikm = secret.output
        case "passkey", Authenticator() if secret[:2] == (info.passkey.credential_id, info.passkey.rp_id):
            ikm = evaluate(secret.cred_random, prf_input(prf_salt))
        case (("recovery-key" | "passkey"), DeviceKeys()):
            return secret.keks.get(info.slot_id)
        case _:
            return None
    return crypto.derive(ikm, info.salt, "slot/" + kind, vault_id + info.slot_id)


def _slot_context(vault_id, epoch, info):
    return crypto.labelled("slot", vault_id + u64(epoch) + u32(len(info)) + info)


def wrap(kek, vault_id, epoch, info, root_key, salt):
    """Seals the root key in a slot; info is the bytes of the SlotInfo."""
    return crypto.seal(kek, _slot_context(vault_id, epoch, info), root_key, salt)


def unwrap(kek, vault_id, epoch, slot):
    """The root key in a KeySlot, or None where the key is not this slot's."""
    try:
        root_key = crypto.unseal(kek, _slot_context(vault_id, epoch, slot.info), slot.sealed_root_key)
    except crypto.SealError as fault:
        need(fault.reason == "commitment", AUTH)
        return None
    need(len(root_key) == 32, AUTH)
    return root_key


def open_slots(secret, vault_id, epoch, prf_salt, slots):
    """Opens the first Slot that the secret fits."""
    if isinstance(secret, DeviceKeys) and secret.epoch == epoch:
        return Opened(secret.root_key)
    for slot in slots:
        kek = slot_kek(secret, vault_id, slot.info, prf_salt)
        root_key = kek and unwrap(kek, vault_id, epoch, slot.stored)
        if root_key:
            return Opened(root_key, slot.info.slot_id, kek)
    raise KeepsakeError(NO_SLOT)


def read_slot(stored):
    """A Slot of a KeySlot, whose fields are checked."""
    info = read(M.SlotInfo, stored.info, MALFORMED)
    need(slot_kind(info) == "unknown" or len(stored.sealed_root_key) == 104, MALFORMED)
    return Slot(stored, info)


def make_info(slot_id, salt, passkey=None):
    """A SlotInfo for a PasskeySlot, or for a recovery key where there is none."""
    return M.SlotInfo(slot_id=slot_id, salt=salt, passkey=passkey, recovery_key=None if passkey else {})


class Header:
    """A header that is well-formed, of which nothing is authenticated until it is opened (steps 1 to 8)."""

    def __init__(self, file, revision, any_features=False):
        crypto.check_prefix(file, crypto.HEADER, MALFORMED)
        n, data = number(file, 10, 4), file[14:-64]
        need(n <= MAX_HEADER and len(file) == 78 + n, MALFORMED)
        need(crypto.sha256(file[:-64]) == file[-64:-32], MALFORMED)
        need(not exceeds(data, M.Header.SLOTS_FIELD_NUMBER, MAX_SLOTS), MALFORMED)
        self.file, self.message = file, read(M.Header, data, MALFORMED)
        self.vault_id, self.epoch, self.revision = self.message.vault_id, self.message.epoch, self.message.revision
        self.slots = [read_slot(slot) for slot in self.message.slots]
        self.slot_ids = {slot.info.slot_id for slot in self.slots}
        need(len(self.slot_ids) == len(self.slots) and self.revision == revision, MALFORMED)
        need(any_features or not self.message.required_features, UNSUPPORTED)
        self.order, self.name = (self.epoch, revision), name_of("headers", revision)
        self.digest = crypto.digest(file)

    def is_authentic(self, root_key):
        key = crypto.EpochKeys(self.vault_id, self.epoch, root_key).key("header-mac")
        return hmac.compare_digest(crypto.mac(key, self.file[:-32]), self.file[-32:])

    def open(self, secret):
        return self.authenticate(open_slots(secret, self.vault_id, self.epoch, self.message.prf_salt, self.slots))

    def authenticate(self, opened):
        """Reads the rest of the header (steps 10 to 12); opened holds the root key."""
        need(self.is_authentic(opened.root_key), AUTH)
        self.opened, self.root_key = opened, opened.root_key
        self.current_keys = crypto.EpochKeys(self.vault_id, self.epoch, self.root_key)
        key, context = self.current_keys.key("header-details"), _details_context(self.message)
        self.details_bytes = crypto.unseal_padded(key, context, self.message.sealed_details, AUTH, MALFORMED)
        self.details = read(M.HeaderDetails, self.details_bytes, MALFORMED)
        self.former = self.details.former_epochs
        need(self.slot_ids.issuperset(s.slot_id for s in self.details.slots), MALFORMED)
        need(all(f.epoch < self.epoch for f in self.former), MALFORMED)
        self.keys = {f.epoch: crypto.EpochKeys(self.vault_id, f.epoch, f.root_key) for f in self.former}
        self.keys[self.epoch] = self.current_keys
        self.last_sequence = self.former[-1].last_sequence if self.former else 0
        return self

    def fits(self, secret, slot):
        opened = attempt(open_slots, secret, self.vault_id, self.epoch, self.message.prf_salt, [slot])
        return isinstance(opened, Opened) and opened.root_key == self.root_key

    def counts(self, epoch, sequence, file_digest):
        """Whether an authentic snapshot counts (spec 05, Closed epochs)."""
        if epoch == self.epoch:
            return sequence > self.last_sequence
        before = 0
        for f in self.former:
            if f.epoch == epoch:
                is_other = sequence == f.last_sequence and file_digest != f.last_digest
                return before < sequence <= f.last_sequence and not is_other
            before = f.last_sequence
        return False


def _details_context(message):
    return crypto.labelled("header-details", message.vault_id + u64(message.epoch) + u64(message.revision))


def build(message, root_key, details, salt):
    """Seals the details (bytes) into the Header message, makes the file of it, and opens that."""
    keys = crypto.EpochKeys(message.vault_id, message.epoch, root_key)
    context = _details_context(message)
    message.sealed_details = crypto.seal(keys.key("header-details"), context, crypto.pad(details), salt)
    data = encode(message)
    file = crypto.HEADER + u32(len(data)) + data
    file += crypto.sha256(file)
    file += crypto.mac(keys.key("header-mac"), file)
    return Header(file, message.revision).authenticate(Opened(root_key))


def parse_all(headers):
    """Well-formed headers, highest (epoch, revision) first, and the codes of the others, of a map by revision."""
    parsed, faults = sort_out({revision: attempt(Header, file, revision) for revision, file in headers.items()})
    return sorted(parsed, key=lambda h: h.order, reverse=True), faults


def need_parsed(parsed, faults):
    need(parsed or faults, MISSING)
    need(parsed, UNSUPPORTED if UNSUPPORTED in faults.values() else MALFORMED)


def choose(headers, secret, asked=None):
    """Chooses among headers, a map from revision to bytes.

    Gives the header in use, the codes of others by revision, and whether the vault is read-only because of them.
    """
    need(headers and (asked is None or asked in headers), MISSING)
    parsed, skipped = parse_all(headers)
    try:
        header = _choose(parsed, skipped, secret) if asked is None else Header(headers[asked], asked).open(secret)
    except KeepsakeError as error:
        if asked is None and error.code in (UNSUPPORTED, NO_SLOT) and not isinstance(secret, Authenticator):
            opened = (h for h in parsed if isinstance(attempt(h.open, secret), Header))
            error.details.update({"revision": h.revision for h in itertools.islice(opened, 1)})
        raise
    for other in parsed:
        older_epoch = other.epoch < header.epoch and other.revision > header.revision
        if other.vault_id != header.vault_id or older_epoch:
            skipped.setdefault(other.revision, MALFORMED)
    return header, skipped, parsed[0].order > header.order or max(headers) > header.revision


def _choose(parsed, skipped, secret):
    """The newest header that opens; codes of those that were tried before it go into skipped."""
    need_parsed(parsed, skipped)
    newest_closed = max((r for r, code in skipped.items() if code == UNSUPPORTED), default=0)
    first = None
    for candidate in parsed:
        need(newest_closed < candidate.revision, UNSUPPORTED)
        result = attempt(candidate.open, secret)
        if isinstance(result, Header):
            return result
        first = first or result.code
        need(first != NO_SLOT, NO_SLOT)
        skipped[candidate.revision] = result.code
    raise KeepsakeError(first)
