"""Arguments and answers of conformance/protocol.md as Python values: bytes, secrets, keys."""

import base64
import hashlib
import itertools
import pathlib

from . import passkey, recovery
from .errors import UnsupportedError, UsageError
from .frames import compare_key
from .objects import ObjectReference
from .primitives import EpochKeys
from .secrets import Authenticator, Passkey, RecoveryKey, RootKey, SlotKek


def read_wire_bytes(value):
    if "b64" in value:
        return base64.b64decode(value["b64"], validate=True)
    if "file" in value:
        return pathlib.Path(value["file"]).read_bytes()
    raise ValueError("bytes of an unknown form")


class Args:
    """The arguments of an operation; read turns their bytes into bytes."""

    def __init__(self, values, read=read_wire_bytes):
        self._values, self._read = values, read

    def __getitem__(self, name):
        return self._values[name]

    def get(self, name, default=None):
        value = self._values.get(name)
        return default if value is None else value

    def bytes(self, name, default=None):
        value = self._values.get(name)
        return default if value is None else self._read(value)

    def bytes_list(self, name):
        return [self._read(value) for value in self._values.get(name) or ()]

    def files(self, name="files"):
        return {key: self._read(value) for key, value in (self._values.get(name) or {}).items()}

    def sub(self, name):
        value = self._values.get(name)
        return None if value is None else Args(value, self._read)

    def list(self, name):
        return [Args(value, self._read) for value in self._values.get(name) or ()]

    def secret(self, name="secret"):
        value = self.sub(name)
        return value and value.as_secret()

    def as_secret(self):
        kind = self["kind"]
        if kind == "recovery-key":
            return RecoveryKey(recovery.parse(self["digits"]))
        if kind == "passkey":
            return Passkey(self.bytes("credentialId"), passkey.output(self.bytes("prf")))
        if kind == "cred-random":
            return Authenticator(self.bytes("credentialId"), self["rpId"], self.bytes("credRandom"))
        if kind == "kek":
            return SlotKek(self.bytes("slotId"), self.bytes("kek"))
        if kind == "root-key":
            return RootKey(self["epoch"], self.bytes("rootKey"))
        raise UnsupportedError(f"a secret of kind {kind}")

    def keys(self):
        """The keys of vaultId, epoch and rootKey."""
        return EpochKeys(self.bytes("vaultId"), self["epoch"], self.bytes("rootKey"))

    def epochs(self):
        vault_id = self.bytes("vaultId")
        return {e["epoch"]: EpochKeys(vault_id, e["epoch"], e.bytes("rootKey")) for e in self.list("epochs")}

    def reference(self):
        r = self.sub("reference")
        return ObjectReference(id=r.bytes("id"), key=r.bytes("key"), length=r["length"], digest=r.bytes("digest"))

    def order_key(self, name):
        key = self[name]
        return compare_key(key["rank"], key["timeMs"], key["id"])

    def pieces(self, data):
        """The data in the pieces that cuts says."""
        cuts = self.get("cuts") or [len(data)]
        if cuts[-1] != len(data):
            raise UsageError("cuts")
        return [data[a:b] for a, b in itertools.pairwise([0, *cuts])]


def released(data):
    return {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def reference_json(reference):
    return {"id": reference.id, "key": reference.key, "length": reference.length, "digest": reference.digest}
