import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { toHex } from "../../../reference/core/bytes.js";
import { markName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentReference, markFile, nameOf } from "./kit/forge.js";
import { demand, demandEqual, refuseUntouched, reopen, type Written, write } from "./kit/judge.js";
import { deletedNames, putNames } from "./kit/log.js";
import { idIn, markedNames, marksOf, unneeded, untidy, vaultOf, WEEK } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import type { Scene } from "./kit/scene.js";
import { oneBackup, twoBackups } from "./kit/scenes.js";
import { DAY, NOW } from "./kit/seed.js";

const PRUNE = ["vault.prune"];

/** Deleting in any order of objects is fine; the mark comes last. */
function sortedButLast({ log }: Written): string[] {
  const deleted = deletedNames(log);
  return [...deleted.slice(0, -1).sort(), ...deleted.slice(-1)];
}

async function firstVisit(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const expected = await unneeded(scene);
  demand(expected.length > 0, "The scenario has nothing to prune.");
  const { log, scene: next } = await write(context, "vault.prune", scene, { graceMs: WEEK });
  demandEqual("What was deleted", deletedNames(log), []);
  demandEqual("What was stored", putNames(log), [markName(1)]);
  const [mark] = await marksOf(next);
  demandEqual("What is marked", markedNames(mark!), expected);
  const { writerId, header } = await reopen(next);
  const { number, epoch, createdAtMs, graceMs } = mark!;
  demandEqual("The mark", [number, epoch, createdAtMs, graceMs], [1, header.epoch, NOW, WEEK]);
  demandEqual("The writer of the mark", mark!.writerId, writerId ?? null);
  // Nothing is unneeded in a vault that is tidy.
  const tidy = await write(context, "vault.prune", await twoBackups(), { graceMs: WEEK });
  demandEqual("What was done in a tidy vault", tidy.log.length, 0);
}

async function secondVisit(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const expected = await unneeded(scene);
  const first = await write(context, "vault.prune", scene, { graceMs: WEEK });
  const early = await write(context, "vault.prune", first.scene, { graceMs: WEEK, now: NOW + WEEK - 1 });
  demandEqual("What was done before the grace period was over", early.log.length, 0);
  const due = await write(context, "vault.prune", first.scene, { graceMs: WEEK, now: NOW + WEEK });
  demandEqual("What was stored", putNames(due.log), []);
  demandEqual("What was deleted", deletedNames(due.log), [...expected, markName(1)]);
  const { latest } = await reopen(due.scene);
  demandEqual("The newest snapshot", latest?.sequence ?? 0, 2);
}

async function ownGrace(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const expected = await unneeded(scene);
  const first = await write(context, "vault.prune", scene, { graceMs: 2 * WEEK });
  const early = await write(context, "vault.prune", first.scene, { graceMs: DAY, now: NOW + WEEK });
  demandEqual("What was deleted", deletedNames(early.log), []);
  const due = await write(context, "vault.prune", first.scene, { graceMs: 2 * WEEK, now: NOW + 2 * WEEK });
  demandEqual("What was deleted", sortedButLast(due), [...expected, markName(1)]);
}

async function futureMark(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const vault = await vaultOf(scene);
  const ids = (await unneeded(scene)).map(idIn);
  const at = async (createdAtMs: number) => ({
    ...scene,
    files: { ...scene.files, ...(await markFile(vault, ids, { createdAtMs, graceMs: DAY })) },
  });
  const past = await write(context, "vault.prune", await at(NOW - DAY), { graceMs: DAY });
  demandEqual("What was deleted", sortedButLast(past), [...(await unneeded(scene)), markName(1)]);
  const future = await write(context, "vault.prune", await at(NOW + 1), { graceMs: DAY });
  demandEqual("What was done about a mark of the future", future.log.length, 0);
}

async function onlyMarked(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const vault = await vaultOf(scene);
  const content = bytesFor("stray", 100);
  const stray = await attachmentReference(vault, "stray", content);
  const first = await write(context, "vault.prune", scene, { graceMs: WEEK });
  const add = (same: Scene) => ({ ...same, files: { ...same.files, [nameOf(stray)]: new Uint8Array(9) } });
  const due = await write(context, "vault.prune", add(first.scene), { graceMs: WEEK, now: NOW + WEEK });
  demandEqual("What was deleted", sortedButLast(due), [...(await unneeded(scene)), markName(1)]);
  const marks = await marksOf(due.scene);
  demandEqual("What is marked now", marks.map(markedNames), [[nameOf(stray)]]);
}

async function newMark(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const vault = await vaultOf(scene);
  const [name, ...others] = await unneeded(scene);
  const content = bytesFor("stray", 100);
  const stray = await attachmentReference(vault, "stray", content);
  const mark = await markFile(vault, [idIn(name!)], { number: 4 });
  const marked = { ...scene, files: { ...scene.files, ...mark, [nameOf(stray)]: new Uint8Array(3) } };
  const { log, scene: next } = await write(context, "vault.prune", marked, { graceMs: WEEK });
  demandEqual("What was stored", putNames(log), [markName(5)]);
  const made = (await marksOf(next)).find(({ number }) => number === 5)!;
  demandEqual("What the new mark lists", markedNames(made), [...others, nameOf(stray)].sort());
}

async function graceLimit(context: CaseContext): Promise<void> {
  const scene = await untidy();
  await write(context, "vault.prune", scene, { graceMs: DAY });
  await refuseUntouched(context, "vault.prune", scene, { graceMs: DAY - 1 }, "usage");
  const { scene: next } = await write(context, "vault.prune", scene, { graceMs: DAY - 1, noOtherWriter: true });
  demandEqual("The grace period", (await marksOf(next))[0]?.graceMs ?? 0, DAY - 1);
}

async function graceDefault(context: CaseContext): Promise<void> {
  const { scene } = await write(context, "vault.prune", await untidy());
  demandEqual("The grace period", (await marksOf(scene))[0]?.graceMs ?? 0, WEEK);
}

async function markLimit(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const empty = new Uint8Array();
  const strays: Record<string, Uint8Array> = {};
  for (let i = 0; i <= 262_144; i++) {
    const id = i.toString(16).padStart(64, "0");
    strays[`objects/00/${id}`] = empty;
  }
  const crowded = { ...scene, files: { ...scene.files, ...strays } };
  const answer = await context.expect("vault.prune", { ...crowded, now: NOW, graceMs: WEEK }, { ok: {} }, 120_000);
  const [entry] = answer.log as { bytes: Uint8Array }[];
  const [mark] = await marksOf({ state: scene.state, files: { ...scene.files, [markName(1)]: entry!.bytes } });
  demandEqual("How many objects are marked", mark!.objectIds.length, 262_144);
  demandEqual("The highest marked id", toHex(mark!.objectIds.at(-1)!), (262_143).toString(16).padStart(64, "0"));
}

/** When prune marks, and when it deletes. */
export const pruneVisits = (): Case[] =>
  scenarios("09-vault.md", [
    {
      name: "prune-first-visit",
      title: "The first visit marks what no snapshot refers to, and deletes nothing",
      requirements: ["prune-new-mark", "prune-only-marked"],
      operations: PRUNE,
      why: "A backup on another device may count such an object as stored at this moment.",
      run: firstVisit,
    },
    {
      name: "prune-second-visit",
      title: "The second visit deletes what the mark lists once its time is over, and the mark last",
      requirements: ["prune-only-marked", "prune-delete-unreferenced", "prune-mark-last"],
      operations: PRUNE,
      why: "A mark that goes first leaves objects that a writer takes for safe while they are deleted.",
      run: secondVisit,
    },
    {
      name: "prune-own-grace",
      title: "The grace period is that of the mark, not of the visit",
      requirements: ["prune-only-marked"],
      operations: PRUNE,
      why: "Who made the mark promised to wait that long, and a writer may count on it.",
      run: ownGrace,
    },
    {
      name: "prune-future-mark",
      title: "A mark that was made in the future waits",
      requirements: ["prune-only-marked"],
      operations: PRUNE,
      why: "A clock that is set back must not shorten the time that others have.",
      run: futureMark,
    },
    {
      name: "prune-only-marked",
      title: "What became unneeded since the mark is marked, not deleted",
      requirements: ["prune-only-marked", "prune-new-mark"],
      operations: PRUNE,
      why: "A backup that is under way has just stored it.",
      run: onlyMarked,
    },
    {
      name: "prune-new-mark",
      title: "A new mark has the next number and lists what no other mark lists",
      requirements: ["prune-new-mark", "mark-number"],
      operations: PRUNE,
      why: "An object on two marks would wait twice, or be deleted before the second promise is over.",
      run: newMark,
    },
    {
      name: "prune-grace",
      title: "The grace period is at least a day, unless no other device writes",
      requirements: ["prune-grace"],
      operations: PRUNE,
      why: "A backup over a slow line takes hours, and its objects must be there at its end.",
      run: graceLimit,
    },
    {
      name: "prune-grace-default",
      title: "Without another wish the grace period is seven days",
      requirements: ["prune-grace-default"],
      level: "should",
      operations: PRUNE,
      why: "Clocks may differ by days.",
      run: graceDefault,
    },
    {
      name: "prune-mark-limit",
      title: "Of more than 262,144 objects the lowest 262,144 are marked",
      requirements: ["prune-mark-limit"],
      operations: PRUNE,
      profile: "full",
      why: "A longer mark is one that no reader accepts: nothing would ever be deleted.",
      run: markLimit,
    },
  ]);
