import { randomInt } from "node:crypto";
import { rm } from "node:fs/promises";
import { utf8 } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { FOLDERS } from "../core/names.js";
import { formatRecoveryKey } from "../core/recovery-key.js";
import { listFiles, type Store } from "../core/store.js";
import { writeNewFile } from "../node/file-source.js";
import { UsageError } from "./exit-codes.js";
import { exists, isS3 } from "./open-store.js";
import { isInteractive, openPrompt } from "./prompt.js";
import type { Context } from "./verb.js";

/** Where a new recovery key goes. */
export interface NewKeyOptions {
  readonly newRecoveryKeyFile?: string;
}

/** Rows that must be typed back before the key counts as written down. */
const TYPED_BACK = 2;

/**
 * Makes sure, before anything is written, that the new key can be handed over: to a file that does not exist yet, or
 * to a person.
 */
export async function checkNewKeyPlace(options: NewKeyOptions): Promise<void> {
  const { newRecoveryKeyFile: file } = options;
  if (file === undefined) {
    if (isInteractive()) return;
    throw new UsageError("There is no terminal to show the recovery key on; name a file with --new-recovery-key-file.");
  }
  if (await exists(file))
    throw new UsageError(`${file} exists and is not overwritten; name a new file for the recovery key.`);
}

/** Writes the key to the file that was named, or shows it once and has two of its rows typed back. */
export async function handOverNewKey(context: Context, options: NewKeyOptions, digits: string): Promise<void> {
  const rows = formatRecoveryKey(digits);
  if (options.newRecoveryKeyFile !== undefined) return writeKeyFile(options.newRecoveryKeyFile, rows);
  process.stderr.write(`${keyText(rows)}\n\nWrite these 64 digits down now. They are not shown again.\n`);
  const prompt = openPrompt(context.signal, false);
  try {
    for (const row of randomRows()) {
      for (;;) {
        const typed = await prompt.ask(`To be sure, type row ${row}: `);
        if (typed.replace(/\D/g, "") === rows[row - 1]!.replace(/\D/g, "")) break;
        process.stderr.write(`That is not row ${row}; compare it with your note.\n`);
      }
    }
  } finally {
    prompt.close();
  }
}

/**
 * Stores the header that the key in a new file opens. If that fails, and no header was stored, the file opens nothing and
 * is deleted. A bucket may store a header after it seemed to fail, so there the file stays.
 */
export async function withNewKey<T>(
  store: Store,
  path: string,
  file: () => string | undefined,
  work: () => Promise<T>,
) {
  let before: ReadonlySet<string> | undefined;
  try {
    before = new Set((await listFiles(store, FOLDERS.header)).map(({ name }) => name));
    return await work();
  } catch (error) {
    const written = file();
    if (written === undefined) throw error;
    const after = isS3(path) ? undefined : await listFiles(store, FOLDERS.header).catch(() => undefined);
    const isUseless = before === undefined || (after?.every(({ name }) => before?.has(name)) ?? false);
    if (isUseless) await rm(written, { force: true }).catch(() => {});
    if (!(error instanceof KeepsakeError)) throw error;
    const fate = isUseless
      ? `The new recovery key opens nothing, so ${written} was deleted.`
      : `Keep ${written}: the new recovery key in it may open the vault.`;
    throw new KeepsakeError(error.code, `${error.message} ${fate}`, { ...error.details, cause: error });
  }
}

/** The rows alone: numbers in front of them would be taken for digits of the key. */
async function writeKeyFile(path: string, rows: readonly string[]): Promise<void> {
  try {
    await writeNewFile(path, utf8(`${rows.join("\n")}\n`));
  } catch (error) {
    if (!(error instanceof KeepsakeError) || error.code !== "store.conflict") throw error;
    throw new UsageError(`${path} exists and is not overwritten; name a new file for the recovery key.`);
  }
}

/** The eight rows, numbered, for a person. */
export function keyText(rows: readonly string[]): string {
  return rows.map((row, index) => `  ${index + 1}   ${row}`).join("\n");
}

function randomRows(): number[] {
  const rows = new Set<number>();
  while (rows.size < TYPED_BACK) rows.add(randomInt(1, 9));
  return [...rows];
}
