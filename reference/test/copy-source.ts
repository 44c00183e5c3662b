import fc from "fast-check";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { checkVault } from "../core/check.js";
import { deviceState } from "../core/device-state.js";
import { KeepsakeError } from "../core/errors.js";
import { chooseSnapshot } from "../core/history.js";
import { forget, prune } from "../core/prune.js";
import { addSlot, rotate } from "../core/slots.js";
import type { Store } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault, type Vault } from "../core/vault.js";
import {
  allFrames,
  makeLibrary,
  makeVault,
  NOW,
  otherRecoveryKey,
  photo,
  plain,
  provider,
  randomness,
  recoveryKey,
  recoverySlot,
  runBackup,
  text,
} from "./vault-helpers.js";

/** What can happen at the source of a copy. A rotation may be cut off before its snapshot, a backup after it. */
export type Act = "backup" | "cut-backup" | "delete" | "slot" | "rotate" | "half-rotate" | "forget" | "prune";

export const someAct: fc.Arbitrary<Act> = fc.constantFrom(
  "backup",
  "cut-backup",
  "delete",
  "slot",
  "rotate",
  "half-rotate",
  "forget",
  "prune",
);

/** A vault that lives, and the frames of each of its snapshots. */
export interface Source {
  readonly store: MemoryStore;
  readonly frames: ReadonlyMap<number, unknown[]>;
  act(act: Act): Promise<void>;
}

export async function newSource(): Promise<Source> {
  const store = createMemoryStore();
  const library = makeLibrary(0);
  const frames = new Map<number, unknown[]>();
  let failing = "";
  const unlessStopped = (call: string) => {
    if (failing !== "" && call.startsWith(failing)) throw new KeepsakeError("store.unavailable", "The power is gone.");
  };
  const device: Store = {
    ...store,
    putIfAbsent: async (name, data) => {
      unlessStopped(`put ${name}`);
      return store.putIfAbsent(name, data);
    },
    delete: async (name) => {
      unlessStopped(`delete ${name}`);
      await store.delete(name);
    },
  };
  let vault: Vault = await makeVault(device, [recoverySlot]);
  let added = 0;

  async function backUp(): Promise<void> {
    const id = `m${String(added).padStart(3, "0")}`;
    library.frames.push(text(`${id}-a`, NOW - 1000 + added, "hello"), photo(`${id}-b`, NOW - 1000 + added));
    library.contents.set(`${id}-b-photo`, bytesFor(id, 500));
    added++;
    await runBackup(vault, library);
    frames.set(vault.latest!.sequence, plain(library.frames));
  }

  async function changeKey(): Promise<void> {
    await rotate(vault, { now: NOW, secrets: [recoveryKey] });
    if (vault.latest !== undefined) frames.set(vault.latest.sequence, frames.get([...frames.keys()].at(-1)!)!);
  }

  /** The program stops at a call of the store, starts again, and finds what it left. */
  async function stoppedAt(call: string, run: () => Promise<void>): Promise<void> {
    failing = call;
    await run().catch(() => {});
    failing = "";
    vault = await openVault(device, recoveryKey, { provider, randomness, remembered: deviceState(vault)! });
  }

  async function act(what: Act): Promise<void> {
    if (what === "backup") await backUp();
    if (what === "delete" && library.frames.length > 5) library.frames.splice(4, 2);
    if (what === "slot") await addSlot(vault, { secret: otherRecoveryKey, label: "spare" }, { now: NOW });
    if (what === "rotate") await changeKey();
    if (what === "half-rotate") await stoppedAt("put snapshots/", changeKey);
    if (what === "cut-backup") await stoppedAt("delete headers/", backUp);
    const others = [...frames.keys()].filter((sequence) => sequence !== vault.latest?.sequence);
    if (what === "forget" && others.length > 0) {
      await forget(vault, [others[0]!]);
      frames.delete(others[0]!);
    }
    if (what === "prune") await prune(vault, { now: NOW, graceMs: 0, noOtherWriter: true });
    // Forgetting and pruning finish a rotation.
    const { latest } = vault;
    if (latest !== undefined && !frames.has(latest.sequence)) {
      frames.set(latest.sequence, plain(await allFrames(vault, latest.sequence)));
    }
  }

  await backUp();
  return { store, frames, act };
}

/** What a person with the recovery key finds. */
export interface Found {
  /** The newest snapshot; 0 for none. */
  readonly newest: number;
  /** What a check finds, by code. */
  readonly codes: readonly string[];
}

/** Opens a copy with the key alone and restores its newest snapshot. Undefined if there is no vault yet. */
export async function look(
  store: Store,
  frames: ReadonlyMap<number, unknown[]>,
  readData = false,
): Promise<Found | undefined> {
  const vault = await openVault(store, recoveryKey, { provider }).catch((error) => {
    if (error instanceof KeepsakeError && error.code === "header.missing") return undefined;
    throw error;
  });
  if (vault === undefined) return undefined;
  const { sequence } = await chooseSnapshot(vault);
  const restored = plain(await allFrames(vault));
  const expected = frames.get(sequence);
  if (expected !== undefined && JSON.stringify(restored) !== JSON.stringify(expected)) {
    throw new Error(`snapshot ${sequence} is not what was backed up`);
  }
  const { findings } = await checkVault(vault, { readData });
  return { newest: sequence, codes: findings.map(({ code }) => code) };
}
