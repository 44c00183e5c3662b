import { errorGroup, KeepsakeError } from "../core/errors.js";
import { ANSWERS, Interrupted, isExportError, isQuestion, isUsageError } from "./exit-codes.js";
import { printable } from "./words.js";

const KNOWN = "If you know why, `keepsake accept VAULT` shows what is there and takes it.";
const OLDER = "Someone may have put back an older copy; ask your storage provider for the newest files.";
const OTHER = "Keep a copy of the vault, and check who can write there.";
const SHOWN_OTHER = "The storage showed this device something else before; keep a copy and check who can write there.";

/** What to do next for some reasons. Whoever names another one says itself what to do. */
const NEXT_BY_REASON: Readonly<Record<string, (code: string) => string>> = {
  remembered: (code) => `${code.endsWith(".rollback") ? OLDER : SHOWN_OTHER} ${KNOWN}`,
  "header-removed": () =>
    "Ask your storage provider for the files that were removed from the headers folder; `keepsake snapshots VAULT` lists older backups, which restore with --snapshot N.",
  "headers-gone": () => "Put back the headers folder from a copy of the vault; without it no key opens what is here.",
  "no-such-snapshot": () => "`keepsake snapshots VAULT` lists those that there are.",
  "other-writer": () => "If that device no longer writes, let this one: `keepsake backup` with --take-over.",
};

/** What to do next, by error code or by its group. */
const NEXT: Readonly<Record<string, string>> = {
  "input.unsupported-version": "Update Keepsake and try again.",
  "input.trailing-data": "Copy the file again from where it came.",
  "input.truncated": "Copy the file again from where it came.",
  input: "Check that this is the file you meant.",
  "key.recovery-check-digit": "Compare that row with your note, digit by digit.",
  "key.recovery-malformed": "Type or paste the digits of all 8 rows and nothing else.",
  // Whatever kept the passkey from answering says itself what to do.
  "key.prf-missing": "",
  "key.no-matching-slot": "Check that the key belongs to this vault; `keepsake inspect VAULT` lists its key slots.",
  "key.last-slot": "Add another recovery key first: `keepsake slot add VAULT`.",
  key: "Try another key of this vault.",
  "header.missing": "Check the path, or make a vault there: `keepsake init VAULT`.",
  "header.rollback": OLDER,
  "header.fork": OTHER,
  header: "Get an undamaged copy of the vault's headers folder; keep this one.",
  "snapshot.missing": "Save a first backup: `keepsake backup EXPORT --vault VAULT`.",
  "snapshot.rollback": OLDER,
  "snapshot.fork": OTHER,
  "snapshot.parent-mismatch": OTHER,
  snapshot: "`keepsake snapshots VAULT` lists the others; restore one with --snapshot N.",
  object:
    "`keepsake check VAULT --read-data` lists all that is damaged; `keepsake repair VAULT EXPORT` puts it back from the export.",
  content:
    "`keepsake check VAULT --read-data` lists all that is damaged; `keepsake repair VAULT EXPORT` puts it back from the export.",
  mark: "Get an undamaged copy of the vault's marks folder before you prune.",
  archive: "Copy the archive again from where it came, or pack it anew from the vault.",
  // These say so themselves.
  "store.conflict": "",
  store: "Check the path, the free space and the permissions, and try again.",
};

const BUG = "This is a bug: run it again with KEEPSAKE_DEBUG=1 and report what it prints.";

/** One sentence and its code, and one sentence on what to do next. */
export interface ErrorReport {
  readonly message: string;
  readonly code: string;
  readonly next: string;
}

/** Puts anything that was thrown into words for a newcomer. */
export function describeError(error: unknown): ErrorReport {
  if (isQuestion(error)) {
    return { message: error.message, code: error.code, next: ANSWERS[String(error.details.reason)] ?? "" };
  }
  if (error instanceof KeepsakeError) {
    const { message, code, details } = error;
    const byCode = NEXT[code] ?? NEXT[errorGroup(code)] ?? "";
    const next = details.reason === undefined ? byCode : (NEXT_BY_REASON[String(details.reason)]?.(code) ?? "");
    // Who runs a command has opened nothing.
    return { message: message.replace(/ Open (the vault|it) again\.$/, " Run it again."), code, next };
  }
  if (isUsageError(error) || isExportError(error)) return { message: error.message, code: "usage", next: "" };
  if (error instanceof Interrupted) return { message: "Stopped.", code: "interrupted", next: error.next };
  const message = error instanceof Error ? error.message : String(error);
  return { message, code: "unexpected", next: BUG };
}

/** The text that goes to stderr. The stack is added only for those who asked for it with KEEPSAKE_DEBUG. */
export function errorText(error: unknown): string {
  const { message, code, next } = describeError(error);
  // Those who export name the chats that there are, one a line; the words of others are one sentence.
  const [first = "", ...rest] = isExportError(error) ? message.split("\n") : [message];
  const lines = [`keepsake: ${printable(first).replace(/[.!?:]$/, "")} (${code})`, ...rest.map(printable)];
  if (next !== "") lines.push(next);
  if (process.env.KEEPSAKE_DEBUG && error instanceof Error) lines.push(debugText(error));
  return `${lines.join("\n")}\n`;
}

function debugText(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${debugText(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
