"""Your implementation goes here, one function an operation, from the top down.

An operation takes the arguments as a dict, with bytes as bytes, and returns the members of `ok` as a dict. It raises
Reject(code, ...) when the implementation refuses, and Unsupported(reason) when it cannot do what is asked. None stands
for an operation that is not written yet. README.md shows the first one.
"""

OPERATIONS = {
    # Numbers and padding: spec/02-notation.md
    "padme": None,
    "stored-size": None,
    "pad": None,
    "unpad": None,
    "prefix.identify": None,
    # Hashes and keys: spec/02-notation.md
    "mac": None,
    "derive": None,
    "digest": None,
    "named-random": None,
    # Sealing: spec/02-notation.md
    "sealed.size": None,
    "sealed.seal": None,
    "sealed.open": None,
    # The recovery key: spec/03-recovery-key.md
    "recovery-key.check-digit": None,
    "recovery-key.parse": None,
    "recovery-key.format": None,
    "recovery-key.generate": None,
    "recovery-key.complete": None,
    # Passkeys: spec/04-passkey.md
    "passkey.prf-input": None,
    "passkey.result": None,
    "passkey.prf": None,
    # Slots and headers: spec/05-header.md
    "slot.info": None,
    "slot.wrap": None,
    "slot.unwrap": None,
    "header.parse": None,
    "header.open": None,
    "header.build": None,
    "header.choose": None,
    "header.complete": None,
    # Objects: spec/06-objects.md
    "object.seal": None,
    "object.read": None,
    "object.range": None,
    # Content: spec/07-content.md
    "frame.validate": None,
    "frames.validate": None,
    "segment.encode": None,
    "segment.decode": None,
    "segment.table": None,
    # Snapshots and marks: spec/08-snapshots.md
    "snapshot.encode": None,
    "snapshot.decode": None,
    "mark.encode": None,
    "mark.decode": None,
    # The archive: spec/10-archive.md
    "archive.list": None,
    "archive.pack": None,
    "archive.unpack": None,
    # Reading vaults: spec/09-vault.md
    "vault.open": None,
    "vault.history": None,
    "vault.restore": None,
    "vault.read-range": None,
    "vault.archive": None,
    "vault.slot-list": None,
    "vault.check": None,
    # Writing vaults: spec/09-vault.md
    "vault.create": None,
    "vault.backup": None,
    "vault.slot-add": None,
    "vault.slot-remove": None,
    "vault.rotate": None,
    "vault.reseal": None,
    "vault.take-over": None,
    "vault.repair": None,
    "vault.repair-objects": None,
    "vault.forget": None,
    "vault.prune": None,
    "vault.copy": None,
}
