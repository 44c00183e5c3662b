import type { RandomAccessSource } from "../core/source.js";

/** One file of an export. */
export interface SourceFile {
  /** Where it stands in the folder or zip, parts separated by "/". Never used as a path to write to. */
  readonly path: string;
  /** Its length in bytes and its content, read piece by piece and as often as asked for. */
  open(): Promise<OpenFile>;
}

/** A file that can be read: what the writer of a backup asks for. */
export interface OpenFile {
  readonly length: number;
  /** Absolute path, if it is a file by itself. */
  readonly path?: string;
  /** The content in pieces, each of which may be overwritten when the next one is asked for. */
  read(): AsyncIterable<Uint8Array>;
  /**
   * What the content is told by without reading it: a file that is opened with the same identity has the same content.
   * Absent where that is not sure.
   */
  readonly identity?: string;
}

/** A file at any place of it. */
export interface FileAccess extends RandomAccessSource {
  /** What the file is told by now, as {@link OpenFile.identity}. */
  identify?(): Promise<string | undefined>;
}

/** An export as a list of files: a folder, a zip, or a single text. */
export interface ExportSource {
  /** Name of the folder, zip or text, such as "WhatsApp Chat - Ana.zip". */
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** True if the list may hold files that have nothing to do with the export, such as the neighbours of a text. */
  readonly partial?: boolean;
}

/** The last part of a path, whichever way its separators lean. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** The part of a path before the last separator, "" at the top. */
export function folderName(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/"), path.lastIndexOf("\\")));
}

/** The extension of a name in lower case, without the dot; "" if there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** Files that archivers and desktops add. */
export function isClutter(path: string): boolean {
  const name = baseName(path);
  return name === "" || name.startsWith("._") || name === ".DS_Store" || path.split(/[\\/]/).includes("__MACOSX");
}
