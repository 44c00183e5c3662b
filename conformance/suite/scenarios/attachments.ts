import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { OBJECT_TYPE, storedObjectSize } from "../../../reference/core/object.js";
import { openObject } from "../../../reference/core/object-open.js";
import { objectSource } from "../../../reference/core/object-source.js";
import { encodeFrame } from "../../../reference/core/proto/frame-codec.js";
import { AttachmentKind } from "../../../reference/core/proto/types.js";
import { collect } from "../../../reference/core/store.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentReference, nameOf } from "./kit/forge.js";
import { demand, demandEqual, fileOf, messageIds, reopen, restored, write } from "./kit/judge.js";
import { backupArgs, JANUARY, libraryOf, photo, TWO_MONTHS, text } from "./kit/library.js";
import { putNames } from "./kit/log.js";
import { scenarios } from "./kit/scenario.js";
import { freshVault } from "./kit/scene.js";
import { provider } from "./kit/seed.js";

const OPERATIONS = ["vault.backup"];

async function unreadable(context: CaseContext): Promise<void> {
  const { "m2-photo": _, ...contents } = TWO_MONTHS.contents;
  const { scene } = await write(context, "vault.backup", await freshVault(), backupArgs({ ...TWO_MONTHS, contents }));
  const found = await restored(await reopen(scene));
  demandEqual("The messages", messageIds(found.frames), ["m1", "m2", "m3", "m4"]);
  demandEqual("The attachments", Object.keys(found.contents), ["m4-photo"]);
  const line = found.frames.find((frame) => frame.includes('"m2-photo"')) ?? "";
  demand(line.includes('"missing":"MISSING_LOST"'), "The attachment is not recorded as lost.", line);
  demand(!line.includes('"object"'), "The attachment that was lost has an object.", line);
  const complete = await write(context, "vault.backup", await freshVault(), backupArgs(TWO_MONTHS));
  const { frames } = await restored(await reopen(complete.scene));
  demand(
    !frames.some((frame) => frame.includes('"missing"')),
    "An attachment that can be read is recorded as missing.",
  );
}

async function foundAgain(context: CaseContext): Promise<void> {
  const { "m2-photo": _, ...contents } = TWO_MONTHS.contents;
  const first = await write(context, "vault.backup", await freshVault(), backupArgs({ ...TWO_MONTHS, contents }));
  const { scene } = await write(context, "vault.backup", first.scene, backupArgs(TWO_MONTHS));
  const vault = await reopen(scene);
  const later = await restored(vault);
  demandEqual("The photo", later.contents["m2-photo"] ?? null, TWO_MONTHS.contents["m2-photo"]!);
}

/** Content that is another each time it is read: what is stored has to be what its id says. */
async function changing(context: CaseContext): Promise<void> {
  const versions = [bytesFor("one", 20_000), bytesFor("two", 20_000), bytesFor("three", 30_000), bytesFor("four", 9)];
  const library = libraryOf(text("m1", JANUARY), photo("m2", JANUARY + 1));
  const calm = { ...backupArgs(library), readings: { "m2-photo": [versions[0]!] } };
  const quiet = await write(context, "vault.backup", await freshVault(), calm);
  demandEqual("The photo", (await restored(await reopen(quiet.scene))).contents["m2-photo"] ?? null, versions[0]!);
  const args = { ...backupArgs(library), readings: { "m2-photo": versions } };
  const { scene } = await write(context, "vault.backup", await freshVault(), args);
  const vault = await reopen(scene);
  const { frames, contents, lost } = await restored(vault);
  demandEqual("What was lost", lost, []);
  demandEqual("The messages", messageIds(frames), ["m1", "m2"]);
  const kept = contents["m2-photo"];
  const isWhole = kept === undefined || versions.some((version) => Buffer.compare(version, kept) === 0);
  demand(isWhole, "The backup has a photo that there never was.");
  for (const version of versions) {
    const reference = await attachmentReference(vault, "m2-photo", version);
    const source = await objectSource(vault.store, reference);
    if (source === undefined) continue;
    const opened = openObject(provider, vault.vaultId, OBJECT_TYPE.attachment, reference, source);
    const content = await collect(opened).catch(() => undefined);
    demand(content !== undefined, `${nameOf(reference)} was stored with other content than its id says.`);
  }
}

async function uncompressed(context: CaseContext): Promise<void> {
  const length = 200_000;
  const library = libraryOf(photo("m1", JANUARY), text("m2", JANUARY + 1, "a".repeat(100_000)));
  const contents = { "m1-photo": new Uint8Array(length) };
  const { scene } = await write(context, "vault.backup", await freshVault(), backupArgs({ ...library, contents }));
  const vault = await reopen(scene);
  const name = nameOf(await attachmentReference(vault, "m1-photo", contents["m1-photo"]));
  demandEqual("The stored size of the photo", fileOf(scene.files, name).length, storedObjectSize(length));
  const [, timeline] = vault.latest!.snapshot.segments;
  demand(timeline!.object.length > 100_000, "The segment is shorter than the text in it.", timeline!.object.length);
}

async function empty(context: CaseContext): Promise<void> {
  const library = libraryOf(photo("m1", JANUARY), photo("m2", JANUARY + 1));
  const contents = { "m1-photo": new Uint8Array(), "m2-photo": bytesFor("odd", 16_384 - 8) };
  const { scene } = await write(context, "vault.backup", await freshVault(), backupArgs({ ...library, contents }));
  const found = await restored(await reopen(scene));
  demandEqual("The contents", found.contents, contents);
}

async function thumbnails(context: CaseContext): Promise<void> {
  const library = libraryOf(photo("m1", JANUARY));
  const thumbnail = bytesFor("small", 300);
  const args = { ...backupArgs(library), thumbnails: { "m1-photo": thumbnail } };
  const { log, scene } = await write(context, "vault.backup", await freshVault(), args);
  const vault = await reopen(scene);
  const name = nameOf(await attachmentReference(vault, "m1-photo/thumbnail", thumbnail));
  demandEqual("Where the thumbnail is stored", putNames(log, name), [name]);
  const { totals } = vault.latest!.snapshot;
  demandEqual("The attachments of the totals", [totals?.attachments ?? 0, totals?.attachmentBytes ?? 0], [1, 5000]);
}

async function counted(context: CaseContext): Promise<void> {
  const kind = (id: string, value: number) => photo(id, JANUARY + Number(id.slice(1)), { kind: value });
  const { VIDEO, DOCUMENT } = AttachmentKind;
  const library = libraryOf(
    text("m1", JANUARY),
    photo("m2", JANUARY + 2),
    kind("m3", VIDEO),
    kind("m4", DOCUMENT),
    photo("m5", JANUARY + 5),
  );
  // The last photo cannot be read.
  const contents = Object.fromEntries(Object.entries(library.contents).filter(([id]) => id !== "m5-photo"));
  const call = encodeFrame({ call: { id: "call", initiatorId: "friend", receivedAtMs: JANUARY + 6 } });
  const frames = [...library.frames.map((frame) => encodeFrame(frame)), call];
  const args = { frames, contents, thumbnails: { "m2-photo": bytesFor("small", 300) } };
  const { scene } = await write(context, "vault.backup", await freshVault(), args);
  const { $unknowns: _, ...totals } = { ...(await reopen(scene)).latest!.snapshot.totals! };
  const expected = { frames: 10, chats: 1, messages: 5, attachments: 3, attachmentBytes: 15_000, photos: 1, videos: 1 };
  demandEqual("The totals", totals as never, expected);
}

/** How a writer stores attachments. */
export const attachments = (): Case[] => [
  ...scenarios("08-snapshots.md", [
    {
      name: "totals",
      title: "The totals count frames, messages and what is stored of attachments, thumbnails aside",
      requirements: ["snapshot-totals-counted"],
      operations: OPERATIONS,
      why: "They are all that a person sees of a backup before it is restored.",
      run: counted,
    },
  ]),
  ...scenarios("07-content.md", [
    {
      name: "attachment-unreadable",
      title: "A backup goes on without an attachment that cannot be read, and says so in its place",
      requirements: ["attachment-unreadable"],
      operations: OPERATIONS,
      why: "One photo on a removed card must not end all backups.",
      run: unreadable,
    },
    {
      name: "attachment-found-again",
      title: "An attachment that can be read again is in the next backup",
      requirements: ["attachment-unreadable", "write-skip-existing"],
      operations: OPERATIONS,
      why: "The card may be back; what was recorded as lost is not lost for good.",
      run: foundAgain,
    },
  ]),
  ...scenarios("06-objects.md", [
    {
      name: "content-changed",
      title: "Content that changes between two readings is not stored under an id that is not its own",
      requirements: ["object-content-changed"],
      operations: OPERATIONS,
      why: "A file that is written to meanwhile would be stored so that no digest ever fits, and found lost at the restore.",
      run: changing,
    },
    {
      name: "no-compression",
      title: "Content is stored as it is, whatever could be saved",
      requirements: ["no-compression", "pad-exact"],
      operations: OPERATIONS,
      why: "A compressed size tells what is in it, to whoever can make the victim store a text of their choice beside it.",
      run: uncompressed,
    },
    {
      name: "attachment-sizes",
      title: "Attachments of no bytes and of a whole chunk are stored and read",
      requirements: ["object-id", "pad-exact"],
      operations: OPERATIONS,
      why: "Both ends of a chunk are where lengths go wrong by one.",
      run: empty,
    },
    {
      name: "thumbnail-object",
      title: "A thumbnail is an object of its own and counts for no total",
      requirements: ["object-id"],
      operations: OPERATIONS,
      why: "A chat is shown with thumbnails long before all photos are read.",
      run: thumbnails,
    },
  ]),
];
