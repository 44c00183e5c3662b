import { bytesFor } from "../arbitraries/bytes-for.js";
import { deviceState, type RememberedState } from "../core/device-state.js";
import { listSnapshots } from "../core/history.js";
import { createIdMap } from "../core/id-map.js";
import { forget, prune } from "../core/prune.js";
import { referencedObjects } from "../core/references.js";
import { reseal } from "../core/reseal.js";
import { addSlot, listSlots, removeSlot, repair, rotate, takeOver } from "../core/slots.js";
import type { Store } from "../core/store.js";
import { type OpenOptions, openVault, type Vault } from "../core/vault.js";
import { type Before, type Restored, restoredOf } from "./aftermath.js";
import { type Damage, damageHeaders, damageObjects, repairFrom } from "./crash-damage.js";
import {
  DAY,
  type Library,
  makeLibrary,
  makeVault,
  NOW,
  otherRecoveryKey,
  passkey,
  photo,
  provider,
  recoveryKey,
  runBackup,
  text,
} from "./vault-helpers.js";

export type Operation = (vault: Vault, library: Library) => Promise<unknown>;

const slotNamed = (vault: Vault, label: string) => listSlots(vault).find((slot) => slot.label === label)?.slotId;

async function removeNamed(vault: Vault, label: string, remove: (slotId: Uint8Array) => Promise<unknown>) {
  const slotId = slotNamed(vault, label);
  if (slotId !== undefined) await remove(slotId);
}

/** Everything that writes to a vault and can be stopped, each of which may be run again. */
export const OPERATIONS = {
  backup: runBackup,
  forget: (vault) => forget(vault, [1]),
  mark: (vault) => prune(vault, { now: NOW }),
  prune: (vault) => prune(vault, { now: NOW + 9 * DAY }),
  "forget and prune at once": async (vault) => {
    await forget(vault, [1]);
    await prune(vault, { now: NOW, graceMs: 0, noOtherWriter: true });
  },
  "prune at once": (vault) => prune(vault, { now: NOW, graceMs: 0, noOtherWriter: true }),
  "slot add": (vault) => addSlot(vault, { secret: otherRecoveryKey, label: "second" }),
  "slot remove": (vault) =>
    removeNamed(vault, "phone", (slotId) => removeSlot(vault, slotId, { secrets: [recoveryKey] })),
  "slot remove, its secret destroyed": (vault) =>
    removeNamed(vault, "phone", (slotId) => removeSlot(vault, slotId, { secretDestroyed: true })),
  rotate: (vault) => rotate(vault, { secrets: [recoveryKey, passkey] }),
  // What makes a rotation a deep one.
  reseal: async (vault) => {
    const { lost } = (await reseal(vault, { now: NOW }))!;
    if (lost.length > 0) throw new Error(`lost: ${JSON.stringify(lost)}`);
  },
  "take over": (vault) => takeOver(vault),
  repair: repairFrom,
  "repair of headers": (vault) => repair(vault),
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

/** Operations that take away what the others keep. */
const FORGETS: readonly OperationName[] = ["forget", "forget and prune at once"];
/** Operations that leave every file as it is that was not damaged. */
const KEEPS: readonly OperationName[] = ["backup", "mark", "slot add", "repair", "repair of headers"];
const DROPS_PASSKEY: readonly OperationName[] = ["slot remove", "slot remove, its secret destroyed"];

/** What is damaged before an operation begins. */
const DAMAGES: Partial<Record<OperationName, typeof damageObjects>> = {
  repair: damageObjects,
  "repair of headers": damageHeaders,
};

/** A vault with a life behind it, and what an operation that is stopped there must leave. */
export interface Situation {
  readonly library: Library;
  readonly remembered: RememberedState;
  /** Brings a copy of the vault to where the operation begins: damaged, or with another key. */
  prepare(store: Store, name: OperationName): Promise<void>;
  beforeOf(name: OperationName): Before;
}

/**
 * Makes a vault with three snapshots, the second forgotten, marked objects, objects to mark, and leftovers of a backup
 * that was stopped; and a library that has changed since.
 */
export async function makeSituation(store: Store): Promise<Situation> {
  const vault = await makeVault(store);
  const library = makeLibrary(2, 3000);
  const complete = new Map<number, Restored>();
  const add = (id: string, at: number) => {
    library.frames.push(photo(id, at));
    library.contents.set(`${id}-photo`, bytesFor(id, 2000));
  };
  for (const n of [1, 2, 3]) {
    add(`new ${n}`, NOW - 40 + n * 10);
    await runBackup(vault, library);
    complete.set(vault.latest!.sequence, restoredOf(library));
    // What only the second one has is marked below.
    if (n === 2) library.frames.pop();
  }
  await forget(vault, [2]);
  complete.delete(2);
  await prune(vault, { now: NOW });
  library.frames.splice(4, 1);
  library.frames.push(text("new 4", NOW - 5, "four"));
  add("stopped", NOW - 4);
  await runBackup({ ...vault, store: withoutSnapshots(store) }, library).catch(() => {});
  library.frames.pop();
  add("new 5", NOW - 4);
  const objects = await referencedObjects(vault, listSnapshots(vault));
  const files = new Map<string, Uint8Array>();
  for await (const { name } of store.list("")) files.set(name, (await store.get(name))!);
  const damages = new Map<OperationName, Damage>();
  for (const name of OPERATION_NAMES) damages.set(name, (await DAMAGES[name]?.(vault)) ?? new Map());
  return { library, remembered: deviceState(vault)!, prepare, beforeOf };

  async function prepare(copy: Store, name: OperationName): Promise<void> {
    if (name === "reseal") await operate(copy, deviceState(vault)!, "rotate", library);
    for (const [file, bytes] of damages.get(name)!) {
      await copy.delete(file);
      if (bytes !== undefined) await copy.putIfAbsent(file, bytes);
    }
  }

  function beforeOf(name: OperationName): Before {
    const kept = new Map(complete);
    if (FORGETS.includes(name)) kept.delete(1);
    const secrets = DROPS_PASSKEY.includes(name) ? [recoveryKey] : [recoveryKey, passkey];
    const damaged = new Set(damages.get(name)!.keys());
    const untouched = new Map([...files].filter(([file]) => KEEPS.includes(name) && !damaged.has(file)));
    const former = name === "reseal" ? objects : createIdMap();
    return { complete: kept, library, secrets, remembered: deviceState(vault)!, damaged, untouched, former };
  }
}

function withoutSnapshots(store: Store): Store {
  const putIfAbsent: Store["putIfAbsent"] = async (name, data) => {
    if (name.startsWith("snapshots/")) throw new Error("stopped");
    return store.putIfAbsent(name, data);
  };
  return { ...store, putIfAbsent };
}

/** Runs an operation as the device that is remembered. */
export async function operate(
  store: Store,
  remembered: RememberedState,
  name: OperationName,
  library: Library,
  options: OpenOptions = {},
): Promise<Vault> {
  const vault = await openVault(store, recoveryKey, { provider, remembered, ...options });
  await OPERATIONS[name](vault, library);
  return vault;
}
