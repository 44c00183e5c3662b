import { afterEach, describe, expect, it, vi } from "vitest";
import { compareBytes, fromHex } from "../core/bytes.js";
import { checkVault } from "../core/check.js";
import { currentEpoch } from "../core/epochs.js";
import { listSnapshots } from "../core/history.js";
import { sealMark } from "../core/mark.js";
import { markName, objectName, snapshotName } from "../core/names.js";
import { forget, prune } from "../core/prune.js";
import { rotate } from "../core/slots.js";
import { sealSnapshot } from "../core/snapshot.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault, type Vault } from "../core/vault.js";
import {
  allFrames,
  DAY,
  makeLibrary,
  makeVault,
  NOW,
  plain,
  provider,
  randomness,
  recoveryKey,
  recoverySlot,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

const WEEK = 7 * DAY;
const objects = (store: MemoryStore) => [...store.files.keys()].filter((name) => name.startsWith("objects/"));

/** Two snapshots, the first of which is forgotten: its first month is of no use any more. */
async function withLeftovers() {
  const store = createMemoryStore();
  const vault = await makeVault(store, [recoverySlot]);
  const library = makeLibrary(3);
  await runBackup(vault, library);
  library.frames.splice(4, 3);
  await runBackup(vault, library);
  await forget(vault, [1]);
  return { store, vault, library };
}

async function sequences(vault: Vault): Promise<number[]> {
  const found: number[] = [];
  for await (const { sequence } of listSnapshots(vault)) found.push(sequence);
  return found;
}

describe("a prune that takes long", () => {
  afterEach(() => void vi.useRealTimers());

  it("gives what it marks in the end the whole grace period", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
    const { store, vault } = await withLeftovers();
    const slow = watch(store, (operation) => {
      if (operation === "list") vi.setSystemTime(Date.now() + DAY);
    });
    const { marked } = await prune({ ...vault, store: slow });
    const days = (Date.now() - NOW) / DAY;
    expect(days).toBeGreaterThan(3);
    expect((await prune(vault, { now: NOW + WEEK })).deleted.objects).toBe(0);
    expect((await prune(vault, { now: NOW + WEEK + days * DAY })).deleted).toEqual(marked);
  });
});

describe("forgetting", () => {
  it("deletes snapshots and nothing else, never the newest", async () => {
    const { store, vault } = await withLeftovers();
    expect(await sequences(vault)).toEqual([2]);
    expect(objects(store)).toHaveLength(8);
    await expect(forget(vault, [2])).rejects.toThrow(RangeError);
    await forget(vault, [77]);
    expect(await sequences(vault)).toEqual([2]);
  });

  it("is for the writer alone", async () => {
    const { store } = await withLeftovers();
    const reader = await openVault(store, recoveryKey, { provider });
    await expect(forget(reader, [1])).rejects.toMatchObject({ code: "store.conflict" });
    await expect(prune(reader)).rejects.toMatchObject({ code: "store.conflict" });
  });
});

describe("pruning", () => {
  it("marks on the first visit and deletes on the second, when the time is over", async () => {
    const { store, vault, library } = await withLeftovers();
    const before = objects(store).length;
    expect(await prune(vault, { now: NOW })).toMatchObject({
      deleted: { objects: 0 },
      marked: { objects: 2 },
      problems: [],
    });
    expect(objects(store)).toHaveLength(before);
    expect(await prune(vault, { now: NOW + WEEK - 1 })).toMatchObject({
      deleted: { objects: 0 },
      marked: { objects: 0 },
    });
    // A clock that was ahead when it was marked: it waits.
    expect(await prune(vault, { now: NOW - DAY })).toMatchObject({ deleted: { objects: 0 } });
    const last = await prune(vault, { now: NOW + WEEK });
    expect(last).toMatchObject({ deleted: { objects: 2, bytes: expect.any(Number) }, marked: { objects: 0 } });
    expect(objects(store)).toHaveLength(before - 2);
    expect(store.files.has(markName(1))).toBe(false);
    expect(plain(await allFrames(vault))).toEqual(plain(library.frames));
    expect(await checkVault(vault, { readData: true })).toMatchObject({ findings: [], unreferenced: [] });
  });

  it("spares what is needed again, and marks only what is not marked", async () => {
    const { store, vault } = await withLeftovers();
    await prune(vault, { now: NOW });
    // The month comes back: its photo and its segment get other ids, for the marked ones may vanish any time.
    const all = makeLibrary(3);
    const { counts } = await runBackup(vault, all);
    expect(counts.stored.objects).toBe(2);
    await forget(vault, [2]);
    const second = await prune(vault, { now: NOW + DAY });
    expect(second).toMatchObject({ deleted: { objects: 0 }, marked: { objects: 0 } });
    await prune(vault, { now: NOW + 2 * WEEK });
    expect(plain(await allFrames(vault))).toEqual(plain(all.frames));
    expect(await checkVault(vault, { readData: true })).toMatchObject({ findings: [], unreferenced: [] });
    expect(objects(store)).toHaveLength(8);
  });

  it("spares marked objects that a snapshot refers to again", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    const library = makeLibrary(3);
    await runBackup(vault, library);
    const forgotten = store.files.get(snapshotName(1))!;
    await runBackup(vault, { ...library, frames: library.frames.toSpliced(4, 3) });
    await forget(vault, [1]);
    await prune(vault, { now: NOW });
    store.files.set(snapshotName(1), forgotten);
    expect(await prune(vault, { now: NOW + WEEK })).toMatchObject({ deleted: { objects: 0 }, marked: { objects: 0 } });
    expect(store.files.has(markName(1))).toBe(false);
    expect(plain(await allFrames(vault, 1))).toEqual(plain(library.frames));
  });

  it("leaves marks alone that cannot be opened", async () => {
    const { store, vault } = await withLeftovers();
    await prune(vault, { now: NOW });
    // A mark under another name is not the mark.
    store.files.set(markName(9), store.files.get(markName(1))!);
    store.files.delete(markName(1));
    store.files.set(markName(Number.MAX_SAFE_INTEGER), new Uint8Array(3));
    const { problems, deleted, marked } = await prune(vault, { now: NOW + WEEK });
    expect(problems).toMatchObject([
      { code: "mark.auth", name: markName(9) },
      { code: "mark.malformed", name: markName(Number.MAX_SAFE_INTEGER) },
    ]);
    expect([deleted.objects, marked.objects]).toEqual([0, 2]);
    expect(store.files.has(markName(9))).toBe(true);
    expect(store.files.has(markName(1))).toBe(true);
  });

  it("at once, if nobody else writes", async () => {
    const { store, vault } = await withLeftovers();
    await expect(prune(vault, { graceMs: 0 })).rejects.toThrow(RangeError);
    await expect(prune(vault, { graceMs: DAY - 1 })).rejects.toThrow(RangeError);
    await expect(prune(vault, { graceMs: Number.NaN, noOtherWriter: true })).rejects.toThrow(RangeError);
    const summary = await prune(vault, { graceMs: 0, noOtherWriter: true, now: NOW });
    expect(summary).toMatchObject({ deleted: { objects: 2 }, marked: { objects: 0 } });
    expect([...store.files.keys()].filter((name) => name.startsWith("marks/"))).toEqual([]);
    expect(objects(store)).toHaveLength(6);
  });

  it("reads the snapshots again right before it deletes, and the mark goes last", async () => {
    const { store, vault } = await withLeftovers();
    await prune(vault, { now: NOW });
    const watched = watch(store);
    await prune({ ...vault, store: watched }, { now: NOW + WEEK });
    const log = watched.log.filter((entry) => /^(delete|list snapshots|get snapshots)/.test(entry));
    const deleted = log.findIndex((entry) => entry.startsWith("delete"));
    expect(log[deleted - 1]).toBe("list snapshots/");
    expect(log.at(-1)).toBe(`delete ${markName(1)}`);
  });

  it("does nothing while a snapshot or segment cannot be read", async () => {
    const { store, vault } = await withLeftovers();
    await runBackup(vault, { ...makeLibrary(3), frames: [...makeLibrary(3).frames, text("new", NOW, "")] });
    await prune(vault, { now: NOW });
    const sound = new Map(store.files);
    const damage = async (name: string, code: string) => {
      store.files.set(name, store.files.get(name)!.with(200, 77));
      const before = new Map(store.files);
      await expect(prune(vault, { now: NOW + WEEK })).rejects.toMatchObject({ code });
      expect(store.files).toEqual(before);
      for (const [file, bytes] of sound) store.files.set(file, bytes);
    };
    await damage(snapshotName(2), "snapshot.auth");
    await damage(objectName(vault.latest!.snapshot.segments[1]!.object.id), "object.auth");
  });

  it("keeps what a snapshot needs that does not count", async () => {
    const { store, vault } = await withLeftovers();
    const former = currentEpoch(vault);
    await rotate(vault);
    const segments = vault.latest!.snapshot.segments.slice(0, 1);
    const planted = { ...vault.latest!.snapshot, sequence: 9, epoch: 1, segments: [...segments] };
    const bytes = await sealSnapshot(
      provider,
      former.keys,
      vault.vaultId,
      planted,
      (_, length) => new Uint8Array(length),
    );
    store.files.set(snapshotName(9), bytes);
    await prune(vault, { now: NOW });
    expect((await prune(vault, { now: NOW + WEEK })).deleted.objects).toBe(2);
    // It can be forgotten by its sequence.
    await forget(vault, [9, 1]);
    expect(await sequences(vault)).toEqual([3, 2]);
    expect(store.files.has(snapshotName(9))).toBe(false);
  });

  it("takes marks of the current key alone", async () => {
    const { store, vault } = await withLeftovers();
    const former = currentEpoch(vault);
    await rotate(vault);
    // Who has the former key marks all that there is, under the highest number.
    const number = Number.MAX_SAFE_INTEGER;
    const objectIds = objects(store)
      .map((name) => fromHex(name.slice(-64)))
      .sort(compareBytes);
    const writerId = new Uint8Array(16);
    const all = { number, epoch: 1, writerId, createdAtMs: 1, graceMs: 0, objectIds };
    store.files.set(markName(number), await sealMark(provider, former.keys, vault.vaultId, all, randomness));
    const watched = watch(store);
    const library = makeLibrary(3);
    library.frames.splice(4, 3);
    // [@mark-former-epoch]
    expect((await runBackup({ ...vault, store: watched }, library)).counts.stored.objects).toBe(0);
    // [@prune-former-marks]
    expect(await prune(vault, { now: NOW })).toMatchObject({ deleted: { objects: 0 }, marked: { objects: 2 } });
    expect([...store.files.keys()].filter((name) => name.startsWith("marks/"))).toEqual([markName(1)]);
    expect(await prune(vault, { now: NOW + WEEK })).toMatchObject({ deleted: { objects: 2 } });
  });

  it("stops between two deletions when asked to", async () => {
    const { store, vault } = await withLeftovers();
    await prune(vault, { now: NOW });
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const stopped = prune(vault, { now: NOW + WEEK, signal: stop.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(objects(store)).toHaveLength(7);
    expect(store.files.has(markName(1))).toBe(true);
    expect(await prune(vault, { now: NOW + WEEK })).toMatchObject({ deleted: { objects: 1 } });
  });
});
