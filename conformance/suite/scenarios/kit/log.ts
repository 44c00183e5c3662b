import { Mismatch, type Value, type Values } from "../../case.js";
import type { Files } from "./scene.js";

/** What a testee did to its store, in order. */
export type LogEntry =
  | { readonly did: "put"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly did: "exists" | "delete"; readonly name: string };

/** Reads the `log` of an answer. @throws Mismatch */
export function logOf(answer: Values): LogEntry[] {
  const { log } = answer;
  if (!Array.isArray(log)) throw new Mismatch("The answer has no log.", { actual: log ?? null });
  return log.map((entry: Value) => entryOf(entry as Values));
}

function entryOf(entry: Values): LogEntry {
  if (typeof entry.put === "string" && entry.bytes instanceof Uint8Array) {
    return { did: "put", name: entry.put, bytes: entry.bytes };
  }
  if (typeof entry.exists === "string") return { did: "exists", name: entry.exists };
  if (typeof entry.delete === "string") return { did: "delete", name: entry.delete };
  throw new Mismatch("An entry of the log is none of put, exists and delete.", { actual: entry });
}

/** Names that were stored, in order; with `prefix`, those that begin with it. */
export const putNames = (log: readonly LogEntry[], prefix = "") => namesOf(log, "put", prefix);
/** Names that were deleted, in order. */
export const deletedNames = (log: readonly LogEntry[], prefix = "") => namesOf(log, "delete", prefix);

function namesOf(log: readonly LogEntry[], did: LogEntry["did"], prefix: string): string[] {
  return log.filter((entry) => entry.did === did && entry.name.startsWith(prefix)).map(({ name }) => name);
}

/**
 * The files after a log.
 *
 * @throws Mismatch if something was stored over a file [@never-overwrite]
 */
export function applyLog(files: Files, log: readonly LogEntry[]): Files {
  const stored = new Map(Object.entries(files));
  for (const entry of log) {
    if (entry.did === "delete") stored.delete(entry.name);
    if (entry.did !== "put") continue;
    if (stored.has(entry.name)) throw new Mismatch(`${entry.name} was overwritten.`);
    stored.set(entry.name, entry.bytes);
  }
  return Object.fromEntries(stored);
}

/** The part of a log before the first put of a name that begins with `prefix`. */
export function beforePut(log: readonly LogEntry[], prefix: string): LogEntry[] {
  const at = log.findIndex(({ did, name }) => did === "put" && name.startsWith(prefix));
  return log.slice(0, at < 0 ? log.length : at);
}

/** What a log stored, by name. */
export function storedFiles(log: readonly LogEntry[]): Files {
  return Object.fromEntries(log.flatMap((entry) => (entry.did === "put" ? [[entry.name, entry.bytes]] : [])));
}
