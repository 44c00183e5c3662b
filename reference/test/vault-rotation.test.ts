import { describe, expect, it } from "vitest";
import { toHex } from "../core/bytes.js";
import { deviceState } from "../core/device-state.js";
import { currentEpoch } from "../core/epochs.js";
import { buildHeader } from "../core/header.js";
import { headerName, snapshotName } from "../core/names.js";
import { prune } from "../core/prune.js";
import { sealSlot } from "../core/slot.js";
import { addSlot, listSlots, removeSlot, rotate } from "../core/slots.js";
import { collect } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import {
  allFrames,
  makeLibrary,
  makeVault,
  NOW,
  names,
  otherRecoveryKey,
  passkey,
  plain,
  provider,
  randomness,
  recoveryKey,
  recoverySlot,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

const LATER = NOW + 1000;
const labels = (slots: readonly { label: string }[]) => slots.map(({ label }) => label);

describe("changing the key", () => {
  it("carries over what is presented or kept, and nothing is uploaded again", async () => {
    const memory = createMemoryStore();
    const library = makeLibrary();
    const first = await makeVault(memory);
    await runBackup(first, library);
    const state = deviceState(first)!;

    const store = watch(memory);
    const vault = await openVault(store, { kind: "device", state }, { provider, randomness });
    store.log.length = 0;
    const dropped: string[][] = [];
    const rotation = await rotate(vault, {
      now: LATER,
      confirmDropped: (slots) => {
        expect(names(store.log, "put")).toEqual([]);
        dropped.push(labels(slots));
      },
    });
    expect(dropped).toEqual([["phone"]]);
    expect(labels(rotation.kept)).toEqual(["paper"]);
    expect(names(store.log, "put")).toEqual(["headers/0000000000000002", "snapshots/0000000000000002"]);
    expect(names(store.log, "delete")).toEqual(["headers/0000000000000001"]);
    // The slot keeps its id and salt, so that the kept key still fits.
    expect(listSlots(vault)[0]!.slotId).toEqual(rotation.kept[0]!.slotId);
    expect(deviceState(vault)!.slotKeks).toEqual(state.slotKeks);
    expect(deviceState(vault)!.rootKey).not.toEqual(state.rootKey);

    const again = await openVault(memory, recoveryKey, { provider });
    for (const sequence of [1, 2]) expect(plain(await allFrames(again, sequence))).toEqual(plain(library.frames));
    await expect(openVault(memory, passkey, { provider })).rejects.toMatchObject({ code: "key.no-matching-slot" });
    // The device finds its way with what it kept from before.
    await openVault(memory, { kind: "device", state }, { provider });

    vault.writerId = first.writerId;
    store.log.length = 0;
    const summary = await runBackup(vault, library);
    expect(names(store.log, "put")).toEqual(["snapshots/0000000000000003"]);
    expect(summary.segmentsReused).toBe(4);
    library.frames.splice(5, 1, { ...library.frames[5]!, message: { ...library.frames[5]!.message, starred: true } });
    store.log.length = 0;
    await runBackup(vault, library);
    // The photo in the segment that changed is still the one of the former epoch.
    expect(names(store.log, "put")).toHaveLength(2);
  });

  it("asks a passkey for one ceremony, with the new salt", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    const inputs: Uint8Array[] = [];
    const prf = (input: Uint8Array) => {
      inputs.push(input);
      return passkey.prf(input);
    };
    const before = vault.header.prfSalt;
    await rotate(vault, { secrets: [{ ...passkey, prf }] });
    expect(inputs).toHaveLength(1);
    expect(inputs[0]!.subarray(16)).toEqual(vault.header.prfSalt);
    expect(vault.header.prfSalt).not.toEqual(before);
    await openVault(store, passkey, { provider });
    await openVault(store, recoveryKey, { provider });
  });

  it("stores nothing if it is stopped, refused, or would lock everybody out", async () => {
    const store = createMemoryStore();
    const { writerId } = await makeVault(store);
    const vault = await openVault(store, passkey, { provider, randomness });
    vault.writerId = writerId;
    const before = new Map(store.files);
    const refusing = {
      ...passkey,
      prf: () => Promise.reject(new DOMException("no", "NotAllowedError")),
    };
    await expect(rotate(vault, { secrets: [refusing] })).rejects.toMatchObject({ name: "NotAllowedError" });
    const stop = () => Promise.reject(new Error("the user said no"));
    await expect(rotate(vault, { secrets: [passkey], confirmDropped: stop })).rejects.toThrow("the user said no");
    await expect(rotate(vault)).rejects.toMatchObject({ code: "key.last-slot" });
    // A key that opens nothing is not carried over.
    await expect(rotate(vault, { secrets: [otherRecoveryKey] })).rejects.toMatchObject({ code: "key.last-slot" });
    expect(store.files).toEqual(before);
  });

  it("works many times, with every backup readable, and without any backup", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    await rotate(vault, { secrets: [recoveryKey] });
    const library = makeLibrary();
    for (let round = 0; round < 3; round++) {
      library.frames[0] = { account: { selfContactId: "me", displayName: `Sam ${round}` } };
      await runBackup(vault, library);
      await rotate(vault, {});
    }
    expect(vault.details.formerEpochs.map(({ epoch, lastSequence }) => [epoch, lastSequence])).toEqual([
      [1, 0],
      [2, 1],
      [3, 3],
      [4, 5],
    ]);
    const again = await openVault(store, recoveryKey, { provider });
    expect(again.problems).toEqual([]);
    for (const [sequence, round] of [1, 2, 3, 4, 5, 6].map((n) => [n, Math.floor((n - 1) / 2)])) {
      const [account] = await allFrames(again, sequence);
      expect(account!.account!.displayName).toBe(`Sam ${round}`);
    }
  });
});

describe("the keys that a lost device kept", () => {
  it("open a slot no more that went over by its secret", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    await runBackup(vault, makeLibrary(1));
    const stolen = deviceState(vault)!;
    const [before] = vault.header.slots;
    await rotate(vault, { secrets: [recoveryKey, passkey] });
    const [after] = vault.header.slots;
    // [@slot-carry-ids] [@slot-new-salt]
    expect(after!.slotId).toEqual(before!.slotId);
    const name = `slot-salt/${toHex(before!.slotId)}/2`;
    expect(after!.salt).toEqual(randomness(name, 32));
    await expect(openVault(store, { kind: "device", state: stolen }, { provider })).rejects.toMatchObject({
      code: "key.no-matching-slot",
    });
    await openVault(store, recoveryKey, { provider });
    // This device knows the new one.
    await openVault(store, { kind: "kek", ...vault.slotKeks[0]! }, { provider });
    expect(vault.slotKeks).toHaveLength(1);
  });

  it("carry no slot over if they are not to", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    await runBackup(vault, makeLibrary(1));
    await addSlot(vault, { secret: otherRecoveryKey, label: "second paper" });
    const stolen = deviceState(vault)!;
    expect(stolen.slotKeks).toHaveLength(2);
    // [@rotate-shut-out]
    const { kept, dropped } = await rotate(vault, { secrets: [recoveryKey], secretsOnly: true });
    expect(labels(kept)).toEqual(["paper"]);
    expect(labels(dropped)).toEqual(["phone", "second paper"]);
    await expect(openVault(store, { kind: "device", state: stolen }, { provider })).rejects.toMatchObject({
      code: "key.no-matching-slot",
    });
    const [paper] = listSlots(vault);
    await expect(removeSlot(vault, paper!.slotId, { secretsOnly: true })).rejects.toMatchObject({
      code: "key.last-slot",
    });
  });
});

describe("a change of the key by a device that is not the writer", () => {
  it("is a take-over, with the backup of the other one known", async () => {
    const store = createMemoryStore();
    const phone = await makeVault(store);
    await runBackup(phone, makeLibrary(1));
    const tablet = await openVault(store, recoveryKey, { provider });
    // [@rotate-writer]
    await expect(rotate(tablet)).rejects.toMatchObject({ code: "store.conflict" });
    const takeOver = { writerName: "tablet" };
    // [@parent-merged]
    await expect(rotate(tablet, { takeOver })).rejects.toThrow(/Backup 1 was made by/);
    expect(store.files.has(headerName(2))).toBe(false);
    await rotate(tablet, { takeOver, merged: 1, secrets: [recoveryKey] });
    expect(tablet.latest).toMatchObject({ sequence: 2, snapshot: { writerName: "tablet", writerId: tablet.writerId } });
    expect((await runBackup(tablet, makeLibrary(1))).snapshot.sequence).toBe(3);
    await expect(runBackup(phone, makeLibrary(1))).rejects.toMatchObject({ code: "store.conflict" });
  });
});

describe("a backup that is stored while the key is changed", () => {
  it("is named, because it does not count", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    await runBackup(vault, makeLibrary(1));
    const state = deviceState(vault)!;
    const clone = await openVault(store, { kind: "device", state }, { provider });
    const racing = watch(store, async (operation, name) => {
      if (operation !== "put" || name !== headerName(2)) return;
      await runBackup(clone, makeLibrary(2));
    });
    // [@rotate-recheck]
    await expect(rotate({ ...vault, store: racing })).rejects.toMatchObject({
      code: "store.conflict",
      details: { name: snapshotName(2), sequence: 2 },
    });
    const opened = await openVault(store, recoveryKey, { provider });
    expect(opened).toMatchObject({ header: { epoch: 2 }, latest: { sequence: 3 } });
    expect(await allFrames(opened)).toHaveLength(7);
  });
});

describe("a change of the key that was stopped before its snapshot", () => {
  it("is finished by what the writer does next", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    await runBackup(vault, makeLibrary(1));
    const stopping = watch(store, (operation, name) => {
      if (operation === "put" && name === snapshotName(2)) throw new Error("stopped");
    });
    await expect(rotate({ ...vault, store: stopping })).rejects.toThrow("stopped");
    const opened = await openVault(store, recoveryKey, { provider });
    opened.writerId = vault.writerId;
    expect(opened).toMatchObject({ header: { epoch: 2 }, latest: { sequence: 1 }, readOnly: undefined });
    // [@rotate-unfinished]
    await prune(opened);
    expect(opened.latest).toMatchObject({ sequence: 2, snapshot: { epoch: 2, minHeaderRevision: 2 } });
    expect(store.files.has(headerName(1))).toBe(false);
  });
});

describe("former epochs", () => {
  it("that no backup names are dropped when there are too many", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    await runBackup(vault, makeLibrary(1));
    await rotate(vault);
    const { details, header } = vault;
    const rootKey = new Uint8Array(32);
    const [named] = details.formerEpochs;
    const { lastSequence, lastDigest } = named!;
    const many = Array.from({ length: 1023 }, (_, index) => ({ epoch: index + 2, rootKey, lastSequence, lastDigest }));
    const { rootKey: current } = currentEpoch(vault);
    const full = { ...header, epoch: 1025, revision: 3 };
    const slot = await sealSlot(
      provider,
      current,
      full,
      header.slots[0]!.stored.info,
      vault.slotKeks[0]!.kek,
      randomness,
    );
    const bytes = await buildHeader(
      provider,
      current,
      { ...full, slots: [slot] },
      { ...details, formerEpochs: [named!, ...many] },
      randomness,
    );
    store.files.set(headerName(3), bytes);
    for (const name of [headerName(2), snapshotName(2)]) store.files.delete(name);
    const again = await openVault(store, recoveryKey, { provider, randomness });
    again.writerId = vault.writerId;
    expect(again).toMatchObject({ header: { epoch: 1025 }, latest: { sequence: 1 }, readOnly: undefined });
    await rotate(again);
    expect(again.details.formerEpochs.map(({ epoch }) => epoch)).toEqual([1, 1025]);
    expect(await allFrames(await openVault(store, recoveryKey, { provider }), 1)).toHaveLength(7);
  });
});

describe("media, when the key is changed", () => {
  it("are not uploaded again: a header and a snapshot are all that is put", async () => {
    const memory = createMemoryStore();
    const library = makeLibrary(6, 300_000);
    const vault = await makeVault(memory, [recoverySlot]);
    await runBackup(vault, library);
    const before = new Map(memory.files);
    const put = new Map<string, number>();
    const counting = {
      ...memory,
      putIfAbsent: async (name: string, data: Uint8Array | AsyncIterable<Uint8Array>) => {
        const bytes = data instanceof Uint8Array ? data : await collect(data);
        put.set(name, bytes.length);
        return memory.putIfAbsent(name, bytes);
      },
    };
    const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + size, 0);
    const rotating = { ...vault, store: counting };
    await rotate(rotating, { secrets: [recoveryKey] });
    expect([...put.keys()]).toEqual([headerName(2), snapshotName(2)]);
    expect(sum(put.values())).toBeLessThan(20_000);
    expect(sum([...before.values()].map((bytes) => bytes.length))).toBeGreaterThan(6 * 300_000);

    // Nor by a backup under the new key, of one more message.
    put.clear();
    library.frames.push(text("one-more", NOW - 5, "under the new key"));
    await runBackup(rotating, library);
    const objects = [...put.keys()].filter((name) => name.startsWith("objects/"));
    expect(objects).toHaveLength(1);
    expect(sum(put.values())).toBeLessThan(20_000);
    for (const [name, bytes] of before) {
      if (name.startsWith("objects/")) expect(memory.files.get(name)).toBe(bytes);
    }
  });
});
