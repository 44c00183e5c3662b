import { describe, expect, it } from "vitest";
import { checkVault } from "../core/check.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { headerName, markName, objectName, snapshotName } from "../core/names.js";
import type { Progress } from "../core/progress.js";
import { forget, prune } from "../core/prune.js";
import { addSlot } from "../core/slots.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import {
  allFrames,
  makeLibrary,
  makeVault,
  NOW,
  otherRecoveryKey,
  provider,
  recoveryKey,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

async function backedUp() {
  const store = createMemoryStore();
  const vault = await makeVault(store);
  const library = makeLibrary(3);
  await runBackup(vault, library);
  await runBackup(vault, { ...library, frames: [...library.frames, text("new", NOW, "new")] });
  const objects = [...store.files.keys()].filter((name) => name.startsWith("objects/"));
  const photo = (await allFrames(vault)).find(({ message }) => message?.id === "m1-b")!.message!.media!.attachments[0]!;
  const segment = objectName(vault.latest!.snapshot.segments[1]!.object.id);
  return { store, vault, objects, photo: objectName(photo.object!.id), segment };
}

const reopen = (store: ReturnType<typeof createMemoryStore>) => openVault(store, recoveryKey, { provider });

describe("a check", () => {
  it("of a sound vault finds nothing and changes nothing", async () => {
    const { store, vault, objects } = await backedUp();
    const watched = watch(store);
    for (const readData of [false, true]) {
      const steps: Progress[] = [];
      const onProgress = (progress: Progress) => steps.push(progress);
      const report = await checkVault({ ...vault, store: watched }, { readData, onProgress });
      expect(steps.at(-1)!.bytesDone).toBe(report.bytesRead);
      // Where all is read, what is stored tells how much that is, with padding.
      const stored = objects.reduce((sum, name) => sum + store.files.get(name)!.length, 0);
      expect(new Set(steps.map(({ bytesTotal }) => bytesTotal))).toEqual(new Set([readData ? stored : undefined]));
      expect(report.bytesRead).toBeLessThan(stored);
      expect(report).toMatchObject({
        findings: [],
        unknownNames: [],
        unreferenced: [],
        sequences: [2, 1],
        objects: objects.length,
      });
      const attachments = readData ? 61_000 : 0;
      expect(report.bytesRead).toBeGreaterThan(attachments);
      if (!readData) expect(report.bytesRead).toBeLessThan(10_000);
    }
    expect(watched.log.filter((entry) => /^(put|delete)/.test(entry))).toEqual([]);
  });

  it("of sizes finds what is missing or of a wrong size", async () => {
    const { store, photo, segment } = await backedUp();
    const bytes = store.files.get(photo)!;
    for (const [code, damaged] of [
      ["object.missing", undefined],
      ["object.truncated", bytes.subarray(1)],
      ["object.size", new Uint8Array(bytes.length + 1)],
    ] as const) {
      if (damaged === undefined) store.files.delete(photo);
      else store.files.set(photo, damaged);
      expect((await checkVault(await reopen(store))).findings).toMatchObject([{ code, name: photo }]);
    }
    store.files.set(photo, bytes);
    store.files.delete(segment);
    const report = await checkVault(await reopen(store));
    expect(report.findings).toMatchObject([{ code: "object.missing", name: segment }]);
    // What the segment refers to is not known.
    expect(report.unreferenced).toBeUndefined();
  });

  it("of the data finds every byte that changed, and says whose it was", async () => {
    const { store, photo, segment } = await backedUp();
    store.files.set(photo, store.files.get(photo)!.with(9999, 1));
    const damaged = await reopen(store);
    expect((await checkVault(damaged)).findings).toEqual([]);
    expect((await checkVault(damaged, { readData: true })).findings).toMatchObject([
      { code: "object.auth", name: photo, kind: "attachment", attachmentId: "m1-b-photo", chatId: "chat" },
    ]);
    store.files.set(segment, store.files.get(segment)!.with(1000, 1));
    expect((await checkVault(damaged)).findings).toMatchObject([{ code: "object.auth", name: segment }]);
    const { findings } = await checkVault(damaged, { readData: true });
    expect(findings).toMatchObject([
      { code: "object.auth", name: segment, kind: "frames", frames: 3, first: { id: "m0-a" } },
      { code: "object.auth", name: photo },
    ]);
  });

  it("lists every file that is not what it should be", async () => {
    const { store, vault } = await backedUp();
    const first = store.files.get(headerName(1))!;
    await addSlot(vault, { secret: otherRecoveryKey });
    store.files.set(headerName(1), first.with(first.length - 1, first.at(-1)! ^ 1));
    store.files.set(snapshotName(1), store.files.get(snapshotName(2))!);
    store.files.set(markName(1), new Uint8Array(5000));
    store.files.set("objects/ab/abcd", new Uint8Array(1));
    store.files.set("Thumbs.db", new Uint8Array(1));
    const report = await checkVault(await reopen(store));
    expect(report.findings).toMatchObject([
      { code: "header.auth", name: headerName(1) },
      { code: "mark.malformed", name: markName(1) },
      { code: "snapshot.auth", name: snapshotName(1) },
    ]);
    expect(report.unknownNames).toEqual(["Thumbs.db", "objects/ab/abcd"]);
    expect(report.sequences).toEqual([2]);
  });

  it("lists what no snapshot refers to, and whether it is marked", async () => {
    const { vault, store } = await backedUp();
    const { frames, contents } = makeLibrary(3);
    await runBackup(vault, { contents, frames: frames.slice(0, -3) });
    await forget(vault, [1, 2]);
    const unmarked = await checkVault(vault);
    expect(unmarked).toMatchObject({ findings: [], sequences: [3] });
    expect(unmarked.unreferenced!.map(({ marked }) => marked)).toEqual([false, false, false]);
    await prune(vault, { now: NOW });
    const { unreferenced } = await checkVault(vault);
    for (const { name, size, marked } of unreferenced!) {
      expect(marked).toBe(true);
      expect(store.files.get(name)!.length).toBe(size);
    }
  });

  it("reads no attachment again that an earlier one found whole, and finds the same", async () => {
    const { store, vault, photo } = await backedUp();
    const good = store.files.get(photo)!;
    store.files.set(photo, good.with(500, good[500]! ^ 1));
    const attachments = new Set<string>();
    for (const frame of await allFrames(vault))
      forEachAttachment(frame, ({ object }) => attachments.add(objectName(object!.id!)));
    const whole = new Set<string>();
    const check = async () => {
      const watched = watch(store);
      const { findings } = await checkVault({ ...vault, store: watched }, { readData: true, whole });
      const reads = new Set(watched.log.filter((line) => line.startsWith("get ")).map((line) => line.slice(4)));
      return { findings, reads: [...reads].filter((name) => attachments.has(name)).sort() };
    };
    const first = await check();
    expect(first.reads).toEqual([...attachments].sort());
    expect(await check()).toEqual({ findings: first.findings, reads: [photo] });
    store.files.set(photo, good);
    expect(await check()).toEqual({ findings: [], reads: [photo] });
    expect(await check()).toEqual({ findings: [], reads: [] });
  });

  it("stops when asked to", async () => {
    const { vault } = await backedUp();
    const stop = new AbortController();
    const options = { readData: true, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(checkVault(vault, options)).rejects.toMatchObject({ name: "AbortError" });
  });
});
