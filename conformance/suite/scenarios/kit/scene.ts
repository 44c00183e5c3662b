import { backup } from "../../../../reference/core/backup.js";
import {
  decodeState,
  deviceState,
  encodeState,
  type RememberedState,
} from "../../../../reference/core/device-state.js";
import { generateRecoveryKey } from "../../../../reference/core/recovery-key.js";
import { type RotateOptions, rotate } from "../../../../reference/core/rotate.js";
import { addSlot } from "../../../../reference/core/slots.js";
import { createMemoryStore, type MemoryStore } from "../../../../reference/core/store-memory.js";
import type { Unlock } from "../../../../reference/core/unlock-vault.js";
import { openVault, type Vault } from "../../../../reference/core/vault.js";
import { createVault } from "../../../../reference/core/vault-create.js";
import type { Library } from "./library.js";
import { NOW, provider, randomnessOf } from "./seed.js";

/** Files of a vault by name. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** A vault and one device that writes to it, as they stand. Made by the reference, in this process. */
export interface Scene {
  readonly files: Files;
  /** DeviceState in protobuf. */
  readonly state: Uint8Array;
}

/** Computes something once: scenes are shared by many cases and never changed. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const keyOf = async (name: string) => generateRecoveryKey(await randomnessOf(name));
/** The recovery key of the first slot of every scene. */
export const paper = once(() => keyOf("paper"));
/** Another recovery key. */
export const spare = once(() => keyOf("spare"));

/** A recovery key as an argument. */
export const secretOf = (digits: string) => ({ kind: "recovery-key", digits });

export function storeOf(files: Files): MemoryStore {
  return createMemoryStore(new Map(Object.entries(files)));
}

export const filesOf = (store: MemoryStore): Files => Object.fromEntries(store.files);

/** Opens a scene with the reference: by what its device keeps, or by another secret. */
export async function open(scene: Pick<Scene, "files">, by: Unlock, name = "open"): Promise<Vault> {
  return openVault(storeOf(scene.files), by, { provider, randomness: await randomnessOf(name) });
}

export const byState = (state: Uint8Array): Unlock => ({ kind: "device", state: decodeState(state) });

/**
 * What the reference makes of a scene.
 *
 * @param name - tells the random values of this step from those of others
 */
export async function after(
  scene: Scene,
  name: string,
  act: (vault: Vault) => Promise<unknown>,
  by: Unlock = byState(scene.state),
): Promise<Scene> {
  const vault = await open(scene, by, name);
  await act(vault);
  return sceneOf(vault);
}

function sceneOf(vault: Vault): Scene {
  return { files: filesOf(vault.store as MemoryStore), state: encodeState(deviceState(vault)!) };
}

/** A new vault with one recovery key, {@link paper}. */
export const freshVault = once(async (): Promise<Scene> => {
  const slots = [{ secret: { kind: "recovery-key", digits: await paper() } as const, label: "paper" }];
  const randomness = await randomnessOf("fresh");
  return sceneOf(
    await createVault(createMemoryStore(), { slots, provider, randomness, now: NOW, writerName: "phone" }),
  );
});

/** Backs up with the reference. */
export function backedUp(scene: Scene, library: Library, { name = "backup", now = NOW } = {}): Promise<Scene> {
  return after(scene, name, (vault) => runBackup(vault, library, now));
}

export function runBackup(vault: Vault, { frames, contents }: Library, now = NOW) {
  const openAttachment = async ({ id = "" }: { id?: string }) => {
    const bytes = contents[id];
    return (
      bytes && {
        length: bytes.length,
        read: async function* () {
          yield bytes;
        },
      }
    );
  };
  return backup(vault, { frames, openAttachment, now });
}

/** Starts a new epoch with the reference, carrying over the slots of which the device has a key. */
export function rotated(scene: Scene, options: RotateOptions = {}, name = "rotate"): Promise<Scene> {
  return after(scene, name, (vault) => rotate(vault, { now: NOW, ...options }));
}

/** Adds the slot of {@link spare}: a header with the next revision. */
export async function withSpareSlot(scene: Scene, name = "spare-slot"): Promise<Scene> {
  const secret = { kind: "recovery-key", digits: await spare() } as const;
  return after(scene, name, (vault) => addSlot(vault, { secret, label: "spare" }, { now: NOW }));
}

/** A device state with some fields changed. */
export function changedState(state: Uint8Array, change: Partial<RememberedState>): Uint8Array {
  return encodeState({ ...decodeState(state), ...change });
}

/** What a second device remembers that opened the vault and never wrote. */
export const readerState = (state: Uint8Array) => changedState(state, { writerId: new Uint8Array() });

/** The state without what it remembers of headers and snapshots: only its keys and its writer id. */
export const forgetfulState = (state: Uint8Array) =>
  changedState(state, {
    headerRevision: 0,
    headerDigest: new Uint8Array(),
    snapshotSequence: 0,
    snapshotDigest: new Uint8Array(),
  });
