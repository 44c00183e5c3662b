import { createStore, del, get, set } from "idb-keyval";
import { zeroize } from "../../core/bytes.js";
import { decodeState, encodeState, type RememberedState } from "../../core/device-state.js";
import { KeepsakeError } from "../../core/errors.js";
import { secureRandomness } from "../../core/randomness.js";

const ALGORITHM = "AES-GCM";
const IV = 12;

/** The device state, sealed with a key that no script can read (spec: Platforms, Key stores for device state). */
interface SealedState {
  readonly key: CryptoKey;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

/** What is no secret of a device state, for when the keys are forgotten. */
export type SeenState = Omit<RememberedState, "rootKey" | "slotKeks">;

/** When the vault was last saved as a file, and what it was then. */
export interface SavedState {
  readonly atMs: number;
  /** Hex. */
  readonly vaultId: string;
  readonly revision: number;
  readonly sequence: number;
}

const database = createStore("keepsake", "own");

/** Keeps what opens the vault, and what shows a roll-back. */
export async function remember(state: RememberedState): Promise<void> {
  // A new key each time: no nonce is used twice, and the one before opens nothing any more.
  const key = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = secureRandomness("device-state/iv", IV) as Uint8Array<ArrayBuffer>;
  const bytes = encodeState(state);
  const sealed = await crypto.subtle.encrypt({ name: ALGORITHM, iv }, key, bytes as Uint8Array<ArrayBuffer>);
  zeroize(bytes);
  await set("state", { key, iv, sealed } satisfies SealedState, database);
  const { rootKey: _, slotKeks: __, ...seen } = state;
  await set("seen", seen satisfies SeenState, database);
}

/** What opens the vault; undefined if that was forgotten. @throws KeepsakeError input.malformed */
export async function rememberedState(): Promise<RememberedState | undefined> {
  const stored = await read<SealedState>("state");
  if (stored === undefined) return undefined;
  const bytes = await unseal(stored);
  try {
    return decodeState(bytes);
  } finally {
    zeroize(bytes);
  }
}

async function unseal({ key, iv, sealed }: SealedState): Promise<Uint8Array> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: ALGORITHM, iv }, key, sealed));
  } catch (cause) {
    throw new KeepsakeError("input.malformed", "What this browser remembered of the vault is damaged.", { cause });
  }
}

/** What this browser cannot read any more it has forgotten. */
async function read<T>(name: string): Promise<T | undefined> {
  try {
    return await get<T>(name, database);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** What is compared with a vault that is opened by a key; undefined on a device that has never seen it. */
export async function seenState(): Promise<RememberedState | undefined> {
  const seen = await read<SeenState>("seen");
  return seen && { ...seen, rootKey: new Uint8Array(), slotKeks: [] };
}

/** Forgets the keys. */
export function forgetKeys(): Promise<void> {
  return del("state", database);
}

/** Forgets everything about the vault. */
export async function forgetAll(): Promise<void> {
  for (const name of ["state", "seen", "saved"]) await del(name, database);
}

export function savedState(): Promise<SavedState | undefined> {
  return read<SavedState>("saved");
}

export function setSavedState(saved: SavedState): Promise<void> {
  return set("saved", saved, database);
}
