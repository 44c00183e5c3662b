import { findFrames, importJsonLines } from "./jsonl.js";
import { importError } from "./problem.js";
import type { ImportOptions, ImportResult } from "./result.js";
import { baseName, type ExportSource, type SourceFile } from "./source.js";
import { findChatTexts } from "./whatsapp/find-text.js";
import { type ChatInput, importWhatsApp } from "./whatsapp/import.js";

export { blobAccess, blobSource } from "./blob.js";
export { mergeFrames } from "./merge.js";
export { type OntoLast, ontoLast } from "./onto-last.js";
export type { ImportProblem } from "./problem.js";
export type { ImportedContent, ImportOptions, ImportReport, ImportResult } from "./result.js";
export type { ExportSource, FileAccess, OpenFile, SourceFile } from "./source.js";
export type { DateOrder } from "./whatsapp/date-order.js";
export type { Layout } from "./whatsapp/header.js";
export type { MessageKind } from "./whatsapp/interpret.js";
export type { ChatReport, FileList } from "./whatsapp/report.js";
export { zipSource } from "./zip.js";

/**
 * Imports what a person has: exported WhatsApp chats (zip, folder or text), one or several of one owner, or a folder
 * with the frames and media that a restore wrote as JSON Lines.
 *
 * @param sources - from `zipSource`, `blobSource`, or on Node `openPath`
 * @throws KeepsakeError input.malformed, with one sentence on what to do; `details.reason` is an `ImportProblem`, and
 * where an option settles it, `details.option` names it and `details.choices` its values
 * @throws RangeError for an option that makes no sense
 */
export async function openExport(
  sources: ExportSource | readonly ExportSource[],
  options: ImportOptions = {},
): Promise<ImportResult> {
  const list: readonly ExportSource[] = "files" in sources ? [sources] : sources;
  const [only] = list;
  const frames = only === undefined || list.length > 1 ? undefined : findFrames(only);
  if (only !== undefined && frames !== undefined) return importJsonLines(only, frames);
  const inputs: ChatInput[] = [];
  for (const source of list) {
    const texts = await findChatTexts(source);
    if (texts.length === 0) throw noExport(source);
    inputs.push(...texts.map((text) => ({ source: texts.length === 1 ? source : folderOf(source, text), text })));
  }
  if (inputs.length === 0) throw new RangeError("nothing to import: give at least one export");
  return importWhatsApp(inputs, options);
}

/** Where one source has several chats, each has the files in the folder of its text. */
function folderOf(source: ExportSource, text: SourceFile): ExportSource {
  const folder = text.path.slice(0, text.path.length - baseName(text.path).length);
  return { ...source, files: source.files.filter(({ path }) => path.startsWith(folder)) };
}

function noExport({ name, files }: ExportSource): Error {
  const advice = files.some(({ path }) => /\.zip$/iu.test(path))
    ? "unpack it and import the zips in it"
    : "choose the zip or folder that WhatsApp's “Export chat” made";
  return importError("not-an-export", `${name} has no text of a chat: ${advice}.`);
}
