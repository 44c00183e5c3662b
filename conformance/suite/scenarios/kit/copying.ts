import type { CaseContext, Values } from "../../case.js";
import { demand, demandEqual, reopen, restored } from "./judge.js";
import { applyLog, deletedNames, type LogEntry, logOf } from "./log.js";
import { backedUp, type Files, paper, rotated, type Scene, withSpareSlot } from "./scene.js";
import { NEXT_TEXT, oneBackup } from "./scenes.js";

/** What a copy did. */
export interface Copied {
  readonly log: readonly LogEntry[];
  readonly problems: readonly { readonly code: string; readonly name: string }[];
  /** The destination afterwards. */
  readonly files: Files;
}

/** Copies, which has to work; nothing may be deleted at the destination. */
export async function copy(context: CaseContext, source: Files, files: Files = {}, more: Values = {}): Promise<Copied> {
  const answer = await context.expect("vault.copy", { source, files, ...more }, { ok: {} });
  const log = logOf(answer);
  demandEqual("What was deleted", deletedNames(log), []);
  const problems = (answer.problems ?? []) as unknown as Copied["problems"];
  return { log, problems: problems.map(({ code, name }) => ({ code, name })), files: applyLog(files, log) };
}

/** Tries to copy, which has to be refused before anything is written. */
export async function refuseCopy(
  context: CaseContext,
  code: string,
  source: Files,
  files: Files = {},
  more: Values = {},
): Promise<void> {
  const reject = await context.expect("vault.copy", { source, files, ...more }, { reject: { codes: [code] } });
  demandEqual("What was done before the refusal", logOf(reject).length, 0);
}

/** The names that were put, without those of objects, which come first. */
export function afterObjects(log: readonly LogEntry[]): string[] {
  const numbered = log.filter(({ name }) => !name.startsWith("objects/"));
  demand(
    log.slice(0, log.length - numbered.length).every(({ name }) => name.startsWith("objects/")),
    "An object was put after a header or a snapshot.",
  );
  return numbered.map(({ name }) => name);
}

/**
 * Opens the destination as it is after each put, as the owner of the recovery key, and restores its newest snapshot.
 * That has to be whole, and none may be older than the one before.
 */
export async function demandWholeAlways(files: Files, log: readonly LogEntry[], least: number): Promise<void> {
  let newest = least;
  for (let done = 0; done <= log.length; done++) {
    const stored = applyLog(files, log.slice(0, done));
    if (!Object.keys(stored).some((name) => name.startsWith("headers/"))) continue;
    const vault = await reopen({ files: stored, state: new Uint8Array() }, await byPaper());
    const { lost } = await restored(vault);
    demandEqual(`What is lost after put ${done}`, [...lost], []);
    const { sequence } = vault.latest!;
    demand(sequence >= newest, `After put ${done} the newest snapshot is ${sequence}, and it was ${newest}.`);
    newest = sequence;
  }
}

const byPaper = async () => ({ kind: "recovery-key", digits: await paper() }) as const;

/** {@link oneBackup}, with a slot that was added, and a backup after that: the header of the first is deleted. */
export const slotThenBackup = async (): Promise<Scene> =>
  backedUp(await withSpareSlot(await oneBackup()), NEXT_TEXT, { name: "second" });

/** The files of a scene under a new key, all of them, and without what the rotation does after its header. */
export async function rotatedFiles(scene: Scene): Promise<{ whole: Files; cutOff: Files }> {
  const secrets = [await byPaper()];
  const { files: whole } = await rotated(scene, { secrets });
  const [header] = Object.entries(whole).filter(([name]) => name.startsWith("headers/"));
  return { whole, cutOff: { ...scene.files, [header![0]]: header![1] } };
}
