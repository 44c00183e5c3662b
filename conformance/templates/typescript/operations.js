/**
 * Your implementation goes here, one function an operation, from the top down. An operation takes the arguments, with
 * bytes as Uint8Array, and returns the members of `ok`. null stands for an operation that is not written yet. README.md
 * shows the first one.
 *
 * @type {Record<string, import("./protocol.js").Operation | null>}
 */
export const OPERATIONS = {
  // Numbers and padding: spec/02-notation.md
  padme: null,
  "stored-size": null,
  pad: null,
  unpad: null,
  "prefix.identify": null,
  // Hashes and keys: spec/02-notation.md
  mac: null,
  derive: null,
  digest: null,
  "named-random": null,
  // Sealing: spec/02-notation.md
  "sealed.size": null,
  "sealed.seal": null,
  "sealed.open": null,
  // The recovery key: spec/03-recovery-key.md
  "recovery-key.check-digit": null,
  "recovery-key.parse": null,
  "recovery-key.format": null,
  "recovery-key.generate": null,
  "recovery-key.complete": null,
  // Passkeys: spec/04-passkey.md
  "passkey.prf-input": null,
  "passkey.result": null,
  "passkey.prf": null,
  // Slots and headers: spec/05-header.md
  "slot.info": null,
  "slot.wrap": null,
  "slot.unwrap": null,
  "header.parse": null,
  "header.open": null,
  "header.build": null,
  "header.choose": null,
  "header.complete": null,
  // Objects: spec/06-objects.md
  "object.seal": null,
  "object.read": null,
  "object.range": null,
  // Content: spec/07-content.md
  "frame.validate": null,
  "frames.validate": null,
  "segment.encode": null,
  "segment.decode": null,
  "segment.table": null,
  // Snapshots and marks: spec/08-snapshots.md
  "snapshot.encode": null,
  "snapshot.decode": null,
  "mark.encode": null,
  "mark.decode": null,
  // The archive: spec/10-archive.md
  "archive.list": null,
  "archive.pack": null,
  "archive.unpack": null,
  // Reading vaults: spec/09-vault.md
  "vault.open": null,
  "vault.history": null,
  "vault.restore": null,
  "vault.read-range": null,
  "vault.archive": null,
  "vault.slot-list": null,
  "vault.check": null,
  // Writing vaults: spec/09-vault.md
  "vault.create": null,
  "vault.backup": null,
  "vault.slot-add": null,
  "vault.slot-remove": null,
  "vault.rotate": null,
  "vault.reseal": null,
  "vault.take-over": null,
  "vault.repair": null,
  "vault.repair-objects": null,
  "vault.forget": null,
  "vault.prune": null,
  "vault.copy": null,
};
