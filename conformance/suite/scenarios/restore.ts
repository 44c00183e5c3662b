import { toHex } from "../../../reference/core/bytes.js";
import { snapshotName } from "../../../reference/core/names.js";
import { encodeFrame } from "../../../reference/core/proto/frame-codec.js";
import type { Frame } from "../../../reference/core/proto/types.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentFile, attachmentReference, damaged, nameOf, segmentsOf, snapshotFile } from "./kit/forge.js";
import { demand, demandEqual, messageIds, write } from "./kit/judge.js";
import { JANUARY, PEOPLE, TWO_MONTHS, text } from "./kit/library.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { changedState, type Files, freshVault, rotated, type Scene } from "./kit/scene.js";
import { oneBackup, twoBackups } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

const RESTORE = ["vault.restore"];
const args = ({ files, state }: Scene, more = {}) => ({ files, state, now: NOW, ...more });
const plus = (scene: Scene, files: Files): Scene => ({ ...scene, files: { ...scene.files, ...files } });
const minus = (scene: Scene, ...names: string[]): Scene => ({
  ...scene,
  files: Object.fromEntries(Object.entries(scene.files).filter(([name]) => !names.includes(name))),
});

const segmentNames = async (scene: Scene) =>
  (await vaultOf(scene)).latest!.snapshot.segments.map(({ object }) => nameOf(object));

async function losses(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const [, january] = await segmentNames(scene);
  const photo = nameOf(await attachmentReference(vault, "m4-photo", TWO_MONTHS.contents["m4-photo"]!));
  const whole = await context.expect("vault.restore", args(scene), { ok: { lost: [] } });
  demandEqual(
    "The attachments",
    (whole.attachments as { id: string }[]).map(({ id }) => id),
    ["m2-photo", "m4-photo"],
  );
  const faults: readonly (readonly [Scene, string])[] = [
    [minus(scene, january!), "object.missing"],
    [plus(scene, { [january!]: damaged(scene.files[january!]!) }), "object.auth"],
    [plus(scene, { [january!]: scene.files[january!]!.slice(0, -1) }), "object.truncated"],
  ];
  for (const [broken, code] of faults) {
    const found = await context.expect("vault.restore", args(broken), { ok: {} });
    demandEqual("What was lost", found.lost as never, [{ code, name: january, kind: "frames" }] as never);
    demandEqual("The messages", messageIds(found.frames as string[]), ["m3", "m4"]);
    demandEqual(
      "The attachments",
      (found.attachments as { id: string }[]).map(({ id }) => id),
      ["m4-photo"],
    );
  }
  const gone = await context.expect("vault.restore", args(minus(scene, photo)), { ok: {} });
  const lost = [{ code: "object.missing", name: photo, kind: "attachment", attachmentId: "m4-photo" }];
  demandEqual("What was lost", gone.lost as never, lost as never);
  demandEqual("The messages", messageIds(gone.frames as string[]), ["m1", "m2", "m3", "m4"]);
}

async function account(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const [directory] = await segmentNames(scene);
  const broken = minus(scene, directory!);
  await context.expect("vault.restore", args(scene), { ok: { lost: [] } });
  await context.expect("vault.restore", args(broken), { reject: { codes: ["object.missing"] } });
  const accepted = await context.expect("vault.restore", args(broken, { acceptLostAccount: true }), { ok: {} });
  demandEqual("The messages", messageIds(accepted.frames as string[]), ["m1", "m2", "m3", "m4"]);
  demandEqual(
    "What was lost",
    (accepted.lost as { name: string }[]).map(({ name }) => name),
    [directory!],
  );
}

/** A directory in two segments, two messages in two months; `stranger` has no contact. */
async function directoryInTwo() {
  const scene = await freshVault();
  const vault = await vaultOf(scene);
  const later = Date.UTC(2026, 1, 3);
  const messages = [text("m1", JANUARY), text("m2", later, "hello", { authorId: "stranger" })];
  const group: Frame = { group: { id: "g", createdBy: "friend", members: [{ contactId: "me" }] } };
  const frames = [...PEOPLE.slice(0, 3), group, PEOPLE[3]!, ...messages];
  const cuts = [
    { rank: 3, timeMs: 0, id: "friend" },
    { rank: 4, timeMs: 0, id: "g" },
  ];
  const { segments, files } = await segmentsOf(vault, frames, cuts);
  const all = plus(scene, { ...files, ...(await snapshotFile(vault, { segments })) });
  return { scene: { ...all, state: scene.state }, names: segments.map(({ object }) => nameOf(object)) };
}

async function lostDirectory(context: CaseContext): Promise<void> {
  const { scene, names } = await directoryInTwo();
  const codes = (found: { lost?: unknown }) => (found.lost as { code: string; name: string }[]).map(({ code }) => code);
  // With all of the directory there, a name without a frame is a fault of its segment.
  const whole = await context.expect("vault.restore", args(scene), { ok: {} });
  demandEqual("What was lost", codes(whole), ["content.reference"]);
  demandEqual("The messages", messageIds(whole.frames as string[]), ["m1"]);
  // Without the contacts, whoever is named may have been among them: the group, the chat, the author, the account.
  const contacts = await context.expect("vault.restore", args(minus(scene, names[1]!)), { ok: {} });
  demandEqual("What was lost with the contacts", codes(contacts), ["object.missing"]);
  demandEqual("The messages without the contacts", messageIds(contacts.frames as string[]), ["m1", "m2"]);
  // Whatever its range: the lost segment holds groups and chats only.
  const groups = await context.expect("vault.restore", args(minus(scene, names[2]!)), { ok: {} });
  demandEqual("What was lost with the groups", codes(groups), ["object.missing"]);
  demandEqual("The messages without the groups", messageIds(groups.frames as string[]), ["m1", "m2"]);
}

async function lostTimeline(context: CaseContext): Promise<void> {
  const { scene, names } = await directoryInTwo();
  const found = await context.expect("vault.restore", args(minus(scene, names[3]!)), { ok: {} });
  const lost = (found.lost as { code: string; name: string }[]).map(({ code, name }) => [code, name]);
  demandEqual("What was lost", lost, [
    ["object.missing", names[3]!],
    ["content.reference", names[4]!],
  ]);
}

async function damagedDirectory(context: CaseContext): Promise<void> {
  const { scene, names } = await directoryInTwo();
  const broken = plus(scene, { [names[1]!]: damaged(scene.files[names[1]!]!) });
  const found = await context.expect("vault.restore", args(broken), { ok: {} });
  demandEqual(
    "What was lost",
    (found.lost as { code: string }[]).map(({ code }) => code),
    ["object.auth"],
  );
  demandEqual("The messages", messageIds(found.frames as string[]), ["m1", "m2"]);
}

/** Field 500 of Frame, and field 900 of a contact. */
async function unknownThings(context: CaseContext): Promise<void> {
  const unknownFrame = new Uint8Array([0xa2, 0x1f, 0x02, 0x08, 0x01]);
  const unknownField = new Uint8Array([0xa0, 0x38, 0x05]);
  const contact: Frame = { contact: { id: "friend", displayName: "Alex", $unknowns: [unknownField] } };
  const known = [PEOPLE[0]!, contact, PEOPLE[2]!, PEOPLE[3]!, text("m1", JANUARY)].map((frame) => encodeFrame(frame));
  const frames = [...known.slice(0, 4), unknownFrame, known[4]!, unknownFrame, unknownFrame];
  const { scene } = await write(context, "vault.backup", await freshVault(), { frames, contents: {} });
  const found = await context.expect("vault.restore", args(scene), { ok: { lost: [], unknownFrames: [4, 6, 7] } });
  demandEqual("The number of unknown fields", found.unknownFields ?? null, 4);
  demandEqual("The number of frames", (found.frames as string[]).length, 8);
  const field = Buffer.from(unknownField).toString("base64");
  demand((found.frames as string[])[1]!.includes(`"unknownFields":"${field}"`), "The unknown field is not kept.");
  const plain = { frames: known, contents: {} };
  const second = await write(context, "vault.backup", await freshVault(), plain);
  await context.expect("vault.restore", args(second.scene), { ok: { unknownFields: 1, unknownFrames: [] } });
}

async function noSecrets(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { frames } = await context.expect("vault.restore", args(scene), { ok: { lost: [] } });
  const vault = await vaultOf(scene);
  const content = TWO_MONTHS.contents["m2-photo"]!;
  const { id, key, digest } = await attachmentReference(vault, "m2-photo", content);
  const all = (frames as string[]).join("\n");
  demand(
    all.includes(`"object":{"length":"${content.length}","digest":"${toHex(digest)}"}`),
    "The export has no reference.",
  );
  for (const secret of [id, key]) {
    for (const form of ["hex", "base64"] as const) {
      demand(!all.includes(Buffer.from(secret).toString(form)), "The export shows the id or key of a reference.");
    }
  }
}

/** Whole files in each other's place. */
async function swapped(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const [a, b] = await Promise.all(
    ["m2-photo", "m4-photo"].map(async (id) => nameOf(await attachmentReference(vault, id, TWO_MONTHS.contents[id]!))),
  );
  await context.expect("vault.restore", args(scene), { ok: { lost: [] } });
  const mixed = plus(scene, { [a!]: scene.files[b!]!, [b!]: scene.files[a!]! });
  const found = await context.expect("vault.restore", args(mixed), { ok: { attachments: [] } });
  const lost = (found.lost as { code: string; name: string }[]).map(({ code, name }) => [code, name]);
  demandEqual("What was lost", lost, [
    ["object.auth", a!],
    ["object.auth", b!],
  ]);
  // Other content of the same length, sealed by someone who had the key of the object.
  const reference = await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!);
  const forged = await attachmentFile(vault, reference, TWO_MONTHS.contents["m4-photo"]!);
  const planted = await context.expect("vault.restore", args(plus(scene, { [a!]: forged })), { ok: {} });
  demandEqual(
    "The attachments",
    (planted.attachments as { id: string }[]).map(({ id }) => id),
    ["m4-photo"],
  );
  demandEqual(
    "What was lost",
    (planted.lost as { code: string }[]).map(({ code }) => code),
    ["object.digest"],
  );
  const snapshots = await twoBackups();
  const swappedSnapshots = plus(snapshots, {
    [snapshotName(1)]: snapshots.files[snapshotName(2)]!,
    [snapshotName(2)]: snapshots.files[snapshotName(1)]!,
  });
  const state = changedState(snapshots.state, { snapshotSequence: 0, snapshotDigest: new Uint8Array() });
  await context.expect("vault.restore", args({ ...swappedSnapshots, state }), {
    reject: { codes: ["snapshot.missing"] },
  });
}

async function asked(context: CaseContext): Promise<void> {
  const scene = await rotated(await twoBackups());
  for (const sequence of [1, 2, 3]) {
    await context.expect("vault.restore", args(scene, { sequence }), { ok: { sequence, lost: [] } });
  }
  await context.expect("vault.restore", args(scene, { sequence: 4 }), { reject: { codes: ["snapshot.missing"] } });
  const vault = await vaultOf(scene);
  const planted = plus(
    scene,
    await snapshotFile(vault, { sequence: 9, minHeaderRevision: 1 }, { epoch: vault.epochs[0]! }),
  );
  await context.expect("vault.restore", args(planted, { sequence: 9 }), { reject: { codes: ["snapshot.fork"] } });
  await context.expect("vault.restore", args(planted), { ok: { sequence: 3 } });
}

/** What a restore gives, and what it reports. */
export const restores = (): Case[] => [
  ...scenarios("09-vault.md", [
    {
      name: "restore-losses",
      title: "A restore goes on after a lost segment or attachment, and reports each with its code and place",
      requirements: ["restore-contained", "restore-report", "restore-not-complete", "attachment-loss-contained"],
      operations: RESTORE,
      why: "One damaged photo must not cost ten years of chats, and nobody may think that all is there.",
      run: losses,
    },
    {
      name: "restore-account",
      title: "A restore without the account stops, unless the user accepts that",
      requirements: ["restore-account"],
      operations: RESTORE,
      why: "Whose messages these are stands there.",
      run: account,
    },
    {
      name: "store-untrusted",
      title: "Files that stand in each other's place are not taken for what they are not",
      requirements: ["store-untrusted", "restore-digest"],
      operations: RESTORE,
      why: "A store could put one photo into another message.",
      run: swapped,
    },
  ]),
  ...scenarios("08-snapshots.md", [
    {
      name: "asked-for",
      title: "A snapshot that is asked for by its sequence is given if it counts, and no other in its place",
      requirements: ["snapshot-choose", "snapshot-none", "epoch-closed"],
      operations: RESTORE,
      why: "An older backup that a holder of an old key replaced must not pass for the one that was made.",
      run: asked,
    },
  ]),
  ...scenarios("07-content.md", [
    {
      name: "lost-directory",
      title: "Once a segment of the directory is lost, no name is refused for having no frame",
      requirements: ["lost-segment-rules", "reference-contact", "self-contact-last"],
      operations: RESTORE,
      why: "Otherwise one lost segment takes all chats with it.",
      run: lostDirectory,
    },
    {
      name: "lost-directory-damaged",
      title: "A damaged segment of the directory is lost like one that is missing",
      requirements: ["lost-segment-rules", "restore-contained"],
      operations: RESTORE,
      why: "What a loss means must not depend on its cause.",
      run: damagedDirectory,
    },
    {
      name: "lost-timeline",
      title: "After a lost segment of messages, names are missed as before",
      requirements: ["lost-segment-rules", "reference-contact"],
      operations: RESTORE,
      why: "It holds no names, so that nothing explains a dangling one.",
      run: lostTimeline,
    },
    {
      name: "unknown-reported",
      title: "Unknown fields are counted and unknown frames are named, and both are kept",
      requirements: ["unknown-reported", "unknown-kept", "unknown-accepted", "extension-keep", "proto-keep-unknown"],
      operations: ["vault.backup", "vault.restore"],
      why: "The user learns that a newer program wrote more than is shown, and loses nothing by using an older one.",
      run: unknownThings,
    },
  ]),
  ...scenarios("06-objects.md", [
    {
      name: "reference-secret",
      title: "An export shows length and digest of an attachment, never the id and key of its object",
      requirements: ["reference-secret"],
      operations: RESTORE,
      why: "Whoever has an old export and the store would have the photos.",
      run: noSecrets,
    },
  ]),
];
