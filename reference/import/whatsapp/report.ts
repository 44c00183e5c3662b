import type { DateOrder } from "./date-order.js";
import type { Layout } from "./header.js";
import type { MessageKind } from "./interpret.js";

/** What was read from one chat: enough to see at a glance whether it was understood. */
export interface ChatReport {
  /** Name of the zip, folder or text. */
  readonly source: string;
  readonly title: string;
  readonly group: boolean;
  readonly layout: Layout;
  /** Codes of the languages in which the app wrote, the most frequent first. */
  readonly languages: readonly string[];
  readonly dateOrder: DateOrder;
  readonly clock: 12 | 24;
  readonly messages: number;
  readonly byKind: Readonly<Partial<Record<MessageKind, number>>>;
  /** Lines that fit nothing, all kept as text: above the first date, or with a date in another form than all others. */
  readonly unmatchedLines: number;
  /** Files that the text names and the export does not have. */
  readonly missingFiles: FileList;
  /** Files that the export has and the text does not name. They are not imported. */
  readonly unnamedFiles: FileList;
  /** Milliseconds since 1970. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A number of files, and the names of the first hundred. */
export interface FileList {
  readonly count: number;
  readonly names: readonly string[];
}

const MAX_NAMES = 100;

/** Collects names of files, each once. */
export interface FileCounter {
  add(name: string): void;
  list(): FileList;
}

/** Starts a list. */
export function createFileCounter(): FileCounter {
  const names = new Set<string>();
  return {
    add: (name) => names.add(name),
    list: () => ({ count: names.size, names: [...names].slice(0, MAX_NAMES) }),
  };
}
