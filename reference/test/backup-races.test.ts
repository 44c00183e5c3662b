import { describe, expect, it } from "vitest";
import { deviceState } from "../core/device-state.js";
import { digest } from "../core/digest.js";
import { currentEpoch } from "../core/epochs.js";
import { sealMark } from "../core/mark.js";
import { headerName, markName, objectName, snapshotName } from "../core/names.js";
import { createReference, OBJECT_TYPE } from "../core/object.js";
import { forget } from "../core/prune.js";
import { seededRandomness } from "../core/randomness.js";
import { addSlot } from "../core/slots.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault, type Vault } from "../core/vault.js";
import { PHOTO, restored, small } from "./small-library.js";
import {
  allFrames,
  DAY,
  type Library,
  makeVault,
  NOW,
  otherRecoveryKey,
  plain,
  provider,
  randomness,
  recoveryKey,
  runBackup,
  seed,
  text,
  watch,
} from "./vault-helpers.js";

/** The object that the photo of a library has, by what it is made of. */
async function referenceOf(vault: Vault, { contents }: Library, generation = 0) {
  const bytes = contents.get(PHOTO)!;
  const description = { type: OBJECT_TYPE.attachment, identity: PHOTO, length: bytes.length, generation };
  const { keys } = currentEpoch(vault);
  return createReference(provider, keys, { ...description, digest: await digest(provider, bytes) });
}

async function putMark(store: MemoryStore, vault: Vault, ids: Uint8Array[], number = 1): Promise<void> {
  const { epoch, keys } = currentEpoch(vault);
  const mark = { number, epoch, writerId: vault.writerId!, createdAtMs: NOW, graceMs: DAY, objectIds: ids };
  store.files.set(markName(number), await sealMark(provider, keys, vault.vaultId, mark, randomness));
}

describe("an object that is marked", () => {
  it("and not in the parent is stored again under another id", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    const [first, second] = [await referenceOf(vault, library, 0), await referenceOf(vault, library, 1)];
    await putMark(store, vault, [first.id]);
    await runBackup(vault, library);
    expect((await restored(vault)).object!.id).toEqual(second.id);
    expect(store.files.has(objectName(first.id))).toBe(false);
    // The next backup follows this one, and so does one after the mark is gone.
    const { counts } = await runBackup(vault, library);
    expect(counts.stored.objects).toBe(0);
    store.files.delete(markName(1));
    expect((await runBackup(vault, library)).counts.stored.objects).toBe(0);
    expect((await restored(vault)).object!.id).toEqual(second.id);
  });

  it("and in the parent is used as it is", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    await runBackup(vault, library);
    const { id } = await referenceOf(vault, library);
    await putMark(store, vault, [id]);
    library.frames.push(text("new", NOW - 1, "new"));
    const { counts } = await runBackup(vault, library);
    expect(counts.stored.objects).toBe(1);
    expect((await restored(vault)).object!.id).toEqual(id);
  });

  it("while the backup runs ends it, unless the parent keeps it", async () => {
    const memory = createMemoryStore();
    const library = small();
    const vault = await makeVault(memory);
    const { id } = await referenceOf(vault, library);
    const store = watch(memory, async (operation, name) => {
      if (operation === "put" && name === objectName(id)) await putMark(memory, vault, [id]);
    });
    const racing = { ...vault, store };
    await expect(runBackup(racing, library)).rejects.toMatchObject({ code: "store.conflict" });
    expect(memory.files.has(snapshotName(1))).toBe(false);
    await runBackup(racing, library);
    expect((await restored(racing)).object!.id).not.toEqual(id);

    const parentObject = (await restored(racing)).object!.id!;
    library.frames.push(text("new", NOW - 1, "new"));
    const again = watch(memory, async (operation, name) => {
      if (operation === "put" && name.startsWith("objects/")) await putMark(memory, vault, [parentObject], 2);
    });
    expect((await runBackup({ ...racing, store: again }, library)).snapshot.sequence).toBe(2);
  });

  it("by a mark that cannot be opened is reported and ignored", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    store.files.set(markName(3), new Uint8Array(10));
    await runBackup(vault, small());
    expect(vault.problems).toMatchObject([{ code: "mark.malformed", name: markName(3) }]);
  });
});

describe("a store that is not as it was listed", () => {
  it("with an object of a wrong size gets another one", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    const [first, second] = [await referenceOf(vault, library, 0), await referenceOf(vault, library, 1)];
    store.files.set(objectName(first.id), new Uint8Array(100));
    await runBackup(vault, library);
    expect((await restored(vault)).object!.id).toEqual(second.id);
    // The same where it appears while the backup runs.
    const late = createMemoryStore();
    const other = await makeVault(late);
    const racing = watch(late, (operation, name) => {
      if (operation === "put" && name === objectName(first.id)) late.files.set(name, new Uint8Array(100_000));
    });
    const racingVault = { ...other, store: racing };
    await runBackup(racingVault, library);
    expect((await restored(racingVault)).object!.id).toEqual(second.id);
  });

  it("that lost a photo or a segment of the parent gets it again", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    await runBackup(vault, library);
    for (const name of [...store.files.keys()].filter((file) => file.startsWith("objects/"))) {
      store.files.delete(name);
      expect((await runBackup(vault, library)).counts.stored.objects).toBe(1);
      expect(store.files.has(name)).toBe(true);
      expect(plain(await allFrames(vault, 1))).toEqual(plain(library.frames));
    }
  });

  it("loses objects while the backup runs: they are put back, or the backup says so", async () => {
    const library = small();
    async function losing(frames: Library["frames"] | AsyncIterable<Library["frames"][number]>) {
      const memory = createMemoryStore();
      const vault = await makeVault(memory);
      const store = watch(memory, (operation, name) => {
        if (operation !== "put" || name !== snapshotName(1)) return;
        for (const file of [...memory.files.keys()]) if (file.startsWith("objects/")) memory.files.delete(file);
      });
      const losingVault = { ...vault, store };
      await runBackup(losingVault, library, { frames });
      return losingVault;
    }
    expect(plain(await allFrames(await losing(library.frames)))).toEqual(plain(library.frames));
    const once = (async function* () {
      yield* library.frames;
    })();
    await expect(losing(once)).rejects.toMatchObject({ code: "store.conflict" });
  });

  it("gets a newer header while the backup runs: the snapshot stays, and the backup says so", async () => {
    const memory = createMemoryStore();
    const vault = await makeVault(memory);
    const other = await openVault(memory, recoveryKey, { provider });
    const store = watch(memory, async (operation, name) => {
      if (operation === "put" && name === snapshotName(1)) await addSlot(other, { secret: otherRecoveryKey });
    });
    const racing = { ...vault, store };
    await expect(runBackup(racing, small())).rejects.toMatchObject({
      code: "store.conflict",
      details: { sequence: 1 },
    });
    expect(memory.files.has(snapshotName(1))).toBe(true);
    expect(memory.files.has(headerName(1))).toBe(true);
    expect((await runBackup(racing, small())).snapshot.sequence).toBe(2);
    expect(memory.files.has(headerName(1))).toBe(false);
  });
});

describe("a sequence that another process used and forgot", () => {
  it("is noticed after the snapshot was stored, and the device is not alarmed later", async () => {
    const memory = createMemoryStore();
    const vault = await makeVault(memory);
    await runBackup(vault, small());
    // With random bytes of its own, so that no two snapshots are equal.
    const other = { ...vault, randomness: seededRandomness(seed(99)) };
    let first = true;
    const store = watch(memory, async (operation, name) => {
      if (operation !== "put" || name !== snapshotName(2) || !first) return;
      first = false;
      for (const _ of "ab") await runBackup(other, small());
      await forget(other, [1, 2]);
    });
    const slow = { ...vault, store };
    await expect(runBackup(slow, small())).rejects.toMatchObject({ code: "store.conflict", details: { sequence: 2 } });
    const state = deviceState(slow)!;
    const again = await openVault(memory, { kind: "device", state }, { provider });
    expect(again.readOnly).toBeUndefined();
    expect((await runBackup(again, small())).snapshot.sequence).toBe(4);
  });
});
