import { describe, expect, it } from "vitest";
import { checkVault } from "../core/check.js";
import { deviceState } from "../core/device-state.js";
import { KeepsakeError } from "../core/errors.js";
import { listSnapshotFiles } from "../core/history.js";
import { forget, prune } from "../core/prune.js";
import { addSlot, listSlots, removeSlot, rotate, takeOver } from "../core/slots.js";
import type { Store } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault, type Vault } from "../core/vault.js";
import {
  allFrames,
  copyOf,
  DAY,
  type Library,
  makeLibrary,
  makeVault,
  NOW,
  otherRecoveryKey,
  passkey,
  plain,
  provider,
  randomness,
  recoveryKey,
  runBackup,
  text,
} from "./vault-helpers.js";

/** How an operation of a store ends that does not end well: before it did anything, or after, with its answer lost. */
type Failure = "before" | "after";

/** A store that fails at its n-th operation, and from then on: the program or the machine has stopped. */
function failing(store: Store, n: number, failure: Failure): Store & { readonly failed: boolean } {
  let count = 0;
  const step = async <T>(run: () => Promise<T>): Promise<T> => {
    const isLast = count++ === n;
    if (isLast && failure === "after") await run();
    if (count > n) throw new KeepsakeError("store.unavailable", "The power is gone.");
    return run();
  };
  return {
    get failed() {
      return count > n;
    },
    get: (name) => step(() => store.get(name)),
    getRange: (name, offset, length) => step(() => store.getRange(name, offset, length)),
    putIfAbsent: (name, data) => step(() => store.putIfAbsent(name, data)),
    delete: (name) => step(() => store.delete(name)),
    list: async function* (prefix) {
      await step(async () => {});
      yield* store.list(prefix);
    },
  };
}

interface Situation {
  store: MemoryStore;
  vault: Vault;
  library: Library;
  /** Frames of snapshots that must stay readable, by sequence. */
  history: Map<number, unknown[]>;
}

async function situation(): Promise<Situation> {
  const store = createMemoryStore();
  const vault = await makeVault(store);
  const library = makeLibrary(2, 3000);
  const history = new Map<number, unknown[]>();
  for (const body of ["one", "two"]) {
    library.frames.push(text(`new ${body}`, NOW - (body === "one" ? 20 : 10), body));
    await runBackup(vault, library);
    history.set(vault.latest!.sequence, plain(library.frames));
  }
  library.frames.splice(4, 1);
  library.frames.push(text("new three", NOW - 5, "three"));
  return { store, vault, library, history };
}

/**
 * Runs `operation` on a vault whose store fails at each of its operations in turn, then looks at what is left: it
 * opens, every snapshot is there and whole, and the operation succeeds when it is run again.
 */
async function crashEverywhere(
  operation: (vault: Vault, library: Library) => Promise<unknown>,
  {
    secrets = [recoveryKey, passkey],
    keepsHistory = true,
    bySecret = false,
  }: { secrets?: (typeof recoveryKey | typeof passkey)[]; keepsHistory?: boolean; bySecret?: boolean } = {},
): Promise<number> {
  const { store, vault, library, history } = await situation();
  const state = deviceState(vault)!;
  for (let n = 0; ; n++) {
    let failed = false;
    for (const failure of ["before", "after"] as const) {
      const files = copyOf(store);
      const broken = failing(files, n, failure);
      const crashing = await openVault(files, { kind: "device", state }, { provider, randomness });
      const run = operation({ ...crashing, store: broken }, library);
      if (
        !(await run.then(
          () => false,
          (error) => expectUnavailable(error),
        ))
      ) {
        expect(broken.failed).toBe(false);
        continue;
      }
      failed = true;

      // A slot that went over by its secret has a new salt, which the keys of the device do not fit.
      const by = bySecret ? recoveryKey : ({ kind: "device", state } as const);
      const reopened = await openVault(files, by, { provider, remembered: state });
      expect(reopened.readOnly).toBeUndefined();
      for (const secret of secrets) expect((await openVault(files, secret, { provider })).problems).toEqual([]);
      if (keepsHistory) {
        for (const [sequence, frames] of history) expect(plain(await allFrames(reopened, sequence))).toEqual(frames);
      }
      expect((await checkVault(reopened)).findings).toEqual([]);

      await operation(reopened, library);
      const summary = await runBackup(reopened, library);
      expect(plain(await allFrames(reopened))).toEqual(plain(library.frames));
      expect(summary.lost).toEqual([]);
      expect((await checkVault(reopened, { readData: true })).findings).toEqual([]);
      expect(deviceState(reopened)).toBeDefined();
    }
    if (!failed) return n;
  }
}

function expectUnavailable(error: unknown): true {
  expect(error).toMatchObject({ code: "store.unavailable" });
  return true;
}

describe("a program that stops at any moment", () => {
  it("while it backs up", async () => {
    const steps = await crashEverywhere(runBackup);
    expect(steps).toBeGreaterThan(10);
  });

  it("while it changes the key", async () => {
    await crashEverywhere((vault) => rotate(vault, { secrets: [recoveryKey, passkey] }), { bySecret: true });
  });

  it("while it adds or removes a slot", async () => {
    await crashEverywhere((vault) => addSlot(vault, { secret: otherRecoveryKey }));
    const removePaper = async (vault: Vault) => {
      const paper = listSlots(vault).find(({ label }) => label === "paper");
      if (paper !== undefined) await removeSlot(vault, paper.slotId, { secretDestroyed: true });
    };
    await crashEverywhere(removePaper, { secrets: [passkey] });
  });

  it("while it takes over", async () => {
    await crashEverywhere((vault) => takeOver(vault));
  });

  it("while it forgets and prunes", async () => {
    const cleanUp = async (vault: Vault) => {
      await forget(vault, [1]);
      await prune(vault, { now: NOW, graceMs: 0, noOtherWriter: true });
    };
    await crashEverywhere(cleanUp, { keepsHistory: false });
    await crashEverywhere((vault) => prune(vault, { now: NOW + 9 * DAY }));
  });

  it("while it makes a vault", async () => {
    for (let n = 0; n < 10; n++) {
      const store = createMemoryStore();
      const made = await makeVault(failing(store, n, "before")).then(() => true, expectUnavailable);
      expect(made).toBe(true);
      // Either there is nothing, or a vault that opens.
      if (store.files.size === 0) await makeVault(store);
      const vault = await openVault(store, recoveryKey, { provider });
      expect(vault.problems).toEqual([]);
      expect(await listSnapshotFiles(vault)).toEqual([]);
    }
  });
});
