import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fromHex, toHex } from "../core/bytes.js";
import { deviceState, type RememberedState } from "../core/device-state.js";
import type { Vault } from "../core/vault.js";
import { replaceFile } from "./replace-file.js";

/*
 * What this device saw of a vault last, so that a store that shows an older or another one is noticed, and by which
 * name it writes there. A computer has no key store that every program can rely on, so this file holds no keys at all:
 * the recovery key is asked for each time.
 */

/** The file's content. Bytes are hex. */
interface StateFile {
  readonly vaultId: string;
  readonly epoch: number;
  readonly headerRevision: number;
  readonly headerDigest: string;
  readonly snapshotSequence: number;
  readonly snapshotDigest: string;
  readonly writerId: string;
}

/** Where the state of a vault is kept: below XDG_STATE_HOME, or below ~/.local/state. */
export function statePath(vaultId: Uint8Array): string {
  const base = process.env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  return join(base, "keepsake", `${toHex(vaultId)}.json`);
}

/** What this device remembers of a vault; undefined if it has not seen it, or the file cannot be read. */
export async function readState(vaultId: Uint8Array): Promise<RememberedState | undefined> {
  let file: StateFile;
  try {
    file = JSON.parse(await readFile(statePath(vaultId), "utf8"));
    return {
      vaultId: fromHex(file.vaultId),
      epoch: file.epoch,
      rootKey: new Uint8Array(),
      headerRevision: file.headerRevision,
      headerDigest: fromHex(file.headerDigest),
      snapshotSequence: file.snapshotSequence,
      snapshotDigest: fromHex(file.snapshotDigest),
      writerId: fromHex(file.writerId),
      slotKeks: [],
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      process.stderr.write(`What this device remembered of the vault is damaged and not used: ${statePath(vaultId)}\n`);
    }
    return undefined;
  }
}

/** Remembers the vault as it is now, unless it is read-only. Replaces the file in one step. */
export async function saveState(vault: Vault): Promise<void> {
  const state = deviceState(vault);
  if (state === undefined) return;
  const file: StateFile = {
    vaultId: toHex(state.vaultId),
    epoch: state.epoch,
    headerRevision: state.headerRevision,
    headerDigest: toHex(state.headerDigest),
    snapshotSequence: state.snapshotSequence,
    snapshotDigest: toHex(state.snapshotDigest),
    writerId: toHex(state.writerId),
  };
  try {
    await replaceFile(statePath(vault.vaultId), `${JSON.stringify(file, undefined, 2)}\n`);
  } catch (error) {
    // The backup itself is done; only the next roll-back would go unnoticed.
    process.stderr.write(`This device could not remember the vault: ${(error as Error).message}\n`);
  }
}
