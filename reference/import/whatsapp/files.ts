import { baseName, type ExportSource, folderName, type SourceFile } from "../source.js";
import { clean } from "./characters.js";

/** The files of an export, found by the names that the text gives them. */
export interface FileIndex {
  /** Finds a file, whatever its case, its Unicode form and the folder that it stands in; notes that it was named. */
  find(name: string): SourceFile | undefined;
  /** Names of files that no message named. */
  unnamed(): string[];
}

function keyOf(name: string): string {
  return clean(baseName(name)).normalize("NFC").trim().toLowerCase();
}

/**
 * Indexes the files beside a chat's text. Folders in their paths count only between files of one name: the one beside
 * the text is meant.
 */
export function indexFiles(source: ExportSource, text: SourceFile): FileIndex {
  const byKey = new Map<string, SourceFile>();
  const home = folderName(text.path);
  for (const file of source.files) {
    if (file.path === text.path) continue;
    const key = keyOf(file.path);
    if (!byKey.has(key) || folderName(file.path) === home) byKey.set(key, file);
  }
  const named = new Set<string>();
  return {
    find(name) {
      const key = keyOf(name);
      const file = byKey.get(key);
      if (file !== undefined) named.add(key);
      return file;
    },
    unnamed() {
      if (source.partial) return [];
      return [...byKey].filter(([key]) => !named.has(key)).map(([, file]) => file.path);
    },
  };
}
