import { concat, equalBytes } from "../../../reference/core/bytes.js";
import { MARK_FILE, openEpochFile, SNAPSHOT_FILE } from "../../../reference/core/epoch-file.js";
import {
  decodeHeader,
  decodeMark,
  decodeSnapshot,
  encodeHeader,
  encodeMark,
  encodeSnapshot,
} from "../../../reference/core/proto/codec.js";
import { encodeFrame } from "../../../reference/core/proto/frame-codec.js";
import type { Frame } from "../../../reference/core/proto/types.js";
import { readSegment, readSegmentContent } from "../../../reference/core/segment-read.js";
import { encodeSegmentTable, segmentTable } from "../../../reference/core/segment-table.js";
import type { Case, CaseContext } from "../case.js";
import { headerFile, snapshotFile } from "./kit/forge.js";
import { demand, demandEqual, reopen, write } from "./kit/judge.js";
import { backupArgs, JANUARY, libraryOf, photo, text } from "./kit/library.js";
import { untidy, vaultOf, WEEK } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { type Files, forgetfulState, freshVault, type Scene, secretOf, spare } from "./kit/scene.js";
import { NEXT_PHOTO, oneBackup, twoBackups } from "./kit/scenes.js";
import { bytesOf, provider } from "./kit/seed.js";

/** Field 999, of bytes. */
const unknownField = new Uint8Array([0xba, 0x3e, 0x03, 0x61, 0x62, 0x63]);
const plus = (scene: Scene, files: Files): Scene => ({
  files: { ...scene.files, ...files },
  state: forgetfulState(scene.state),
});
const hasUnknown = ({ $unknowns = [] }: { $unknowns?: readonly Uint8Array[] }) =>
  $unknowns.length === 1 && equalBytes($unknowns[0]!, unknownField);

/** A vault of a newer program: header, details and snapshot have a field that version 1.0 does not know. */
async function newer(): Promise<Scene> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const $unknowns = [unknownField];
  const header = await headerFile(vault, { fields: { $unknowns }, details: { $unknowns } });
  const withHeader = plus(scene, header);
  const snapshot = await snapshotFile(await vaultOf(withHeader), { $unknowns });
  return plus(withHeader, snapshot);
}

async function headersKeep(context: CaseContext): Promise<void> {
  const scene = await newer();
  const slot = { secret: secretOf(await spare()), label: "spare" };
  for (const [operation, args] of [
    ["vault.slot-add", { slot }],
    ["vault.rotate", {}],
    ["vault.take-over", { writerName: "phone", merged: 2 }],
  ] as const) {
    const { header, details } = await reopen((await write(context, operation, scene, args)).scene);
    demandEqual(`The revision after ${operation}`, header.revision, 3);
    demand(hasUnknown(header.message), `${operation} drops a field of the header that it does not know.`);
    demand(hasUnknown(details), `${operation} drops a field of the details that it does not know.`);
  }
}

async function rotationKeeps(context: CaseContext): Promise<void> {
  const { scene } = await write(context, "vault.rotate", await newer());
  demand(hasUnknown((await reopen(scene)).latest!.snapshot), "The rotation drops a field of the snapshot.");
  // A backup makes a snapshot of its own.
  const next = await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  demandEqual("The sequence", (await reopen(next.scene)).latest!.sequence, 4);
}

async function framesKeep(context: CaseContext): Promise<void> {
  const $unknowns = [unknownField];
  const { message } = photo("m1", JANUARY);
  const [attachment] = message!.media!.attachments!;
  const deep: Frame = {
    message: { ...message, $unknowns, media: { attachments: [{ ...attachment, $unknowns }], $unknowns } },
  };
  const library = libraryOf(deep);
  const { scene } = await write(context, "vault.backup", await freshVault(), backupArgs(library));
  const vault = await reopen(scene);
  const { frames } = await readSegment(vault, vault.latest!.snapshot.segments[1]!);
  const kept = frames[0]!.message!;
  const parts = [kept, kept.media!, kept.media!.attachments![0]!];
  demandEqual("Which parts keep the unknown field", parts.map(hasUnknown), [true, true, true]);
}

async function noFeatures(context: CaseContext): Promise<void> {
  const first = await write(context, "vault.backup", await newer(), backupArgs(NEXT_PHOTO));
  const second = await write(context, "vault.rotate", first.scene);
  for (const { scene } of [first, second]) {
    const { header, latest } = await reopen(scene);
    demandEqual("The required features of the header", [...header.message.requiredFeatures], []);
    demandEqual("The required features of the snapshot", [...latest!.snapshot.requiredFeatures], []);
  }
  const args = { files: {}, slots: [{ secret: secretOf(await spare()) }], now: 1 };
  const created = await context.expect("vault.create", args, { ok: {} });
  const [entry] = created.log as { bytes: Uint8Array }[];
  const message = entry!.bytes.subarray(14, -64);
  demandEqual("The required features of a new header", [...decodeHeader(message).requiredFeatures], []);
}

/** The length of a frame of less than 16,384 bytes, as a varint. */
const lengthOf = ({ length }: Uint8Array) =>
  length < 128 ? new Uint8Array([length]) : new Uint8Array([(length & 127) | 128, length >> 7]);

/** Every message that a writer stored, encoded once more. */
async function canonical(context: CaseContext): Promise<void> {
  const odd = text("m0", JANUARY - 9, "x", { sentAtMs: 0, expireTimerMs: 0 });
  const backup = await write(
    context,
    "vault.backup",
    await oneBackup(),
    backupArgs(libraryOf(odd, photo("m1", JANUARY))),
  );
  const rotated = await write(context, "vault.rotate", backup.scene);
  const slot = { secret: secretOf(await spare()), label: "spare" };
  const added = await write(context, "vault.slot-add", rotated.scene, { slot });
  const pruned = await write(context, "vault.prune", await untidy(), { graceMs: WEEK });
  for (const { log, scene } of [backup, rotated, added, pruned]) {
    const vault = await reopen(scene);
    const keys = new Map(vault.epochs.map(({ epoch, keys }) => [epoch, keys]));
    for (const entry of log) {
      if (entry.did !== "put") continue;
      const { name, bytes } = entry;
      if (name.startsWith("headers/")) {
        const message = bytes.subarray(14, -64);
        demandEqual(`The message of ${name}`, encodeHeader(decodeHeader(message)), message.slice());
      } else if (!name.startsWith("objects/")) {
        const isMark = name.startsWith("marks/");
        const file = isMark ? MARK_FILE : SNAPSHOT_FILE;
        const { protobuf } = await openEpochFile(provider, file, keys, vault.vaultId, name, bytes);
        const again = isMark ? encodeMark(decodeMark(protobuf)) : encodeSnapshot(decodeSnapshot(protobuf));
        demandEqual(`The message of ${name}`, again, protobuf.slice());
      }
    }
    for (const segment of vault.latest!.snapshot.segments) {
      const content = await readSegmentContent(vault, segment);
      const { frames } = await readSegment(vault, segment);
      const again = frames.map((frame) => encodeFrame(frame)).flatMap((bytes) => [lengthOf(bytes), bytes]);
      const expected = concat(encodeSegmentTable(segmentTable(content)), ...again);
      demandEqual("The frames of a segment", content.slice(), expected);
    }
  }
}

async function canonicalFrames(context: CaseContext): Promise<void> {
  // A message field that occurs twice is replaced or merged, and written once; numbers lose their long forms.
  const frame = text("m1", JANUARY, "hello");
  const known = encodeFrame(frame);
  const validated = await context.expect("frame.validate", { frame: known }, { ok: { encoded: known } });
  demand(typeof validated.json === "string", "There is no JSON of a frame.");
  const twice = concat(known, known);
  const { encoded } = await context.expect("frame.validate", { frame: twice }, { ok: {} });
  demandEqual("A frame with its message twice, as a writer encodes it", encoded as Uint8Array, known);
  const longForm = new Uint8Array([0x3a, 0x80 | (known.length - 2), 0x00, ...known.subarray(2)]);
  await context.expect("frame.validate", { frame: longForm }, { ok: { encoded: known } });
}

async function identify(context: CaseContext): Promise<void> {
  const { files } = await twoBackups();
  const kinds: Record<string, number> = { headers: 1, snapshots: 2, objects: 3 };
  for (const [name, file] of Object.entries(files)) {
    await context.expect("prefix.identify", { file }, { ok: { kind: kinds[name.split("/")[0]!]! } });
  }
  const [file] = Object.values(files);
  const reject = { reject: { codes: ["input.malformed"] } };
  await context.expect("prefix.identify", { file: file!.slice(0, 10) }, { ok: { kind: 1 } });
  await context.expect("prefix.identify", { file: file!.slice(0, 9) }, reject);
  await context.expect("prefix.identify", { file: new Uint8Array() }, reject);
  await context.expect("prefix.identify", { file: new Uint8Array([0x6b, ...file!.subarray(1)]) }, reject);
  await context.expect("prefix.identify", { file: await bytesOf("no file of Keepsake") }, reject);
}

/** What programs of two versions do to each other's files. */
export const versions = (): Case[] => [
  ...scenarios("13-versions.md", [
    {
      name: "keep-in-headers",
      title: "Unknown fields of a header and its details are in every header that follows",
      requirements: ["extension-keep", "proto-keep-unknown"],
      operations: ["vault.slot-add", "vault.rotate", "vault.take-over"],
      why: "An older program on a second device would silently undo what a newer one has set up.",
      run: headersKeep,
    },
    {
      name: "keep-in-rotation",
      title: "The snapshot that follows a rotation keeps the unknown fields of the newest one",
      requirements: ["extension-keep", "rotate-snapshot"],
      operations: ["vault.rotate", "vault.backup"],
      why: "It is the same backup, and has to say the same.",
      run: rotationKeeps,
    },
    {
      name: "keep-in-frames",
      title: "Unknown fields at any depth of a frame are stored with it",
      requirements: ["extension-keep", "unknown-kept", "proto-keep-unknown"],
      operations: ["vault.backup"],
      why: "A restore by an older program and a backup after it would strip the chats.",
      run: framesKeep,
    },
    {
      name: "no-idle-feature",
      title: "A writer of version 1.0 lists no required feature",
      requirements: ["extension-no-idle-feature"],
      operations: ["vault.create", "vault.backup", "vault.rotate"],
      why: "It would close the vault to programs that could read it.",
      run: noFeatures,
    },
  ]),
  ...scenarios("02-notation.md", [
    {
      name: "canonical-files",
      title: "All messages of stored files are in the canonical encoding",
      requirements: ["proto-canonical", "proto-message-once", "proto-own-wire-type"],
      operations: ["vault.backup", "vault.rotate", "vault.slot-add", "vault.prune"],
      why: "Equal content must have equal bytes, for all programs that write to a vault in turn.",
      run: canonical,
    },
    {
      name: "canonical-frames",
      title: "A frame that is encoded in another way is accepted and written canonically",
      requirements: ["proto-canonical", "proto-message-once", "proto-noncanonical-accepted"],
      operations: ["frame.validate"],
      why: "A field that is written twice is read in two ways by two libraries.",
      run: canonicalFrames,
    },
    {
      name: "unknown-file",
      title: "A file of which nothing is known is told by its first ten bytes",
      requirements: ["prefix-unknown-file"],
      operations: ["prefix.identify"],
      why: "The user picked the wrong file, and has to learn that rather than that the backup is damaged.",
      run: identify,
    },
  ]),
];
