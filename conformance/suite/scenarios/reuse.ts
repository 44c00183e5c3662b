import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import type { Frame } from "../../../reference/core/proto/types.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentReference, nameOf } from "./kit/forge.js";
import { demand, demandEqual, reopen, restored, write } from "./kit/judge.js";
import {
  backupArgs,
  FEBRUARY,
  JANUARY,
  type Library,
  PEOPLE,
  photo,
  TWO_MONTHS,
  text,
  withMore,
} from "./kit/library.js";
import { deletedNames, putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { backedUp, freshVault, rotated, type Scene } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";

const OPERATIONS = ["vault.backup"];

const segmentNames = async (scene: Scene) =>
  (await reopen(scene)).latest!.snapshot.segments.map(({ object }) => nameOf(object));

async function unchanged(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(TWO_MONTHS));
  demandEqual("What was stored", putNames(log), ["snapshots/0000000000000002"]);
  demandEqual("What was deleted", deletedNames(log), []);
  demandEqual("The segments", await segmentNames(next), await segmentNames(scene));
}

/** A library in which the message at an index is another. */
const edited = ({ frames, contents }: Library, index: number, frame: Frame): Library => ({
  frames: frames.map((old, i) => (i === index ? frame : old)),
  contents,
});

async function oneEdit(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const before = await segmentNames(scene);
  const edit = edited(TWO_MONTHS, PEOPLE.length, text("m1", JANUARY, "edited"));
  const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(edit));
  const after = await segmentNames(next);
  demandEqual("The segments that stay", [after[0]!, after[2]!], [before[0]!, before[2]!]);
  demandEqual("The objects that were stored", putNames(log, "objects/"), [after[1]!]);
  demand(after[1] !== before[1], "The edited message is not in the backup.");
}

/** Within one month of many messages, cut by size, one early edit stores one segment. */
async function editStaysLocal(context: CaseContext): Promise<void> {
  const body = "x".repeat(200_000);
  const frames = Array.from({ length: 16 }, (_, i) => text(`m${i + 10}`, JANUARY + i, `${i} ${body}`));
  const library = withMore({ frames: PEOPLE, contents: {} }, ...frames);
  const scene = await backedUp(await freshVault(), library, { name: "long-month" });
  const before = await segmentNames(scene);
  demand(before.length > 3, "The scenario has too few segments.");
  const changes: readonly Library[] = [
    edited(library, PEOPLE.length, text("m10", JANUARY, "short now")),
    edited(library, PEOPLE.length + 1, text("m11", JANUARY + 1, `longer ${body}${body.slice(0, 100)}`)),
    withMore(
      { frames: library.frames.slice(0, PEOPLE.length + 1), contents: {} },
      text("m10x", JANUARY),
      ...frames.slice(1),
    ),
  ];
  for (const change of changes) {
    const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(change));
    const after = await segmentNames(next);
    demandEqual("The later segments", after.slice(2), before.slice(2));
    demandEqual("The objects that were stored", putNames(log, "objects/"), [after[1]!]);
  }
  // Before the first cut of the month: a segment of its own, and the cut stays.
  const earlier = withMore({ frames: PEOPLE, contents: {} }, text("m0", JANUARY - 1), ...frames);
  const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(earlier));
  const after = await segmentNames(next);
  demandEqual("The later segments", after.slice(2), before.slice(1));
  demandEqual("The objects that were stored", putNames(log, "objects/"), [after[1]!]);
}

async function afterRotation(context: CaseContext): Promise<void> {
  const before = await oneBackup();
  const scene = await rotated(before);
  const more = withMore(TWO_MONTHS, text("m5", FEBRUARY + 2));
  const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(more));
  const [old, now] = [await segmentNames(before), await segmentNames(next)];
  demandEqual("The segments that stay", now.slice(0, 2), old.slice(0, 2));
  demandEqual("The objects that were stored", putNames(log, "objects/"), [now[2]!]);
}

async function attachmentAfterRotation(context: CaseContext): Promise<void> {
  const before = await oneBackup();
  const scene = await rotated(before);
  const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(TWO_MONTHS));
  demandEqual("The objects that were stored", putNames(log, "objects/"), []);
  const { contents, lost } = await restored(await reopen(next));
  demandEqual("What was lost", lost, []);
  demandEqual("The photo of January", contents["m2-photo"] ?? null, TWO_MONTHS.contents["m2-photo"]!);
  // Other content under the same id is another object, of the current epoch.
  const other = { ...TWO_MONTHS.contents, "m2-photo": bytesFor("another photo", 5000) };
  const changed = await write(context, "vault.backup", scene, backupArgs({ ...TWO_MONTHS, contents: other }));
  const reference = await attachmentReference(await vaultOf(scene), "m2-photo", other["m2-photo"]);
  demand(putNames(changed.log).includes(nameOf(reference)), "A photo with other content was not stored.");
}

/** The same bytes in two messages are two objects. */
async function identities(context: CaseContext): Promise<void> {
  const content = bytesFor("the same", 5000);
  const messages = [photo("a", JANUARY), photo("b", JANUARY + 1)];
  const library = { frames: [...PEOPLE, ...messages], contents: { "a-photo": content, "b-photo": content } };
  const { log, scene } = await write(context, "vault.backup", await freshVault(), backupArgs(library));
  const vault = await reopen(scene);
  for (const id of ["a-photo", "b-photo"]) {
    const name = nameOf(await attachmentReference(vault, id, content));
    demandEqual(`Where the content of ${id} is stored`, putNames(log, name), [name]);
  }
}

async function parentLost(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const [, january] = await segmentNames(scene);
  const { [january!]: whole, ...files } = scene.files;
  const missing = await write(context, "vault.backup", { ...scene, files }, backupArgs(TWO_MONTHS));
  demandEqual("The objects that were stored", putNames(missing.log, "objects/"), [january!]);
  const cut = { ...files, [january!]: whole!.slice(0, -1) };
  const { log, scene: next } = await write(context, "vault.backup", { ...scene, files: cut }, backupArgs(TWO_MONTHS));
  demandEqual("The number of objects that were stored", putNames(log, "objects/").length, 1);
  demandEqual("What was lost", (await restored(await reopen(next))).lost, []);
}

/** What a writer uses again. */
export const reuse = (): Case[] => [
  ...scenarios("07-content.md", [
    {
      name: "reuse-unchanged",
      title: "A backup of an unchanged library stores a snapshot and nothing else",
      requirements: ["segment-reuse", "proto-canonical"],
      operations: OPERATIONS,
      why: "Backups are made daily; their cost must be that of what changed.",
      run: unchanged,
    },
    {
      name: "reuse-edit",
      title: "An edited message stores the one segment in which it stands",
      requirements: ["segment-reuse"],
      operations: OPERATIONS,
      why: "Years of chats would be uploaded again for one word.",
      run: oneEdit,
    },
    {
      name: "reuse-edit-long-month",
      title: "In a month of several segments, an edit, a longer text and a new message each store one segment",
      requirements: ["segment-reuse", "cut-inherited"],
      operations: OPERATIONS,
      why: "Without the parent's cuts every later segment of the month changes.",
      run: editStaysLocal,
    },
    {
      name: "reuse-after-rotation",
      title: "After a rotation, unchanged segments keep the references of the parent",
      requirements: ["segment-reuse"],
      operations: OPERATIONS,
      why: "To change a key must not cost the upload of everything.",
      run: afterRotation,
    },
  ]),
  ...scenarios("09-vault.md", [
    {
      name: "reuse-attachment-after-rotation",
      title: "After a rotation, an unchanged attachment keeps the reference of the parent, a changed one does not",
      requirements: ["write-reuse-attachment"],
      level: "should",
      operations: OPERATIONS,
      why: "Photos and videos are most of a backup.",
      run: attachmentAfterRotation,
    },
    {
      name: "parent-object-lost",
      title: "An object of the parent that the store lost or cut is stored again",
      requirements: ["write-skip-existing", "object-exists-size"],
      operations: OPERATIONS,
      why: "A backup is where a loss can still be mended, because the device has the content.",
      run: parentLost,
    },
  ]),
  ...scenarios("06-objects.md", [
    {
      name: "identity-in-id",
      title: "The same content in two attachments is two objects",
      requirements: ["object-id"],
      operations: OPERATIONS,
      why: "Whoever can send a photo and watch the store would learn whether it is there already.",
      run: identities,
    },
  ]),
];
