import { headerName } from "../../../reference/core/names.js";
import { takeOver } from "../../../reference/core/slots.js";
import type { Case, CaseContext, Values } from "../case.js";
import { allDamaged, headerFile } from "./kit/forge.js";
import { demand, demandEqual, refuse, reopen, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { deletedNames, putNames, storedFiles } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { after, backedUp, type Files, once, rotated, type Scene, secretOf, spare, withSpareSlot } from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

const [FIRST, SECOND, THIRD] = [headerName(1), headerName(2), headerName(3)];

/** After header 1 and another one, header 3 and a backup under it: only header 3 is left. */
async function thirdOnly(second: (scene: Scene) => Promise<Scene>): Promise<Scene> {
  const two = await second(await oneBackup());
  const rename = (vault: Parameters<typeof takeOver>[0]) => takeOver(vault, { writerName: "renamed", now: NOW });
  return backedUp(await after(two, "rename", rename), NEXT_TEXT, { name: "third" });
}

const sameEpoch = once(() => thirdOnly(withSpareSlot));
const nextEpoch = once(() => thirdOnly(rotated));

/** Right before the writer puts its header, others have done what makes `later` of the vault. */
async function during(later: Scene, more: Files = {}): Promise<Values> {
  const { files } = await oneBackup();
  const isNew = ([name]: [string, unknown]) => !(name in files);
  const put = { ...Object.fromEntries(Object.entries(later.files).filter(isNew)), ...more };
  return { interference: [{ before: "put", prefix: "headers/", nth: 1, put, delete: [FIRST] }] };
}

const slotAdd = async (): Promise<[string, Values]> => [
  "vault.slot-add",
  { slot: { secret: secretOf(await spare()), label: "late" } },
];

async function sameRevision(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const [operation, args] = await slotAdd();
  const above = async (later: Scene, revision: number) =>
    allDamaged(await headerFile(await vaultOf(later), { fields: { revision } }));
  for (const later of [await sameEpoch(), await nextEpoch()]) {
    const junk = await above(later, 4);
    for (const more of [{}, junk]) {
      const log = await refuse(
        context,
        operation,
        scene,
        { ...args, ...(await during(later, more)) },
        "store.conflict",
      );
      demandEqual("What was stored", putNames(log), [SECOND]);
      demandEqual("What was deleted", deletedNames(log), []);
      if (more === junk) continue;
      const left = { files: { ...later.files, ...storedFiles(log) }, state: later.state };
      const vault = await reopen(left);
      demand(vault.readOnly === undefined, "The vault is read-only.");
      demandEqual("The revision in use", vault.header.revision, 3);
      const next = await write(context, "vault.backup", left, backupArgs(NEXT_PHOTO));
      demandEqual("The headers that the next backup deletes", deletedNames(next.log, "headers/"), [SECOND]);
    }
  }
  const meanwhile = (put: Files) => ({ interference: [{ before: "put", prefix: "headers/", nth: 1, put }] });
  const newerProgram = await headerFile(await vaultOf(scene), { fields: { revision: 3, requiredFeatures: [7] } });
  await refuse(context, operation, scene, { ...args, ...meanwhile(newerProgram) }, "store.conflict");
  // Junk alone overtakes nobody.
  const { log } = await write(context, operation, scene, { ...args, ...meanwhile(await above(scene, 3)) });
  demandEqual("What was stored", putNames(log), [SECOND]);
}

async function ownGone(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const [operation, args] = await slotAdd();
  await write(context, operation, scene, args);
  // Before every list, since nobody knows which is the first after the put.
  const interference = Array.from({ length: 20 }, (_, index) => ({
    before: "list",
    prefix: "headers/",
    nth: index + 1,
    delete: [SECOND],
  }));
  await refuse(context, operation, scene, { ...args, interference }, "store.conflict");
}

async function newEpoch(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  for (const [later, deleted] of [
    [await sameEpoch(), [SECOND]],
    [await nextEpoch(), []],
  ] as const) {
    const log = await refuse(context, "vault.rotate", scene, await during(later), "store.conflict");
    demandEqual("What was stored", putNames(log), [SECOND]);
    demandEqual("What was deleted", deletedNames(log), deleted);
    const stays = deleted.length === 0 ? storedFiles(log) : {};
    const vault = await reopen({ files: { ...later.files, ...stays }, state: later.state });
    demand(vault.readOnly === undefined, "The vault is read-only.");
    demandEqual("The header in use", headerName(vault.header.revision), THIRD);
  }
}

/** A header under a revision that others used, and whose header they deleted. */
export const overtakenHeaders = (): Case[] =>
  scenarios("05-header.md", [
    {
      name: "overtaken",
      title: "A header under a revision that others used and deleted is a conflict",
      requirements: ["header-overtaken", "header-delete-old"],
      operations: ["vault.slot-add", "vault.backup"],
      features: ["interference"],
      why: "The name is free again, readers choose the header above, and nobody would notice that the slot is not there.",
      run: sameRevision,
    },
    {
      name: "overtaken-gone",
      title: "A header that is gone when the headers are read again is a conflict",
      requirements: ["header-overtaken"],
      operations: ["vault.slot-add"],
      features: ["interference"],
      why: "A repair on another device deletes what it does not know; the slot would be lost without a word.",
      run: ownGone,
    },
    {
      name: "overtaken-epoch",
      title: "A header of a new epoch below one of the former epoch is deleted by the one who stored it",
      requirements: ["header-overtaken", "header-overtaken-epoch"],
      operations: ["vault.rotate"],
      features: ["interference"],
      why: "Every reader would choose it and refuse the newest snapshot, and nobody could write any more.",
      run: newEpoch,
    },
  ]);
