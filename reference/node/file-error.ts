import { KeepsakeError } from "../core/errors.js";

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full.",
  EDQUOT: "The disk quota is used up.",
  EROFS: "The file system is read-only.",
  EACCES: "Permission denied.",
  EPERM: "Permission denied.",
  EIO: "The disk reported an error.",
  EMFILE: "Too many files are open.",
  ENFILE: "Too many files are open.",
  ELOOP: "It is a symbolic link, which is never followed out of a vault.",
  ENOTDIR: "A file stands where a folder is needed.",
  EISDIR: "A folder stands where a file is needed.",
  EFBIG: "The file system does not allow files of this size.",
};

/** The code of a Node system error, or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" && code.startsWith("E") ? code : undefined;
}

/** Turns a Node system error into `store.unavailable` with a sentence a person can act on; passes others on. */
export function storeError(error: unknown, name: string): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof KeepsakeError) return error;
  const sentence = SENTENCES[code] ?? (error as Error).message;
  // [@store-unavailable]
  return new KeepsakeError("store.unavailable", `${name}: ${sentence}`, { cause: error, name });
}

/** Runs `work`, with the errors of {@link storeError}. */
export async function withStoreErrors<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error, name);
  }
}
