import { KeepsakeError } from "../../core/errors.js";
import type { Which } from "../engine/contract.js";
import type { App } from "./app.js";
import { confirmed } from "./ask.js";
import { runJob } from "./job.js";
import { chooseTarget } from "./targets.js";
import { T } from "./texts.js";
import { bytes, day } from "./words.js";

/** Sentences that are shown. */
const MOST_MISSING = 10;

/** Saves a vault as a file. @returns the sentence that says so */
export async function saveBackupFile(app: App, which: Which): Promise<string> {
  const type = [T.save.fileType, "application/octet-stream", ".keepsake"] as const;
  const target = await chooseTarget(T.save.file(day(Date.now())), type);
  const save = (acceptMissing: boolean) =>
    runJob(app, T.save.job, (work) => app.engine.save(which, target, { ...work, acceptMissing }));
  const saved = await save(false).catch(async (error) => {
    if (!(await isAccepted(app, error))) throw error;
    return save(true);
  });
  app.vaults[which] = await app.engine.view(which);
  return T.save.done(bytes(saved.bytes));
}

/** Whether the person wants what is left, after reading what is missing. */
async function isAccepted(app: App, error: unknown): Promise<boolean> {
  const missing = error instanceof KeepsakeError ? error.details.missing : undefined;
  if (!Array.isArray(missing)) return false;
  const text = [T.save.missing, ...missing.slice(0, MOST_MISSING).map(String)];
  return confirmed(app, { title: T.save.missingTitle, text, button: T.save.missingButton });
}

/** Saves chats as a zip. @param chat - one; all of them if absent */
export async function saveChats(
  app: App,
  which: Which,
  sequence: number,
  chat?: { readonly id: string; readonly name: string },
): Promise<string> {
  const name = (chat?.name || T.save.everything).replace(/[\p{Cc}<>:"/\\|?*]/gu, "_");
  // By code points: half of an emoji is no text.
  const short = Array.from(name).slice(0, 80).join("");
  const target = await chooseTarget(T.save.zip(short), [T.save.zipType, "application/zip", ".zip"]);
  const saved = await runJob(app, T.save.zipJob, (work) => app.engine.export(which, sequence, chat?.id, target, work));
  return T.save.zipDone(bytes(saved.bytes));
}
