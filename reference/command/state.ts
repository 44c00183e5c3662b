import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { equalBytes, fromHex, toHex } from "../core/bytes.js";
import { deviceState, type RememberedState } from "../core/device-state.js";
import type { Vault } from "../core/vault.js";
import { replaceFile } from "./replace-file.js";

/*
 * What this device saw of a vault last, so that a store that shows an older one is noticed, and by which name it writes
 * there; and which vault each place held last, so that another one there is noticed. A computer has no key store that
 * every program can rely on, so this file holds no keys at all: the recovery key is asked for each time.
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

/** The file of a place. */
interface PlaceFile {
  readonly place: string;
  /** Hex. */
  readonly vaultId: string;
}

const NOTHING = new Uint8Array();

/** Where it all is kept: below XDG_STATE_HOME, or below ~/.local/state. */
function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "keepsake");
}

/** Where the state of a vault is kept. */
export function statePath(vaultId: Uint8Array): string {
  return join(stateFolder(), `${toHex(vaultId)}.json`);
}

/** Where the id of the vault is kept that a place held last. */
function placePath(place: string): string {
  return join(stateFolder(), "places", `${createHash("sha256").update(place).digest("hex").slice(0, 32)}.json`);
}

/** What this device remembers of a vault; undefined if it has not seen it, or the file cannot be read. */
export async function readState(vaultId: Uint8Array): Promise<RememberedState | undefined> {
  let file: StateFile;
  try {
    file = JSON.parse(await readFile(statePath(vaultId), "utf8"));
    return {
      vaultId: fromHex(file.vaultId),
      epoch: file.epoch,
      rootKey: NOTHING,
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

/**
 * Another vault than this one that `place` held last; undefined if there was none. Of that one its id alone: what else
 * there was of it says nothing about this one. [@state-vault-id]
 */
export async function readOther(place: string, vaultId: Uint8Array): Promise<RememberedState | undefined> {
  const other = await readFile(placePath(place), "utf8")
    .then((text) => fromHex((JSON.parse(text) as PlaceFile).vaultId))
    .catch(() => vaultId);
  if (equalBytes(other, vaultId)) return undefined;
  return {
    vaultId: other,
    epoch: 0,
    rootKey: NOTHING,
    headerRevision: 0,
    headerDigest: NOTHING,
    snapshotSequence: 0,
    snapshotDigest: NOTHING,
    writerId: NOTHING,
    slotKeks: [],
  };
}

/** Remembers the vault as it is now, and that it is the one at `place`, unless less is shown than is remembered. */
export async function saveState(vault: Vault, place?: string): Promise<void> {
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
    await replaceChanged(statePath(vault.vaultId), file);
    if (place !== undefined) await replaceChanged(placePath(place), { place, vaultId: file.vaultId });
  } catch (error) {
    // The backup itself is done; only the next roll-back would go unnoticed.
    process.stderr.write(`This device could not remember the vault: ${(error as Error).message}\n`);
  }
}

/** Replaces a file in one step. One that says the same stays: it need not be synced again. */
async function replaceChanged(path: string, content: StateFile | PlaceFile): Promise<void> {
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  if ((await readFile(path, "utf8").catch(() => undefined)) !== text) await replaceFile(path, text);
}
