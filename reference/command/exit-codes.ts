import { type ErrorCode, errorGroup, KeepsakeError } from "../core/errors.js";

/** What the command's exit code means. `keepsake --help` prints this table. */
export const EXIT_CODES = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  input: 3,
  key: 4,
  header: 5,
  snapshot: 6,
  object: 7,
  archive: 8,
  store: 9,
  interrupted: 130,
} as const;

/** For each exit code, what happened. */
export const EXIT_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_CODES.ok, "done"],
  [
    EXIT_CODES.unexpected,
    "of conformance: a case failed; otherwise an unexpected error, which is a bug: please report it",
  ],
  [EXIT_CODES.usage, "the command was called wrongly, or it needs to be told more (date order, whose chats)"],
  [EXIT_CODES.input, "a file is not what it should be, is cut off, or is of a newer version (input.*)"],
  [EXIT_CODES.key, "the key is wrong or opens nothing here, or no passkey was used (key.*)"],
  [EXIT_CODES.header, "no vault, or its header is damaged, forged or older than remembered (header.*)"],
  [EXIT_CODES.snapshot, "no snapshot, or it is damaged, forged or older than remembered (snapshot.*)"],
  [EXIT_CODES.object, "messages or media are lost or damaged; the rest was restored (object.*, content.*)"],
  [EXIT_CODES.archive, "the archive or a mark is damaged (archive.*, mark.*)"],
  [EXIT_CODES.store, "the storage cannot be used, or another device writes there (store.*)"],
  [EXIT_CODES.interrupted, "stopped with Ctrl-C; no file is half-written"],
];

const GROUPS: Readonly<Record<string, number>> = {
  input: EXIT_CODES.input,
  key: EXIT_CODES.key,
  header: EXIT_CODES.header,
  snapshot: EXIT_CODES.snapshot,
  object: EXIT_CODES.object,
  content: EXIT_CODES.object,
  mark: EXIT_CODES.archive,
  archive: EXIT_CODES.archive,
  store: EXIT_CODES.store,
};

/** The command was called wrongly, or cannot go on without being told more. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The user pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** What to do next, in one sentence. */
  readonly next: string;

  constructor(next = "Nothing is half-done.") {
    super("Stopped.");
    this.next = next;
  }
}

/** What an importer needs to be told, and the option that tells it. */
export const ANSWERS: Readonly<Record<string, string>> = {
  "date-order": "Say how the export writes dates: --date-order dmy, mdy or ymd.",
  owner: "Say which of these people you are: --me NAME.",
};

/** Whether the command was called wrongly. Known by its name, so that parts of the package need not know each other. */
export function isUsageError(error: unknown): error is Error {
  return error instanceof Error && error.name === "UsageError";
}

/** Whether an importer asks for something that an option can say. */
export function isQuestion(error: unknown): error is KeepsakeError {
  return error instanceof KeepsakeError && String(error.details.reason) in ANSWERS;
}

/** Whether an export was refused before it began. Known by its name, so that its module need not be loaded. */
export function isExportError(error: unknown): error is Error {
  return error instanceof Error && error.name === "ExportError";
}

/** The exit code for an error code. */
export function exitCodeFor(code: ErrorCode): number {
  return GROUPS[errorGroup(code)] ?? EXIT_CODES.unexpected;
}

/** The exit code for anything that was thrown. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return EXIT_CODES.interrupted;
  if (isUsageError(error) || isQuestion(error) || isExportError(error)) return EXIT_CODES.usage;
  return error instanceof KeepsakeError ? exitCodeFor(error.code) : EXIT_CODES.unexpected;
}
