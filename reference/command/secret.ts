import { open } from "node:fs/promises";
import { KeepsakeError } from "../core/errors.js";
import { LIMITS } from "../core/limits.js";
import { KEY_DIGITS, parseRecoveryKey, ROW_DIGITS, ROWS } from "../core/recovery-key.js";
import { UsageError } from "./exit-codes.js";
import { isInteractive, openPrompt, type Prompt } from "./prompt.js";
import type { Context } from "./verb.js";

/** Where a key can come from; never from an argument, which other programs can see. */
export interface KeyOptions {
  readonly recoveryKeyFile?: string;
  /** Whether a passkey is asked for instead, in the browser. */
  readonly passkey?: boolean;
}

/** Whether a key can be had without asking whoever only wants to look at what anyone sees. */
export function isKeyGiven(options: KeyOptions): boolean {
  return options.passkey === true || keyFile(options) !== undefined;
}

/** The file that holds the recovery key, if one was named. */
export function keyFile(options: Pick<KeyOptions, "recoveryKeyFile">): string | undefined {
  return options.recoveryKeyFile ?? (process.env.KEEPSAKE_RECOVERY_KEY_FILE || undefined);
}

/**
 * Reads a recovery key from the file that was named, or asks for it. Wrong rows are named and asked again.
 *
 * @param parse - what the text must pass: a whole key, or a pattern with unreadable digits
 * @returns what `parse` made of it
 */
export async function readRecoveryKey(
  context: Context,
  options: Pick<KeyOptions, "recoveryKeyFile">,
  parse: (text: string) => string = parseRecoveryKey,
): Promise<string> {
  const file = keyFile(options);
  if (file !== undefined) return parse(await readKeyFile(file));
  if (!isInteractive()) {
    throw new UsageError(
      "There is no terminal to ask for the recovery key; name its file with --recovery-key-file, or use --passkey.",
    );
  }
  context.line.clear();
  const prompt = openPrompt(context.signal, true);
  try {
    process.stderr.write("Recovery key, row by row or all at once (what you type stays hidden)\n");
    return await askForKey(prompt, parse);
  } finally {
    prompt.close();
  }
}

async function readKeyFile(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      // One byte too many is enough to be refused, whatever the file is.
      const buffer = new Uint8Array(LIMITS.recoveryKeyInput + 1);
      let filled = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
        if (bytesRead === 0) return new TextDecoder().decode(buffer.subarray(0, filled));
        filled += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new UsageError(`The recovery key's file ${path} cannot be read (${(error as Error).message}).`);
  }
}

/** Asks for eight rows, and again for those that cannot be right. */
export async function askForKey(prompt: Prompt, parse: (text: string) => string): Promise<string> {
  const rows: string[] = [];
  const missing = () => Array.from({ length: ROWS }, (_, row) => row).filter((row) => rows[row] === undefined);
  for (;;) {
    for (const row of missing()) {
      if (rows[row] !== undefined) continue;
      const line = await askForRow(prompt, row + 1);
      if (digitsIn(line) === KEY_DIGITS)
        splitRows(line).forEach((part, index) => {
          rows[index] = part;
        });
      else rows[row] = line;
    }
    try {
      return parse(rows.join("\n"));
    } catch (error) {
      const wrong = wrongRows(error);
      if (wrong === undefined) throw error;
      process.stderr.write(`${(error as Error).message}\n`);
      for (const row of wrong) delete rows[row - 1];
    }
  }
}

async function askForRow(prompt: Prompt, row: number): Promise<string> {
  for (;;) {
    const line = await prompt.ask(`Row ${row}: `);
    const digits = digitsIn(line);
    if (digits === ROW_DIGITS || digits === KEY_DIGITS) return line;
    process.stderr.write(`A row has ${ROW_DIGITS} digits, and this line has ${digits}.\n`);
  }
}

/** Rows that the error names, from 1; undefined if it is about something else. */
function wrongRows(error: unknown): readonly number[] | undefined {
  if (!(error instanceof KeepsakeError)) return undefined;
  const { row, rows } = error.details;
  return rows ?? (typeof row === "number" ? [row] : undefined);
}

const DIGIT = /[\p{Nd}?_*.]/gu;

function digitsIn(line: string): number {
  return line.match(DIGIT)?.length ?? 0;
}

/** A line with the whole key as eight rows; whatever else is in it stays with the digit before. */
function splitRows(line: string): string[] {
  const rows = Array.from({ length: ROWS }, () => "");
  let digits = 0;
  for (const character of line) {
    if (/[\p{Nd}?_*.]/u.test(character)) digits++;
    const row = Math.floor(Math.max(0, digits - 1) / ROW_DIGITS);
    rows[row] += character;
  }
  return rows;
}
