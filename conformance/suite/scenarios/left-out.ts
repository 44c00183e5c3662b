import type { Frame } from "../../../reference/core/proto/types.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentReference, nameOf, segmentsOf, snapshotFile } from "./kit/forge.js";
import { demand, demandEqual, messageIds, reopen, restored, write } from "./kit/judge.js";
import { backupArgs, JANUARY, libraryOf, PEOPLE, photo, text } from "./kit/library.js";
import { putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { freshVault } from "./kit/scene.js";
import { DAY, NOW } from "./kit/seed.js";

/** A message with a timer and a time at which it expires. */
const passing = (id: string, at: number, expireTimerMs: number, expiresAtMs: number): Frame =>
  text(id, JANUARY + at, id, { expireTimerMs, expiresAtMs });

/** Backs up messages and gives the ids of those that a reader without any scruples finds. */
async function backedUpIds(context: CaseContext, ...messages: readonly Frame[]): Promise<[string[], number]> {
  const { scene, answer } = await write(
    context,
    "vault.backup",
    await freshVault(),
    backupArgs(libraryOf(...messages)),
  );
  // Read long before anything has expired, so that nothing is dropped then.
  const { frames } = await restored(await reopen(scene), undefined, 1);
  return [messageIds(frames), answer.leftOut as number];
}

async function shortTimers(context: CaseContext): Promise<void> {
  const [ids, leftOut] = await backedUpIds(
    context,
    passing("a", 0, 0, 0),
    passing("b", 1, 1, 0),
    passing("c", 2, DAY, NOW + DAY),
    passing("d", 3, DAY + 1, NOW + DAY),
  );
  demandEqual("The messages of the backup", ids, ["a", "d"]);
  demandEqual("The number of messages left out", leftOut, 2);
}

async function expired(context: CaseContext): Promise<void> {
  const week = 7 * DAY;
  const [ids, leftOut] = await backedUpIds(
    context,
    passing("a", 0, week, 0),
    passing("b", 1, week, NOW - 1),
    passing("c", 2, week, NOW),
    passing("d", 3, week, NOW + 1),
    passing("e", 4, 0, NOW),
  );
  demandEqual("The messages of the backup", ids, ["a", "d"]);
  demandEqual("The number of messages left out", leftOut, 3);
}

async function attachments(context: CaseContext): Promise<void> {
  const timed = (id: string, at: number, expireTimerMs: number): Frame => {
    const { message } = photo(id, JANUARY + at);
    return { message: { ...message, expireTimerMs } };
  };
  const library = libraryOf(timed("kept", 0, 0), timed("left", 1, 1000));
  const { log, scene } = await write(context, "vault.backup", await freshVault(), backupArgs(library));
  const vault = await reopen(scene);
  const nameFor = async (id: string) => nameOf(await attachmentReference(vault, id, library.contents[id]!));
  const [kept, left] = [await nameFor("kept-photo"), await nameFor("left-photo")];
  demandEqual("What was stored of the photos", [...putNames(log, kept), ...putNames(log, left)], [kept]);
  demandEqual("The attachments of the totals", vault.latest?.snapshot.totals?.attachments ?? 0, 1);
}

/** A backup by a program that leaves nothing out. */
async function restoreDrops(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const vault = await vaultOf(scene);
  const messages = [
    passing("a", 0, 0, 0),
    passing("b", 1, DAY, 0),
    passing("c", 2, DAY + 1, NOW),
    passing("d", 3, DAY + 1, NOW + 1),
    passing("e", 4, 0, NOW - 1),
  ];
  const { segments, files } = await segmentsOf(vault, [...PEOPLE, ...messages]);
  const all = { ...scene.files, ...files, ...(await snapshotFile(vault, { segments })) };
  const args = { files: all, state: scene.state };
  const early = await context.expect("vault.restore", { ...args, now: NOW - 2 }, { ok: { dropped: 1, lost: [] } });
  demandEqual("The messages before", messageIds(early.frames as string[]), ["a", "c", "d", "e"]);
  const late = await context.expect("vault.restore", { ...args, now: NOW }, { ok: { dropped: 3, lost: [] } });
  demandEqual("The messages", messageIds(late.frames as string[]), ["a", "d"]);
}

async function placeholder(context: CaseContext): Promise<void> {
  const shown: Frame = {
    message: { id: "once", chatId: "chat", receivedAtMs: JANUARY, viewOnce: { kind: 1, viewed: true } },
  };
  const { scene } = await write(context, "vault.backup", await freshVault(), backupArgs(libraryOf(shown)));
  const { frames } = await restored(await reopen(scene));
  const line = frames.find((frame) => frame.includes('"once"'));
  demand(
    line?.includes('"viewOnce"') === true,
    "The placeholder of a view-once message is not in the backup.",
    line ?? "",
  );
}

/** What is never backed up. */
export const leftOut = (): Case[] =>
  scenarios("07-content.md", [
    {
      name: "no-short-timer",
      title: "A message with a timer of up to a day is left out, one with a longer timer or none is not",
      requirements: ["no-short-timer"],
      operations: ["vault.backup"],
      why: "Who sent it relies on it to be gone within a day; a backup would keep it for years.",
      run: shortTimers,
    },
    {
      name: "no-expired",
      title: "A message that has expired is left out",
      requirements: ["no-expired"],
      operations: ["vault.backup"],
      why: "It would come back with the next restore.",
      run: expired,
    },
    {
      name: "no-left-out-attachments",
      title: "The attachments of messages that are left out are not stored",
      requirements: ["no-left-out-attachments"],
      operations: ["vault.backup"],
      why: "The photo of a disappearing message would stay in the store, and cost space.",
      run: attachments,
    },
    {
      name: "restore-drops-expired",
      title: "A restore drops messages that have expired since, and those with a short timer, and counts them",
      requirements: ["restore-drops-expired"],
      operations: ["vault.restore"],
      why: "What had disappeared from the phone must not return with its backup, whoever wrote it.",
      run: restoreDrops,
    },
    {
      name: "view-once-placeholder",
      title: "The placeholder of a view-once message is backed up like any message",
      requirements: ["unknown-accepted"],
      level: "may",
      operations: ["vault.backup"],
      why: "The chat shows that there was something, and nothing of it.",
      run: placeholder,
    },
  ]);
