import { KeepsakeError } from "../../../../reference/core/errors.js";
import { chooseSnapshot } from "../../../../reference/core/history.js";
import { frameToJson } from "../../../../reference/core/json.js";
import { restoreAll } from "../../../../reference/core/restore-all.js";
import { collect } from "../../../../reference/core/store.js";
import type { Unlock } from "../../../../reference/core/unlock-vault.js";
import type { Vault } from "../../../../reference/core/vault.js";

import { firstDifference } from "../../../runner/compare.js";
import { type CaseContext, Mismatch, type Value, type Values } from "../../case.js";
import { applyLog, type LogEntry, logOf } from "./log.js";
import { byState, type Files, open, type Scene } from "./scene.js";
import { NOW } from "./seed.js";

/** Throws {@link Mismatch} unless it holds. */
export function demand(holds: boolean, message: string, actual?: Value): asserts holds {
  if (!holds) throw new Mismatch(message, actual === undefined ? {} : { actual });
}

/** Throws {@link Mismatch} unless both are equal, bytes by content. */
export function demandEqual(what: string, actual: Value, expected: Value): void {
  const difference = firstDifference(expected, actual, "it");
  if (difference !== undefined) {
    throw new Mismatch(`${what} is not as it has to be: ${difference.message}.`, { actual, expected });
  }
}

/** An answer of an operation that writes. */
export interface Written {
  readonly answer: Values;
  readonly log: readonly LogEntry[];
  /** The vault and the device afterwards. */
  readonly scene: Scene;
}

/** Runs an operation that writes on a scene, which has to work. */
export async function write(
  context: CaseContext,
  operation: string,
  { files, state }: Scene,
  args: Values = {},
): Promise<Written> {
  const answer = await context.expect(operation, { files, state, now: NOW, ...args }, { ok: {} });
  const log = logOf(answer);
  const next = answer.state;
  // With interference, the files that the runner knows are not those that the testee had.
  const after = args.interference === undefined ? applyLog(files, log) : files;
  return { answer, log, scene: { files: after, state: next instanceof Uint8Array ? next : state } };
}

/** Runs an operation that writes, which has to be refused with one of the codes. @returns what it did before */
export async function refuse(
  context: CaseContext,
  operation: string,
  { files, state }: Scene,
  args: Values,
  ...codes: readonly string[]
): Promise<readonly LogEntry[]> {
  const reject = await context.expect(operation, { files, state, now: NOW, ...args }, { reject: { codes } });
  return logOf(reject);
}

/** As {@link refuse}, and nothing may have been done. */
export async function refuseUntouched(...args: Parameters<typeof refuse>): Promise<void> {
  const log = await refuse(...args);
  demandEqual("What was done before the refusal", log.map(shown), []);
}

const shown = ({ did, name }: LogEntry): Value => `${did} ${name}`;

/** Opens what a testee wrote with the reference. @throws Mismatch if it cannot */
export async function reopen({ files, state }: Scene, by: Unlock = byState(state)): Promise<Vault> {
  return readable(() => open({ files }, by));
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    throw new Mismatch(`What was written cannot be read: ${error.code}: ${error.message}`);
  }
}

/** A backup as the reference restores it. */
export interface Restored {
  /** Canonical JSON. */
  readonly frames: readonly string[];
  /** Verified contents by attachment id. */
  readonly contents: Readonly<Record<string, Uint8Array>>;
  /** Codes of what was lost. */
  readonly lost: readonly string[];
}

/** Restores the newest backup, or the one of a sequence, with the reference. @throws Mismatch if it cannot */
export async function restored(vault: Vault, sequence?: number, now = NOW): Promise<Restored> {
  return readable(async () => {
    const frames: string[] = [];
    const contents: Record<string, Uint8Array> = {};
    const sink = {
      frame: (frame: Parameters<typeof frameToJson>[0]) => void frames.push(JSON.stringify(frameToJson(frame))),
      attachment: async (content: AsyncIterable<Uint8Array>, { attachment }: { attachment: { id?: string } }) => {
        contents[attachment.id ?? ""] = await collect(content);
      },
    };
    const { lost } = await restoreAll(vault, await chooseSnapshot(vault, sequence), sink, { now });
    return { frames, contents, lost: lost.map(({ code }) => code) };
  });
}

/** Ids of the messages of canonical JSON frames, in order. */
export function messageIds(frames: readonly string[]): string[] {
  return frames.flatMap((line) => (JSON.parse(line) as { message?: { id: string } }).message?.id ?? []);
}

/** A file that has to be there. */
export function fileOf(files: Files, name: string): Uint8Array {
  const bytes = files[name];
  demand(bytes !== undefined, `${name} is not stored.`);
  return bytes;
}
