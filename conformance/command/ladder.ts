/** A step of the way to a whole implementation: operations that need only what is above them. */
export interface Step {
  readonly name: string;
  /** Where in the specification it stands. */
  readonly chapter: string;
  readonly operations: readonly string[];
  /** What to look at first if one of them answers wrongly. */
  readonly help: string;
}

/** All operations, from those that need nothing to those that need everything. What fails first is to be fixed first. */
export const LADDER: readonly Step[] = [
  {
    name: "Numbers and padding",
    chapter: "02-notation.md",
    operations: ["padme", "stored-size", "pad", "unpad", "prefix.identify"],
    help: "Plain arithmetic on lengths. Compute with integers of 64 bits, and never through floating point.",
  },
  {
    name: "Hashes and keys",
    chapter: "02-notation.md",
    operations: ["mac", "derive", "digest", "named-random"],
    help: "Compare byte by byte what goes into the MAC: labels, lengths and their byte order. `vectors/derivation.json` has every intermediate value.",
  },
  {
    name: "Sealing",
    chapter: "02-notation.md",
    operations: ["sealed.size", "sealed.seal", "sealed.open"],
    help: "Compare key, base nonce and commitment with the intermediate values of `vectors/sealing.json` before you look at chunks. The last chunk is never full, and may be empty.",
  },
  {
    name: "The recovery key",
    chapter: "03-recovery-key.md",
    operations: [
      "recovery-key.check-digit",
      "recovery-key.parse",
      "recovery-key.format",
      "recovery-key.generate",
      "recovery-key.complete",
    ],
    help: "Begin with the check digit of one row; parsing and completing use it for all eight.",
  },
  {
    name: "Passkeys",
    chapter: "04-passkey.md",
    operations: ["passkey.prf-input", "passkey.result", "passkey.prf"],
    help: "The PRF input is hashed before an authenticator sees it, and platforms give its result in several forms.",
  },
  {
    name: "Slots and headers",
    chapter: "05-header.md",
    operations: [
      "slot.info",
      "slot.wrap",
      "slot.unwrap",
      "header.parse",
      "header.open",
      "header.build",
      "header.choose",
      "header.complete",
    ],
    help: "Sealing and the recovery key have to be right first. Check in the order that the chapter gives: it decides which code is due.",
  },
  {
    name: "Objects",
    chapter: "06-objects.md",
    operations: ["object.seal", "object.read", "object.range"],
    help: "Id, key and stored size follow from the reference. Nothing may be given out of a chunk before its tag was checked.",
  },
  {
    name: "Content",
    chapter: "07-content.md",
    operations: ["frame.validate", "frames.validate", "segment.encode", "segment.decode", "segment.table"],
    help: "Begin with single frames and their canonical JSON; a segment is frames with a table, and rules about their order.",
  },
  {
    name: "Snapshots and marks",
    chapter: "08-snapshots.md",
    operations: ["snapshot.encode", "snapshot.decode", "mark.encode", "mark.decode"],
    help: "Number and epoch stand in the name, in the file and in the context of the seal, and have to agree.",
  },
  {
    name: "The archive",
    chapter: "10-archive.md",
    operations: ["archive.list", "archive.pack", "archive.unpack"],
    help: "No keys are needed: records, an index, and an end that says where the index is.",
  },
  {
    name: "Reading vaults",
    chapter: "09-vault.md",
    operations: [
      "vault.open",
      "vault.history",
      "vault.restore",
      "vault.read-range",
      "vault.archive",
      "vault.slot-list",
      "vault.check",
    ],
    help: "Everything above comes together. `spec/16-example.md` has a whole vault in bytes to walk through.",
  },
  {
    name: "Writing vaults",
    chapter: "09-vault.md",
    operations: [
      "vault.create",
      "vault.backup",
      "vault.slot-add",
      "vault.slot-remove",
      "vault.rotate",
      "vault.reseal",
      "vault.take-over",
      "vault.repair",
      "vault.repair-objects",
      "vault.forget",
      "vault.prune",
      "vault.copy",
    ],
    help: "The order of the writes is what counts: it is in `log`. Read what you wrote with your own `vault.restore` first.",
  },
];

/** Every operation of the protocol but `hello`, in the order of the ladder. */
export const OPERATION_NAMES: readonly string[] = LADDER.flatMap((step) => step.operations);

/** The step that an operation is part of. */
export function stepOf(operation: string): Step | undefined {
  return LADDER.find((step) => step.operations.includes(operation));
}
