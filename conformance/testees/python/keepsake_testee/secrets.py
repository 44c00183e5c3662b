"""The secrets that open a vault, as slots see them (spec 05, Opening; spec 04, Using)."""

from . import passkey
from .errors import KeepsakeError
from .primitives import SealError, derive, lp, seal, seal_context, u64, unseal
from .wire import schema

SlotInfo, PasskeySlot, RecoveryKeySlot = schema("SlotInfo"), schema("PasskeySlot"), schema("RecoveryKeySlot")


class RecoveryKey:
    """The 64 digits."""

    def __init__(self, digits):
        self.digits = digits

    def slot_kek(self, vault_id, info, prf_salt):
        if info.has("recovery_key"):
            return kek("recovery-key", self.digits.encode(), info, vault_id)
        return None


class Passkey:
    """The PRF output of one ceremony."""

    def __init__(self, credential_id, output):
        self.credential_id, self._output = credential_id, output

    def output(self, prf_salt):
        return self._output

    def slot_kek(self, vault_id, info, prf_salt):
        if info.has("passkey") and info.passkey.credential_id == self.credential_id:
            return kek("passkey", self.output(prf_salt), info, vault_id)
        return None


class Authenticator(Passkey):
    """A passkey in software, which evaluates any salt; for one relying party (spec 04, use-own-rp-id)."""

    def __init__(self, credential_id, rp_id, cred_random):
        super().__init__(credential_id, None)
        self.rp_id, self._cred_random = rp_id, cred_random

    def output(self, prf_salt):
        return passkey.evaluate(self._cred_random, passkey.prf_input(prf_salt))

    def slot_kek(self, vault_id, info, prf_salt):
        if info.has("passkey") and info.passkey.rp_id != self.rp_id:
            return None
        return super().slot_kek(vault_id, info, prf_salt)


class SlotKek:
    """A key-encryption key that a device kept."""

    def __init__(self, slot_id, key):
        self.slot_id, self.key = slot_id, key

    def slot_kek(self, vault_id, info, prf_salt):
        return self.key if info.slot_id == self.slot_id else None


class RootKey:
    """A root key that a device kept; it needs no slot."""

    def __init__(self, epoch, key):
        self.epoch, self.key = epoch, key

    def slot_kek(self, vault_id, info, prf_salt):
        return None


class DeviceKeys(RootKey):
    """What a device state has: a root key, and for other epochs key-encryption keys by slot id."""

    def __init__(self, epoch, key, keks):
        super().__init__(epoch, key)
        self._keks = keks

    def slot_kek(self, vault_id, info, prf_salt):
        return self._keks.get(info.slot_id)


def kek(kind, secret, info, vault_id):
    return derive(secret, info.salt, "slot/" + kind, vault_id + info.slot_id)


def _context(vault_id, epoch, info):
    return seal_context("slot", vault_id + u64(epoch) + lp(info))


def wrap(key, vault_id, epoch, info, root_key, salt):
    """Seals the root key in a slot; info is the bytes of the SlotInfo."""
    return seal(key, _context(vault_id, epoch, info), root_key, salt)


def unwrap(key, vault_id, epoch, info, sealed):
    """The root key in a slot, or None where the key is not this slot's."""
    try:
        root_key = unseal(key, _context(vault_id, epoch, info), sealed)
    except SealError as fault:
        if fault.reason == "commitment":
            return None
        raise KeepsakeError("header.auth") from None
    if len(root_key) != 32:
        raise KeepsakeError("header.auth")
    return root_key


class Opened:
    """A root key, and the slot that gave it with its KEK, if one did."""

    def __init__(self, root_key, slot_id=None, key=None):
        self.root_key, self.slot_id, self.kek = root_key, slot_id, key


def open_slots(secret, vault_id, epoch, prf_salt, slots):
    """Opens the first slot that the secret fits; slots are (info bytes, SlotInfo, sealed root key)."""
    if isinstance(secret, RootKey) and secret.epoch == epoch:
        return Opened(secret.key)
    for raw, info, sealed in slots:
        key = secret.slot_kek(vault_id, info, prf_salt) if slot_kind(info) != "unknown" else None
        root_key = key and unwrap(key, vault_id, epoch, raw, sealed)
        if root_key:
            return Opened(root_key, info.slot_id, key)
    raise KeepsakeError("key.no-matching-slot")


def slot_kind(info):
    if info.has("recovery_key"):
        return "recovery-key"
    return "passkey" if info.has("passkey") else "unknown"


def make_info(slot_id, salt, rp_id=None, credential_id=None, transports=()):
    """A SlotInfo for a recovery key, or for a passkey where rp_id is given."""
    info = SlotInfo(slot_id=slot_id, salt=salt)
    if rp_id is None:
        info.recovery_key = RecoveryKeySlot()
    else:
        info.passkey = PasskeySlot(rp_id=rp_id, credential_id=credential_id, transports=list(transports))
    return info
