import { takeOver } from "../../../reference/core/slots.js";
import type { Case, CaseContext } from "../case.js";
import { demand, demandEqual, refuseUntouched, reopen, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { deletedNames, putNames } from "./kit/log.js";
import { scenarios } from "./kit/scenario.js";
import { after, backedUp, changedState, once, readerState, type Scene, secretOf, spare } from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup, twoBackups } from "./kit/scenes.js";
import { bytesOf } from "./kit/seed.js";

/** The device state of another installation with the same keys. */
async function tablet({ files, state }: Scene): Promise<Scene> {
  return { files, state: changedState(state, { writerId: await bytesOf("tablet", 16) }) };
}

async function namedOnly(context: CaseContext, operation: string, args: Record<string, never> | object): Promise<void> {
  const scene = await twoBackups();
  await write(context, operation, scene, { ...args });
  for (const other of [await tablet(scene), { ...scene, state: readerState(scene.state) }]) {
    await refuseUntouched(context, operation, other, { ...args }, "store.conflict");
  }
}

async function takesOver(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const other = await tablet(scene);
  const taken = await write(context, "vault.take-over", other, { writerName: "tablet", merged: 1 });
  demandEqual("What was stored", putNames(taken.log), ["headers/0000000000000002"]);
  demandEqual("What was deleted", deletedNames(taken.log), []);
  const { details } = await reopen(taken.scene);
  demandEqual("The writer", [details.writerId, details.writerName], [await bytesOf("tablet", 16), "tablet"]);
  await write(context, "vault.backup", taken.scene, { ...backupArgs(NEXT_TEXT), merged: 1 });
  const former = { files: taken.scene.files, state: scene.state };
  await refuseUntouched(context, "vault.backup", former, backupArgs(NEXT_TEXT), "store.conflict");
}

async function newWriterId(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const other = { ...scene, state: readerState(scene.state) };
  const taken = await write(context, "vault.take-over", other, { writerName: "tablet", merged: 1 });
  const { details, writerId } = await reopen(taken.scene);
  demandEqual("The writer of the header and of the state", details.writerId, writerId ?? null);
  const former = await reopen(scene);
  demand(Buffer.compare(details.writerId, former.details.writerId) !== 0, "The writer id is that of the other device.");
}

/** Whether the device says at once or at its first backup that it has not merged: it must not follow the other's. */
async function mergesFirst(context: CaseContext): Promise<void> {
  const other = await tablet(await oneBackup());
  const merged = await write(context, "vault.take-over", other, { writerName: "tablet", merged: 1 });
  await write(context, "vault.backup", merged.scene, { ...backupArgs(NEXT_TEXT), merged: 1 });
  const { files, state } = other;
  const answer = await context.call("vault.take-over", { files, state, now: 1_773_532_800_000, writerName: "tablet" });
  if (answer.reject === undefined) {
    const { scene } = await write(context, "vault.take-over", other, { writerName: "tablet" });
    await refuseUntouched(context, "vault.backup", scene, backupArgs(NEXT_TEXT), "store.conflict");
  } else {
    await refuseUntouched(context, "vault.take-over", other, { writerName: "tablet" }, "store.conflict");
  }
}

/** {@link oneBackup}, taken over by the tablet, and then a last backup that the phone had under way. */
const lastOfPhone = once(async (): Promise<Scene> => {
  const phone = await oneBackup();
  const taken = await after(await tablet(phone), "take-over", (vault) => takeOver(vault, { writerName: "tablet" }));
  const { files } = await backedUp(phone, NEXT_TEXT, { name: "last" });
  return { files: { ...files, ...taken.files }, state: taken.state };
});

async function parentOfOther(context: CaseContext): Promise<void> {
  const scene = await lastOfPhone();
  const args = backupArgs(NEXT_PHOTO);
  await refuseUntouched(context, "vault.backup", scene, args, "store.conflict");
  await refuseUntouched(context, "vault.backup", scene, { ...args, merged: 1 }, "store.conflict");
  const { scene: next } = await write(context, "vault.backup", scene, { ...args, merged: 2 });
  const vault = await reopen(next);
  demandEqual("The sequence", vault.latest?.sequence ?? 0, 3);
  demandEqual("The writer", vault.latest?.snapshot.writerId ?? null, await bytesOf("tablet", 16));
}

async function slotsOfOthers(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const slot = { secret: secretOf(await spare()), label: "spare" };
  const { scene: next, log } = await write(context, "vault.slot-add", await tablet(scene), { slot });
  demandEqual("What was stored", putNames(log), ["headers/0000000000000002"]);
  const before = await reopen(scene);
  const { details } = await reopen(next);
  demandEqual("The writer", [details.writerId, details.writerName], [before.details.writerId, "phone"]);
  await write(context, "vault.backup", { files: next.files, state: scene.state }, backupArgs(NEXT_TEXT));
}

/** Which device may write, and what it has to know. */
export const oneWriter = (): Case[] =>
  scenarios("09-vault.md", [
    {
      name: "writer-named-backup",
      title: "A device that the header does not name writes no backup and takes nothing over unasked",
      requirements: ["writer-is-named", "take-over-asked"],
      operations: ["vault.backup"],
      why: "Two devices that back up in turn replace each other's chats; the user decides which one writes.",
      run: (context) => namedOnly(context, "vault.backup", backupArgs(NEXT_PHOTO)),
    },
    {
      name: "writer-named-forget",
      title: "A device that the header does not name forgets nothing",
      requirements: ["writer-is-named"],
      operations: ["vault.forget"],
      why: "Only the writer knows which backups are still needed.",
      run: (context) => namedOnly(context, "vault.forget", { sequences: [1] }),
    },
    {
      name: "writer-named-prune",
      title: "A device that the header does not name prunes nothing",
      requirements: ["writer-is-named"],
      operations: ["vault.prune"],
      why: "A device that was replaced may hold an old view of what is needed.",
      run: (context) => namedOnly(context, "vault.prune", {}),
    },
    {
      name: "take-over",
      title: "To take over, a header with the own writer id is stored; the former writer notices",
      requirements: ["take-over", "writer-is-named"],
      operations: ["vault.take-over", "vault.backup"],
      why: "The header is the one place where both devices look before they write.",
      run: takesOver,
    },
    {
      name: "take-over-own-id",
      title: "A device without a writer id makes one when it takes over",
      requirements: ["take-over"],
      operations: ["vault.take-over"],
      why: "With the other's id, both devices would believe that they are the writer.",
      run: newWriterId,
    },
    {
      name: "take-over-merged",
      title: "A device that takes over without the newest backup does not get to replace it",
      requirements: ["take-over-merge", "parent-merged"],
      operations: ["vault.take-over", "vault.backup"],
      why: "What only the former device had would vanish from the newest backup without a word.",
      run: mergesFirst,
    },
    {
      name: "parent-merged",
      title: "A backup follows one of another writer only if the caller knows that very one",
      requirements: ["parent-merged"],
      operations: ["vault.backup"],
      why: "The former writer may store a last backup after the new one has merged.",
      run: parentOfOther,
    },
    {
      name: "slots-keep-writer",
      title: "A device that is not the writer may add a slot, and the writer stays",
      requirements: ["take-over-asked", "slot-details-kept"],
      operations: ["vault.slot-add", "vault.backup"],
      why: "Adding a key on a tablet must not stop the backups of the phone.",
      run: slotsOfOthers,
    },
  ]);
