import { describe, expect, it } from "vitest";
import { concat, equalBytes } from "../core/bytes.js";
import { seal } from "../core/cobblestone.js";
import { kekFromRecoveryKey } from "../core/derive.js";
import { deviceState } from "../core/device-state.js";
import { SNAPSHOT_FILE, sealEpochFile } from "../core/epoch-file.js";
import { currentEpoch, type Epoch } from "../core/epochs.js";
import { FILE_KIND, filePrefix } from "../core/file-prefix.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { buildHeader } from "../core/header.js";
import { chooseSnapshot } from "../core/history.js";
import { headerName, objectName, snapshotName } from "../core/names.js";
import { OBJECT_TYPE, objectContext, type Reference } from "../core/object.js";
import { pad } from "../core/padding.js";
import { encodeSnapshot } from "../core/proto/codec.js";
import type { Attachment, KeySlot, Snapshot } from "../core/proto/types.js";
import { readAttachmentRange } from "../core/restore.js";
import { restoreAll } from "../core/restore-all.js";
import { newSlotInfo, sealSlot } from "../core/slot.js";
import { addSlot, repair, rotate } from "../core/slots.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault, type Vault } from "../core/vault.js";
import type { DeletedHeader } from "../core/writer.js";
import {
  allFrames,
  copyOf,
  makeLibrary,
  makeVault,
  openByKey,
  otherRecoveryKey,
  provider,
  randomness,
  recoveryKey,
  runBackup,
  vaultWith,
} from "./vault-helpers.js";

const library = makeLibrary(1);

/** A snapshot as a holder of an epoch's root key can make it, whatever rules it breaks. */
async function plant(store: MemoryStore, vault: Vault, epoch: Epoch, changes: Partial<Snapshot>): Promise<void> {
  const latest = vault.latest!.snapshot;
  const snapshot = { ...latest, epoch: epoch.epoch, ancestors: [], ...changes } as Snapshot;
  const number = snapshot.sequence!;
  const place = { vaultId: vault.vaultId, epoch: epoch.epoch, number };
  const salt = (_: string, length: number) => new Uint8Array(length).fill(store.files.size);
  const protobuf = encodeSnapshot(snapshot);
  store.files.set(
    snapshotName(number),
    await sealEpochFile(provider, SNAPSHOT_FILE, epoch.keys, place, protobuf, salt),
  );
}

/** A well-formed header of the same vault that nobody's secret opens. */
async function plantHeader(store: MemoryStore, { header }: Vault, epoch: number, revision: number): Promise<void> {
  const slots: KeySlot[] = header.slots.map((slot) => slot.stored);
  const fields = { ...header, epoch, revision, slots };
  const details = { writerId: new Uint8Array(16) };
  store.files.set(headerName(revision), await buildHeader(provider, new Uint8Array(32), fields, details, randomness));
}

const junk = (kind: number) => new Uint8Array([...new TextEncoder().encode("KEEPSAKE"), 2, kind]);

describe("a former holder of the key", () => {
  it("cannot have an older backup taken for the newest by deleting those of the new epoch", async () => {
    const { store, vault } = await vaultWith(3, library);
    const former = currentEpoch(vault);
    await rotate(vault);
    await runBackup(vault, library);
    for (const sequence of [3, 4, 5]) store.files.delete(snapshotName(sequence));
    await plant(store, vault, former, { sequence: 2, producer: "planted" });
    // [@snapshot-choose-closed]
    const opened = await openByKey(store);
    expect(opened).toMatchObject({ latest: undefined, readOnly: { code: "snapshot.rollback", name: snapshotName(2) } });
    expect(deviceState(opened)).toBeUndefined();
    await expect(chooseSnapshot(opened)).rejects.toMatchObject({ code: "snapshot.rollback", details: { sequence: 2 } });
    // Whoever asks for it by its number gets it.
    expect((await chooseSnapshot(opened, 2)).snapshot.producer).toBe("planted");
    expect(await allFrames(opened, 1)).toHaveLength(7);
  });

  it("does not keep what the header names from being restored", async () => {
    const { store, vault } = await vaultWith(2, library);
    await rotate(vault);
    store.files.delete(snapshotName(3));
    const opened = await openByKey(store);
    expect(opened).toMatchObject({ latest: { sequence: 2 }, readOnly: undefined });
    // An epoch without a backup repeats what the one before it ended with.
    opened.writerId = vault.writerId;
    await rotate(opened);
    expect(opened.details.formerEpochs.map((former) => former.lastSequence)).toEqual([2, 2]);
    store.files.delete(snapshotName(3));
    expect((await openByKey(store)).latest?.sequence).toBe(2);
  });

  it("cannot stop readers with features that it invents", async () => {
    const { store, vault } = await vaultWith(2, library);
    const former = currentEpoch(vault);
    await rotate(vault);
    await plant(store, vault, former, { sequence: 9, requiredFeatures: [1] });
    const opened = await openByKey(store);
    expect(opened).toMatchObject({
      latest: { sequence: 3 },
      readOnly: undefined,
      problems: [{ code: "input.unsupported-version", name: snapshotName(9) }],
    });
    // The number is taken by nothing that counts.
    await plant(store, vault, former, { sequence: 4, requiredFeatures: [1] });
    opened.writerId = vault.writerId;
    expect((await runBackup(opened, library)).snapshot.sequence).toBe(5);
  });

  it("can show other bytes of an attachment in parts, and never as a whole", async () => {
    const { store, vault } = await vaultWith(1, library);
    await rotate(vault);
    let photo: Attachment | undefined;
    for (const frame of await allFrames(vault)) forEachAttachment(frame, (attachment) => (photo = attachment));
    const reference = photo!.object as Reference;
    const other = new Uint8Array(reference.length).fill(7);
    const context = objectContext(vault.vaultId, OBJECT_TYPE.attachment, reference.id);
    const sealed = await seal(provider, reference.key, context, pad(other), new Uint8Array(24));
    store.files.set(objectName(reference.id), concat(filePrefix(FILE_KIND.object), sealed));
    // [@range-not-kept]
    expect(await readAttachmentRange(vault, photo!, 0, 4)).toEqual(other.subarray(0, 4));
    const sink = {
      frame: () => {},
      attachment: async (content: AsyncIterable<Uint8Array>) => void (await drain(content)),
    };
    const report = await restoreAll(vault, await chooseSnapshot(vault), sink);
    expect(report.lost).toMatchObject([{ code: "object.digest", attachmentId: photo!.id }]);
  });

  it("shows itself to a device that remembers the epoch, with a header of its own making", async () => {
    const { store, vault } = await vaultWith(0, library);
    await addSlot(vault, { secret: otherRecoveryKey });
    const remembered = deviceState(vault)!;
    // Somebody with the other recovery key makes a vault of the same id and epoch, with another root key.
    const forged = createMemoryStore();
    const invented = await makeVault(forged, [{ secret: otherRecoveryKey }]);
    const fields = { ...invented.header, revision: 9, slots: invented.header.slots.map((slot) => slot.stored) };
    const rootKey = invented.epochs[0]!.rootKey.map((byte) => byte ^ 1);
    const { slotId, salt, info } = newSlotInfo(randomness, 9, 0);
    const kek = await kekFromRecoveryKey(provider, otherRecoveryKey.digits, salt, vault.vaultId, slotId);
    const place = { vaultId: vault.vaultId, epoch: 1, revision: 9 };
    const slots = [await sealSlot(provider, rootKey, place, info, kek, randomness)];
    const details = { writerId: vault.details.writerId };
    store.files.set(headerName(9), await buildHeader(provider, rootKey, { ...fields, slots }, details, randomness));
    // [@state-root-key]
    const opened = await openVault(store, otherRecoveryKey, { provider, remembered });
    expect(opened.header.revision).toBe(9);
    expect(opened.readOnly?.code).toBe("header.fork");
    expect(deviceState(opened)).toBeUndefined();
  });
});

describe("junk in the store", () => {
  it("under the numbers of snapshots is stepped over, whatever epoch or version it claims", async () => {
    const { store, vault } = await vaultWith(1, library);
    const real = store.files.get(snapshotName(1))!;
    store.files.set(snapshotName(2), real.with(17, 7));
    store.files.set(snapshotName(3), junk(2));
    store.files.set(snapshotName(9), junk(2));
    const opened = await openByKey(store);
    expect(opened).toMatchObject({ latest: { sequence: 1 }, readOnly: undefined });
    expect(opened.problems.map(({ code }) => code)).toEqual([
      "input.unsupported-version",
      "input.unsupported-version",
      "snapshot.auth",
    ]);
    opened.writerId = vault.writerId;
    // [@snapshot-conflict-junk]
    expect((await runBackup(opened, library)).snapshot.sequence).toBe(4);
  });

  it("is no rotation, unless there is a header of that epoch", async () => {
    const { store, vault } = await vaultWith(1, library);
    store.files.set(snapshotName(2), store.files.get(snapshotName(1))!.with(17, 7));
    const put = store.putIfAbsent;
    const late = {
      ...store,
      putIfAbsent: async (name: string, data: Parameters<typeof put>[1]) => {
        if (name === snapshotName(2)) await plantHeader(store, vault, 7, 2);
        return put(name, data);
      },
    };
    // [@snapshot-conflict-epoch]
    await expect(runBackup({ ...vault, store: late }, library)).rejects.toMatchObject({ code: "store.conflict" });
  });

  it("under the number of the next header is stepped over, if it is of another version", async () => {
    const { store, vault } = await vaultWith(1, library);
    const put = store.putIfAbsent;
    const racing = {
      ...store,
      putIfAbsent: async (name: string, data: Parameters<typeof put>[1]) => {
        if (name === headerName(2)) store.files.set(name, junk(1));
        return put(name, data);
      },
    };
    await addSlot({ ...vault, store: racing }, { secret: otherRecoveryKey });
    expect((await openVault(store, otherRecoveryKey, { provider })).header.revision).toBe(3);
  });

  const cases: [string, string, (store: MemoryStore, vault: Vault) => unknown][] = [
    ["of a higher epoch", "key.no-matching-slot", (store, vault) => plantHeader(store, vault, 7, 3)],
    [
      "of a higher epoch with the highest number",
      "key.no-matching-slot",
      (store, vault) => plantHeader(store, vault, 7, Number.MAX_SAFE_INTEGER),
    ],
    ["of another version", "input.unsupported-version", (store) => store.files.set(headerName(99), junk(1))],
  ];
  it.each(cases)("header %s: the error names what opens, and a repair deletes it", async (_, code, change) => {
    const { store } = await vaultWith(1, library);
    const { header } = await openByKey(store);
    const planted = copyOf(store);
    await change(planted, await openByKey(store));
    // [@choose-name-older]
    await expect(openByKey(planted)).rejects.toMatchObject({ code, details: { revision: header.revision } });
    const opened = await openByKey(planted, { revision: header.revision });
    expect(opened.readOnly).toBeDefined();
    expect(deviceState(opened)).toBeUndefined();

    const before = new Map(planted.files);
    const stop = () => Promise.reject(new Error("the user said no"));
    await expect(repair(opened, { confirmDeleted: stop })).rejects.toThrow("the user said no");
    expect(planted.files).toEqual(before);

    const named: DeletedHeader[] = [];
    const deleted = await repair(opened, { confirmDeleted: (headers) => void named.push(...headers) });
    expect(named).toEqual(deleted);
    expect(deleted).toHaveLength(1);
    expect(planted.files.has(deleted[0]!.name)).toBe(false);
    expect(opened).toMatchObject({ readOnly: undefined, header: { revision: header.revision + 1 } });
    const again = await openByKey(planted);
    expect(again).toMatchObject({ readOnly: undefined, problems: [], latest: { sequence: 1 } });
  });

  it("does not keep a device from remembering what it saw", async () => {
    const { store, vault } = await vaultWith(1, library);
    const state = deviceState(vault)!;
    store.files.set(headerName(5), new Uint8Array(90));
    await runBackup((await vaultAgain(vault, store, 5))!, library);
    const opened = await openVault(store, { kind: "device", state }, { provider });
    expect(opened.readOnly?.code).toBe("header.malformed");
    // [@state-update]
    expect(deviceState(opened)).toMatchObject({ snapshotSequence: 2, headerRevision: 1 });
  });
});

/** The vault as a device has it open that does not list the header of that number. */
async function vaultAgain(vault: Vault, store: MemoryStore, hidden: number): Promise<Vault | undefined> {
  const { list } = store;
  const hiding = {
    ...store,
    list: async function* (prefix: string) {
      for await (const file of list(prefix)) if (file.name !== headerName(hidden)) yield file;
    },
  };
  return { ...vault, store: hiding };
}

async function drain(content: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const piece of content) length += piece.length;
  return length;
}

describe("a history without what a device remembers", () => {
  it("shows itself by what the newest backup leaves out", async () => {
    const { store, vault } = await vaultWith(3, library);
    const state = deviceState(vault)!;
    const [second, first] = vault.latest!.snapshot.ancestors;
    store.files.delete(snapshotName(3));
    await plant(store, vault, currentEpoch(vault), { sequence: 4, ancestors: [second!, first!] });
    const opened = await openVault(store, { kind: "device", state }, { provider });
    // [@state-parent-omitted]
    expect(opened.readOnly?.code).toBe("snapshot.parent-mismatch");
    expect(equalBytes(opened.latest!.digest, vault.latest!.digest)).toBe(false);
  });
});

describe("a backup that ends while the vault is opened", () => {
  it("is no roll-back", async () => {
    const { store, vault } = await vaultWith(1, library);
    const { list } = store;
    let raced = false;
    const racing = {
      ...store,
      list: async function* (prefix: string) {
        if (prefix === "snapshots/" && !raced) {
          raced = true;
          await addSlot(vault, { secret: otherRecoveryKey });
          await runBackup(vault, library);
        }
        yield* list(prefix);
      },
    };
    // [@read-again]
    const opened = await openVault(racing, recoveryKey, { provider });
    expect(opened).toMatchObject({
      header: { revision: 2 },
      latest: { sequence: 2 },
      readOnly: undefined,
      problems: [],
    });
  });
});
