import { createHash } from "node:crypto";
import { concat, readU64, u32 } from "../../../reference/core/bytes.js";
import type { Values } from "../case.js";
import { bytesOf, filesOf, type Inputs, loadVector } from "../vectors/load.js";
import { secretOf } from "../vectors/secret.js";
import { hasOpenEncoding, SCHEMAS } from "./open-encoding.js";
import { MEDIUM } from "./sample.js";
import type { Base, Prepared } from "./tampering.js";

function epochFile(layer: "snapshot" | "mark"): Prepared {
  const { vaultId, epochs, name, file } = loadVector(layer, `${layer}-plain`).inputs;
  const keys = epochs.map(({ epoch, rootKey }: Inputs) => ({ epoch, rootKey: bytesOf(rootKey) }));
  const args = { vaultId: bytesOf(vaultId), epochs: keys, name };
  return { bytes: bytesOf(file), args: (bytes) => ({ ...args, file: bytes }) };
}

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function archive(): Prepared {
  const { inputs, expect } = loadVector("archive", "archive-plain");
  return {
    bytes: bytesOf(inputs.file),
    args: (file) => ({ file }),
    // What the files in it hold is no matter of the archive.
    acceptable: ({ entries }: Values) => sameJson(entries, expect.ok.entries),
  };
}

const FOOTER = 48;
const INDEX_HEAD = 5;

/** The index of an archive, with a length and a footer that are right for it: what anyone can make. */
function archiveIndex(): Prepared {
  const { inputs, expect } = loadVector("archive", "archive-plain");
  const file = bytesOf(inputs.file);
  const offset = readU64(file, file.length - FOOTER)!;
  const [records, ending] = [file.subarray(0, offset), file.subarray(-8)];
  return {
    bytes: file.slice(offset + INDEX_HEAD, file.length - FOOTER),
    args: (message) => {
      const index = concat(Uint8Array.of(2), u32(message.length), message);
      const sha = createHash("sha256").update(index).digest();
      return { file: concat(records, index, file.subarray(-FOOTER, -FOOTER + 8), sha, ending) };
    },
    acceptable: ({ entries }: Values) => sameJson(entries, expect.ok.entries),
    isOpen: (message) => hasOpenEncoding(message, SCHEMAS.archiveIndex),
    offset: offset + INDEX_HEAD,
  };
}

/** A device state beside the files that an opening reads. */
function deviceState(): Prepared {
  const { inputs, expect } = loadVector("vault", "vault-open-remembered");
  const read = Object.entries(inputs.files).filter(([name]) => !name.startsWith("objects/"));
  const args = { files: filesOf(Object.fromEntries(read)), secret: secretOf(inputs.secret) };
  return {
    bytes: bytesOf(inputs.deviceState),
    args: (state) => ({ ...args, state }),
    // The writer id and the kept keys do not decide whether the vault is the remembered one.
    acceptable: ({ revision, epoch, snapshot }) => sameJson({ revision, epoch, snapshot }, expect.ok),
    members: ["revision", "epoch", "snapshot"],
    isOpen: (state) => hasOpenEncoding(state, SCHEMAS.deviceState),
  };
}

const EPOCH_FILE_WHY =
  "The epoch in the clear only says which key to try; everything is bound to the vault, the epoch and the number in the name.";

/** Snapshots, marks, archives, device states. */
export const fileBases: readonly Base[] = [
  {
    name: "snapshot",
    title: "A snapshot",
    chapter: "08-snapshots.md",
    operation: "snapshot.decode",
    argument: "file",
    requirements: ["prefix-magic", "snapshot-epoch-field", "snapshot-size", "snapshot-epoch-unknown", "snapshot-auth"],
    why: EPOCH_FILE_WHY,
    samples: MEDIUM,
    prepare: () => epochFile("snapshot"),
  },
  {
    name: "mark",
    title: "A mark",
    chapter: "09-vault.md",
    operation: "mark.decode",
    argument: "file",
    requirements: ["mark-malformed", "mark-auth"],
    why: EPOCH_FILE_WHY,
    samples: MEDIUM,
    prepare: () => epochFile("mark"),
  },
  {
    name: "archive",
    title: "An archive",
    chapter: "10-archive.md",
    operation: "archive.list",
    argument: "file",
    requirements: [
      "archive-magic",
      "archive-trailing",
      "archive-truncated",
      "archive-offset",
      "archive-sha256",
      "archive-record-matches",
    ],
    why: "Records, index and footer say the same twice: a change of any of them shows. What the files hold is checked by who opens them.",
    prepare: archive,
  },
  {
    name: "archive-index",
    title: "The index of an archive with a new SHA-256",
    chapter: "10-archive.md",
    operation: "archive.list",
    argument: "file",
    requirements: ["archive-index-protobuf", "archive-names", "archive-contiguous", "archive-record-matches"],
    why: "Anyone can compute the SHA-256 of an index; the records tell what is in the file.",
    prepare: archiveIndex,
  },
  {
    name: "device-state",
    title: "A device state",
    chapter: "09-vault.md",
    operation: "vault.open",
    argument: "state",
    requirements: ["state-malformed", "state-header-rollback", "state-header-fork", "state-vault-id"],
    why: "What a device remembers is compared with what the store shows, member by member.",
    prepare: deviceState,
  },
];
