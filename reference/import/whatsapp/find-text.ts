import { readLines } from "../lines.js";
import { importError } from "../problem.js";
import { baseName, type ExportSource, folderName, isClutter, type SourceFile } from "../source.js";
import { parseHeader } from "./header.js";
import { meridiem } from "./phrase-book.js";
import { titleIn, titleOfFiles } from "./title.js";

/** Lines at the beginning of a text among which a message must begin. */
const SNIFFED_LINES = 200;

/**
 * Finds the texts of chats in an export: by their names, else by what is in them. Several only if each has a folder of
 * its own, or none is named like the export.
 *
 * @returns an empty list if there is none
 * @throws KeepsakeError input.malformed, reason several-chats, if texts without a telling name could each be the chat
 */
export async function findChatTexts(source: ExportSource): Promise<SourceFile[]> {
  const texts = source.files.filter((file) => /\.txt$/iu.test(file.path) && !isClutter(file.path));
  if (source.partial) return source.files.filter((file) => file.path === source.name);
  const named = texts.filter(({ path }) => {
    const name = baseName(path);
    return name.toLowerCase() === "_chat.txt" || titleIn(name.slice(0, -4)) !== undefined;
  });
  if (named.length > 0) return onePerFolder(source, named);
  const chats: SourceFile[] = [];
  for (const file of texts) if (await looksLikeChat(file)) chats.push(file);
  if (chats.length > 1) {
    const names = chats.map(({ path }) => path);
    throw importError(
      "several-chats",
      `${source.name} has several texts: import ${names.slice(0, 5).join(" or ")} alone.`,
      {
        choices: names,
      },
    );
  }
  return chats;
}

/** A chat's text may have been sent in a chat: beside the one that is named like the export, it is a document. */
function onePerFolder(source: ExportSource, named: readonly SourceFile[]): SourceFile[] {
  const folders = new Map<string, SourceFile[]>();
  for (const file of named) {
    const folder = folderName(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders.values()].flatMap((files) => {
    const [first] = files;
    if (files.length === 1 || first === undefined) return files;
    const plain = files.find(({ path }) => baseName(path).toLowerCase() === "_chat.txt");
    const outer = titleOfFiles(source, { ...first, path: `${folderName(first.path)}/_chat.txt` });
    const same = files.find(({ path }) => titleIn(baseName(path).slice(0, -4)) === outer);
    return plain !== undefined ? [plain] : same !== undefined ? [same] : files;
  });
}

async function looksLikeChat(file: SourceFile): Promise<boolean> {
  const { read } = await file.open();
  let count = 0;
  try {
    for await (const lines of readLines(read(), file.path)) {
      if (lines.slice(0, SNIFFED_LINES).some(({ text }) => parseHeader(text, meridiem) !== undefined)) return true;
      count += lines.length;
      if (count >= SNIFFED_LINES) return false;
    }
  } catch {
    // Not text at all: no chat.
  }
  return false;
}
