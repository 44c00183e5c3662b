import { toHex, zeroize } from "../../core/bytes.js";
import { deviceState, type RememberedState } from "../../core/device-state.js";
import { KeepsakeError } from "../../core/errors.js";
import { FOLDERS } from "../../core/names.js";
import type { Store } from "../../core/store.js";
import { closeVault, openVault, type Vault } from "../../core/vault.js";
import { attempt, opfsStore } from "./opfs-store.js";
import { forgetAll, forgetKeys, remember, rememberedState, setSavedState } from "./remembered.js";
import { claimForTab } from "./tab-lock.js";

const NAME = "keepsake-vault";

/** The vault of this browser. Each function first makes this tab the one that uses it. */
export interface Own {
  /** Its sealed files; undefined if there is no vault. @throws KeepsakeError store.conflict, store.unavailable */
  store(): Promise<Store | undefined>;
  /**
   * Makes the vault in its place, and takes it; if that fails, nothing is left. It is not made if there is one.
   *
   * @throws KeepsakeError store.conflict if there is one, and what `write` throws
   */
  make(write: (store: Store) => Promise<Vault>): Promise<void>;
  /** The vault, if it is open or opens by what this browser remembers. */
  vault(): Promise<Vault | undefined>;
  /** Takes a vault that was opened, and remembers it if this browser can: without that, a key opens it again. */
  take(vault: Vault): Promise<void>;
  /** Remembers what was written. */
  remember(): Promise<void>;
  /** Notes that the vault as it is was saved as a file. */
  noteSaved(atMs: number): Promise<void>;
  /** Runs `write`; if it fails, what it stored is removed, unless it stored a backup. */
  undoing<T>(write: () => Promise<T>): Promise<T>;
  /** Overwrites and forgets the keys. */
  lock(): Promise<void>;
  /** Deletes the vault and everything that is remembered of it. */
  remove(): Promise<void>;
}

export function createOwn(): Own {
  let claimed: Promise<void> | undefined;
  let opening: Promise<Store> | undefined;
  let open: Vault | undefined;
  let recalling: Promise<void> | undefined;
  let added: string[] = [];

  async function openStore(): Promise<Store> {
    claimed ??= claimForTab(NAME).catch((error) => {
      // The other tab may be closed by the next time.
      claimed = undefined;
      throw error;
    });
    await claimed;
    const top = await attempt(() => navigator.storage.getDirectory());
    const home = await attempt(() => top.getDirectoryHandle(NAME, { create: true }));
    const store = await opfsStore(home);
    if (await isEmpty(store)) await clear(store);
    return {
      ...store,
      async putIfAbsent(name, data) {
        const result = await store.putIfAbsent(name, data);
        if (result === "stored") added.push(name);
        return result;
      },
    };
  }

  function anyStore(): Promise<Store> {
    opening ??= openStore().catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function save(vault: Vault): Promise<void> {
    const state = deviceState(vault);
    if (state === undefined) return;
    try {
      await remember(state);
    } finally {
      forgetState(state);
    }
  }

  async function take(vault: Vault): Promise<void> {
    if (open !== undefined && open !== vault) closeVault(open);
    open = vault;
    await save(vault).catch((error) => {
      if (!(error instanceof DOMException)) throw error;
    });
  }

  /** Opens the vault by what this browser remembers. */
  async function recall(store: Store): Promise<void> {
    let state: RememberedState | undefined;
    try {
      state = await rememberedState();
      if (state !== undefined) open = await openVault(store, { kind: "device", state });
    } catch (error) {
      if (state !== undefined) forgetState(state);
      // Without the memory a key opens it.
      const codes: readonly unknown[] = ["key.no-matching-slot", "input.malformed"];
      if (!(error instanceof KeepsakeError) || !codes.includes(error.code)) throw error;
    }
  }

  return {
    async store() {
      const store = await anyStore();
      return (await isEmpty(store)) ? undefined : store;
    },
    async make(write) {
      const store = await anyStore();
      if (!(await isEmpty(store))) {
        throw new KeepsakeError("store.conflict", "There is a vault in this browser already; remove it first.");
      }
      const vault = await write(store).catch(async (error) => {
        await clear(store).catch(() => {});
        throw error;
      });
      await take(vault);
    },
    async vault() {
      const store = await anyStore();
      if (open !== undefined || (await isEmpty(store))) return open;
      recalling ??= recall(store).finally(() => {
        recalling = undefined;
      });
      await recalling;
      return open;
    },
    take,
    async remember() {
      if (open !== undefined) await save(open);
    },
    async noteSaved(atMs) {
      if (open === undefined) return;
      const { vaultId, header, latest } = open;
      const sequence = latest?.sequence ?? 0;
      await setSavedState({ atMs, vaultId: toHex(vaultId), revision: header.revision, sequence });
    },
    async undoing(write) {
      const store = await anyStore();
      added = [];
      try {
        return await write();
      } catch (error) {
        const hasBackup = added.some((name) => name.startsWith(FOLDERS.snapshot));
        if (!hasBackup) for (const name of added) await store.delete(name).catch(() => {});
        throw error;
      }
    },
    async lock() {
      await anyStore();
      if (open !== undefined) closeVault(open);
      open = undefined;
      await forgetKeys();
    },
    async remove() {
      const store = await anyStore();
      if (open !== undefined) closeVault(open);
      open = undefined;
      await clear(store);
      await forgetAll();
    },
  };
}

function forgetState({ rootKey, slotKeks }: RememberedState): void {
  zeroize(rootKey, ...slotKeks.map(({ kek }) => kek));
}

/** Whether there is no vault: objects alone are what a copy left that was not finished. */
async function isEmpty(store: Store): Promise<boolean> {
  for await (const _ of store.list(FOLDERS.header)) return false;
  return true;
}

/** Headers first: without one, what is left after a crash is no vault, and removed at the next start. */
async function clear(store: Store): Promise<void> {
  for (const folder of [FOLDERS.header, ""]) {
    for await (const { name } of store.list(folder)) await store.delete(name);
  }
}
