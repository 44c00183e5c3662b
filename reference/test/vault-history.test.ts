import { describe, expect, it } from "vitest";
import { decodeState, deviceState, encodeState } from "../core/device-state.js";
import { SNAPSHOT_FILE, sealEpochFile } from "../core/epoch-file.js";
import { currentEpoch } from "../core/epochs.js";
import { chooseSnapshot, listSnapshots } from "../core/history.js";
import { headerName, snapshotName } from "../core/names.js";
import type { Problem } from "../core/problem.js";
import { encodeSnapshot } from "../core/proto/codec.js";
import type { Snapshot } from "../core/proto/types.js";
import { addSlot, rotate } from "../core/slots.js";
import { sealSnapshot } from "../core/snapshot.js";
import { ancestorsAfter } from "../core/snapshot-put.js";
import type { MemoryStore } from "../core/store-memory.js";
import type { Unlock } from "../core/unlock-vault.js";
import { openVault, type Vault } from "../core/vault.js";
import {
  allFrames,
  copyOf,
  makeLibrary,
  openByKey,
  otherRecoveryKey,
  provider,
  randomness,
  runBackup,
  vaultWith,
} from "./vault-helpers.js";

const library = makeLibrary(1);

/** Stores a snapshot of this device's making, as somebody with the key of `epoch` could. */
async function plant(
  store: MemoryStore,
  vault: Vault,
  changes: Partial<Snapshot>,
  epoch = currentEpoch(vault),
): Promise<void> {
  const latest = vault.latest!.snapshot;
  const sequence = changes.sequence ?? latest.sequence;
  const ancestors = latest.ancestors.filter((ancestor) => ancestor.sequence < sequence);
  const snapshot = { ...latest, ancestors, epoch: epoch.epoch, ...changes } as Snapshot;
  const salt = (_: string, length: number) => new Uint8Array(length).fill(store.files.size);
  const bytes = await sealSnapshot(provider, epoch.keys, vault.vaultId, snapshot, salt);
  store.files.set(snapshotName(sequence), bytes);
}

async function listed(vault: Vault): Promise<{ sequences: number[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const sequences: number[] = [];
  for await (const { sequence } of listSnapshots(vault, problems)) sequences.push(sequence);
  return { sequences, problems };
}

describe("what a device remembers", () => {
  it("goes through its bytes, and is refused when damaged", async () => {
    const { vault } = await vaultWith(1, library);
    const state = deviceState(vault)!;
    expect(decodeState(encodeState(state))).toEqual(state);
    for (const damage of [
      { vaultId: new Uint8Array(15) },
      { rootKey: new Uint8Array() },
      { snapshotSequence: 0 },
      { epoch: 0 },
    ]) {
      expect(() => decodeState(encodeState({ ...state, ...damage }))).toThrow(
        expect.objectContaining({ code: "input.malformed" }),
      );
    }
  });

  it("opens the vault without any other key", async () => {
    const { store, vault } = await vaultWith(1, library);
    const again = await openVault(store, { kind: "device", state: deviceState(vault)! }, { provider });
    expect(again.readOnly).toBeUndefined();
    expect((await runBackup(again, library)).snapshot.sequence).toBe(2);
    expect(deviceState(again)).toMatchObject({ snapshotSequence: 2, headerRevision: 1 });
  });

  const cases: [string, string, (store: MemoryStore, vault: Vault) => Promise<unknown>][] = [
    ["a header is gone", "header.rollback", async (store) => store.files.delete(headerName(2))],
    [
      "another header has its revision",
      "header.fork",
      async (store, vault) => {
        store.files.delete(headerName(2));
        const other = await openByKey(store);
        expect(other.header.revision).toBe(1);
        await addSlot(other, { secret: otherRecoveryKey, label: "other" });
        expect(other.header.digest).not.toEqual(vault.header.digest);
      },
    ],
    ["a snapshot is gone", "snapshot.rollback", async (store) => store.files.delete(snapshotName(3))],
    [
      "all snapshots are gone",
      "snapshot.rollback",
      async (store) => [1, 2, 3].map((n) => store.files.delete(snapshotName(n))),
    ],
    [
      "another snapshot has its sequence",
      "snapshot.fork",
      (store, vault) => plant(store, vault, { producer: "other" }),
    ],
    [
      "a later snapshot follows another one",
      "snapshot.parent-mismatch",
      (store, vault) => {
        const ancestors = [{ sequence: 3, digest: new Uint8Array(32) }];
        return plant(store, vault, { sequence: 4, ancestors });
      },
    ],
  ];
  it.each(cases)("shows that %s", async (_, code, change) => {
    const { store, vault } = await vaultWith(3, library);
    await addSlot(vault, { secret: otherRecoveryKey });
    const state = deviceState(vault)!;
    await change(store, vault);
    const opened = await openVault(store, { kind: "device", state }, { provider });
    expect(opened.readOnly?.code).toBe(code);
    expect(opened.problems.map((problem) => problem.code)).toContain(code);
    expect(deviceState(opened)).toBeUndefined();
    await expect(runBackup(opened, library)).rejects.toMatchObject({ code });
    // Somebody without a memory sees nothing of it.
    expect((await openByKey(store)).readOnly).toBeUndefined();
  });

  it("shows that it is another vault", async () => {
    const { vault } = await vaultWith(1, library);
    const { store } = await vaultWith(1, library);
    const remembered = { ...deviceState(vault)!, vaultId: new Uint8Array(16) };
    expect((await openByKey(store, { remembered })).readOnly?.code).toBe("header.fork");
  });

  it("shows that a change of the key was undone", async () => {
    const { store, vault } = await vaultWith(1, library);
    const old = copyOf(store);
    await rotate(vault);
    const state = deviceState(vault)!;
    const kept = await openVault(old, { kind: "device", state }, { provider });
    expect(kept.readOnly?.code).toBe("header.rollback");
    const withoutKeks: Unlock = { kind: "device", state: { ...state, slotKeks: [] } };
    await expect(openVault(old, withoutKeks, { provider })).rejects.toMatchObject({ code: "header.rollback" });
  });

  it("is not updated when the vault goes on unnoticed while it is open", async () => {
    const { store, vault } = await vaultWith(2, library);
    store.files.delete(snapshotName(2));
    await expect(runBackup(vault, library)).rejects.toMatchObject({ code: "snapshot.rollback" });
  });
});

describe("snapshots", () => {
  it("that are damaged or forged are passed over", async () => {
    const { store, vault } = await vaultWith(3, library);
    const third = store.files.get(snapshotName(3))!;
    store.files.set(snapshotName(3), third.with(100, third[100]! ^ 1));
    store.files.set(snapshotName(4), third);
    store.files.set(snapshotName(5), third.subarray(0, 50));
    store.files.set(snapshotName(6), new Uint8Array(40_000_000));
    const opened = await openByKey(store);
    expect(opened.latest?.sequence).toBe(2);
    expect(opened.problems).toMatchObject([
      { code: "snapshot.malformed", name: snapshotName(6) },
      { code: "snapshot.malformed", name: snapshotName(5) },
      { code: "snapshot.auth", name: snapshotName(4) },
      { code: "snapshot.auth", name: snapshotName(3) },
    ]);
    await expect(chooseSnapshot(opened, 4)).rejects.toMatchObject({ code: "snapshot.auth" });
    await expect(chooseSnapshot(opened, 9)).rejects.toMatchObject({ code: "snapshot.missing" });
    // The next backup takes the next free number, above the junk.
    opened.writerId = vault.writerId;
    expect((await runBackup(opened, library)).snapshot.sequence).toBe(7);
  });

  it("of another epoch than the header knows are not authentic", async () => {
    const { store, vault } = await vaultWith(1, library);
    const { keys } = currentEpoch(vault);
    await plant(store, vault, { sequence: 2, epoch: 7 }, { ...currentEpoch(vault), epoch: 7, keys });
    const opened = await openByKey(store);
    expect(opened).toMatchObject({
      latest: { sequence: 1 },
      problems: [{ code: "snapshot.auth", name: snapshotName(2) }],
    });
    // There is no header of that epoch, so it is no rotation that this device has not seen.
    opened.writerId = vault.writerId;
    expect((await runBackup(opened, library)).snapshot.sequence).toBe(3);
  });

  it("planted with a former key do not count", async () => {
    const { store, vault } = await vaultWith(3, library);
    const former = currentEpoch(vault);
    await rotate(vault);
    await runBackup(vault, library);
    // Above the end of the epoch, in place of its last one, and one that was forgotten.
    await plant(store, vault, { sequence: 9 }, former);
    await plant(store, vault, { sequence: 3, producer: "planted" }, former);
    const opened = await openByKey(store);
    expect(opened).toMatchObject({
      latest: { sequence: 5 },
      problems: [{ code: "snapshot.fork", name: snapshotName(9) }],
    });
    const { sequences, problems } = await listed(opened);
    expect(sequences).toEqual([5, 4, 2, 1]);
    expect(problems).toMatchObject([
      { code: "snapshot.fork", name: snapshotName(9) },
      { code: "snapshot.fork", name: snapshotName(3) },
    ]);
    await expect(chooseSnapshot(opened, 3)).rejects.toMatchObject({ code: "snapshot.fork" });
    opened.writerId = vault.writerId;
    expect((await runBackup(opened, library)).snapshot.sequence).toBe(6);
  });

  it("of the current epoch, below its beginning, do not count", async () => {
    const { store, vault } = await vaultWith(2, library);
    await rotate(vault);
    await plant(store, vault, { sequence: 1 });
    expect((await listed(await openByKey(store))).problems).toMatchObject([
      { code: "snapshot.fork", name: snapshotName(1) },
    ]);
  });

  it("that a later one says otherwise of are ignored", async () => {
    const { store, vault } = await vaultWith(3, library);
    await plant(store, vault, { sequence: 2, producer: "other" });
    const { sequences, problems } = await listed(await openByKey(store));
    expect(sequences).toEqual([3, 1]);
    expect(problems).toMatchObject([{ code: "snapshot.parent-mismatch", name: snapshotName(2) }]);
    await expect(chooseSnapshot(vault, 2)).rejects.toMatchObject({ code: "snapshot.parent-mismatch" });
    // A forgotten one is no mismatch.
    store.files.delete(snapshotName(2));
    expect((await listed(vault)).problems).toEqual([]);
  });

  it("need the header that they were written under", async () => {
    const { store, vault } = await vaultWith(1, library);
    const old = store.files.get(headerName(1))!;
    await addSlot(vault, { secret: otherRecoveryKey });
    await runBackup(vault, library);
    store.files.delete(headerName(2));
    store.files.set(headerName(1), old);
    const opened = await openByKey(store);
    expect(opened.readOnly).toMatchObject({ code: "header.rollback", name: snapshotName(2) });
    expect(deviceState(opened)).toBeUndefined();
    await expect(chooseSnapshot(opened)).rejects.toMatchObject({ code: "header.rollback" });
    await expect(chooseSnapshot(opened, 2)).rejects.toMatchObject({ code: "header.rollback" });
    await expect(addSlot(opened, { secret: otherRecoveryKey })).rejects.toMatchObject({ code: "header.rollback" });
    expect(await allFrames(opened, 1)).toHaveLength(7);
  });

  it("of a newer program are not passed over in silence", async () => {
    const { store, vault } = await vaultWith(2, library);
    // [@snapshot-unsupported-final]
    const snapshot = { ...vault.latest!.snapshot, requiredFeatures: [1] };
    const { epoch, keys } = currentEpoch(vault);
    const place = { vaultId: vault.vaultId, epoch, number: 2 };
    const protobuf = encodeSnapshot(snapshot);
    store.files.set(snapshotName(2), await sealEpochFile(provider, SNAPSHOT_FILE, keys, place, protobuf, randomness));
    const opened = await openByKey(store);
    expect(opened.readOnly?.code).toBe("input.unsupported-version");
    await expect(chooseSnapshot(opened)).rejects.toMatchObject({ code: "input.unsupported-version" });
    expect(await allFrames(opened, 1)).toHaveLength(7);
  });

  it("may be none", async () => {
    const { vault } = await vaultWith(0, library);
    await expect(chooseSnapshot(vault)).rejects.toMatchObject({ code: "snapshot.missing" });
    await expect(chooseSnapshot(vault, 1)).rejects.toMatchObject({ code: "snapshot.missing" });
  });

  it("list the last 64 before them, and every 64th", () => {
    const digest = new Uint8Array(32);
    let parent: Parameters<typeof ancestorsAfter>[0];
    for (let sequence = 1; sequence <= 300; sequence++) {
      const snapshot = { ancestors: ancestorsAfter(parent) };
      parent = { sequence, digest, snapshot } as never;
    }
    const sequences = ancestorsAfter(parent).map((ancestor) => ancestor.sequence);
    const recent = Array.from({ length: 64 }, (_, index) => 300 - index);
    expect(sequences).toEqual([...recent, 192, 128, 64]);
  });

  it("of two devices that write at once, one is told", async () => {
    const { store, vault } = await vaultWith(1, library);
    const state = deviceState(vault)!;
    const clone = await openVault(store, { kind: "device", state }, { provider });
    const results = await Promise.allSettled([runBackup(vault, library), runBackup(clone, library)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((result) => result.status === "rejected")).toMatchObject({
      reason: { code: "store.conflict" },
    });
    expect((await openByKey(store)).latest?.sequence).toBe(2);
  });
});
