import type { Which } from "../engine/contract.js";
import type { App } from "./app.js";
import { runJob } from "./job.js";
import { chooseTarget } from "./targets.js";
import { T } from "./texts.js";
import { bytes, day } from "./words.js";

/** Saves a vault as a file. @returns the sentence that says so */
export async function saveBackupFile(app: App, which: Which): Promise<string> {
  const type = [T.save.fileType, "application/octet-stream", ".keepsake"] as const;
  const target = await chooseTarget(T.save.file(day(Date.now())), type);
  const saved = await runJob(app, T.save.job, (work) => app.engine.save(which, target, work));
  app.vaults[which] = await app.engine.view(which);
  return T.save.done(bytes(saved.bytes));
}

/** Saves chats as a zip. @param chat - one; all of them if absent */
export async function saveChats(
  app: App,
  which: Which,
  sequence: number,
  chat?: { readonly id: string; readonly name: string },
): Promise<string> {
  const name = (chat?.name || T.save.everything).replace(/[\p{Cc}<>:"/\\|?*]/gu, "_").slice(0, 80);
  const target = await chooseTarget(T.save.zip(name), [T.save.zipType, "application/zip", ".zip"]);
  const saved = await runJob(app, T.save.zipJob, (work) => app.engine.export(which, sequence, chat?.id, target, work));
  return T.save.zipDone(bytes(saved.bytes));
}
