import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../core/problem.js";
import { storeError, systemCode } from "../node/file-error.js";
import { problemText } from "./problem-text.js";
import { lossText, type RestoreLoss } from "./restore-losses.js";
import { printable, time } from "./words.js";

/** What a salvage could not restore, for its report. */
export interface LostReport {
  readonly snapshot: number;
  readonly createdAtMs: number;
  readonly lost: readonly RestoreLoss[];
  /** Headers and snapshots that could not be used, and the like. */
  readonly problems: readonly Problem[];
  /** Titles of the chats, by id. */
  readonly titles: ReadonlyMap<string, string>;
}

/**
 * Writes what was lost into a folder, as text for people and as JSON for programs.
 *
 * @returns the paths of both
 */
export async function writeLostReport(folder: string, report: LostReport): Promise<{ text: string; json: string }> {
  const { snapshot, createdAtMs, lost, problems } = report;
  const json = JSON.stringify({ snapshot, createdAtMs, lost, problems }, undefined, 2);
  return {
    text: await writeNew(folder, "txt", reportText(report)),
    json: await writeNew(folder, "json", `${json}\n`),
  };
}

function reportText({ snapshot, createdAtMs, lost, problems, titles }: LostReport): string {
  const head = `Not restored of snapshot ${snapshot} of ${time(createdAtMs)}:`;
  const lines = lost.map((loss) => {
    const { chatId, messageId, contactId, groupId, attachmentId, firstId, lastId } = loss;
    const title = chatId === undefined ? "" : (titles.get(chatId) ?? "");
    const places = Object.entries({
      chat: title === "" ? chatId : `${title} (${chatId})`,
      message: messageId,
      contact: contactId,
      group: groupId,
      attachment: attachmentId,
      "first message": firstId,
      "last message": lastId,
    }).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`    ${name}: ${printable(value)}`]));
    return [`- ${lossText(loss)}`, ...places].join("\n");
  });
  const others =
    problems.length === 0 ? [] : ["Also damaged:", ...problems.map((problem) => `- ${problemText(problem)}`)];
  return `${[head, ...(lines.length === 0 ? ["nothing is missing."] : lines), ...others].join("\n")}\n`;
}

/** A chat may be called like the report and have a folder of that name. */
async function writeNew(folder: string, ending: string, text: string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, `lost${number === 1 ? "" : ` ${number}`}.${ending}`);
    try {
      await writeFile(path, text, { flag: "wx" });
      return path;
    } catch (error) {
      if (!["EEXIST", "EISDIR"].includes(systemCode(error) ?? "")) throw storeError(error, path);
    }
  }
}
