import { describe, expect, it } from "vitest";
import { deviceState } from "../core/device-state.js";
import { currentEpoch } from "../core/epochs.js";
import { buildHeader } from "../core/header.js";
import { headerName, snapshotName } from "../core/names.js";
import { BackupEligibility } from "../core/proto/types.js";
import { sealSlot } from "../core/slot.js";
import { addSlot, listSlots, type NewSlot, removeSlot, repair, rotate, takeOver } from "../core/slots.js";
import { createMemoryStore } from "../core/store-memory.js";
import { closeVault, openVault } from "../core/vault.js";
import { createVault } from "../core/vault-create.js";
import {
  allFrames,
  copyOf,
  makeLibrary,
  makeVault,
  NOW,
  names,
  otherRecoveryKey,
  passkey,
  passkeySlot,
  plain,
  provider,
  randomness,
  recoveryKey,
  recoverySlot,
  runBackup,
  watch,
} from "./vault-helpers.js";

const LATER = NOW + 1000;
const labels = (slots: readonly { label: string }[]) => slots.map(({ label }) => label);
const deviceBound: NewSlot = { ...passkeySlot, backupEligibility: BackupEligibility.DEVICE_BOUND };

describe("making a vault", () => {
  it("writes one header", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    expect([...store.files.keys()]).toEqual([headerName(1)]);
    expect(listSlots(vault)).toMatchObject([
      { kind: "recovery-key", label: "paper", createdAtMs: NOW, confirmedAtMs: 0, passkey: null },
      {
        kind: "passkey",
        label: "phone",
        createdAtMs: NOW,
        confirmedAtMs: NOW,
        backupEligibility: BackupEligibility.ELIGIBLE,
        passkey: { rpId: "backup.example" },
      },
    ]);
    expect(vault.details.writerName).toBe("test phone");
  });

  it("is refused where one is, with slots that cannot be, and with a passkey alone that a device keeps", async () => {
    const store = createMemoryStore();
    await makeVault(store);
    await expect(makeVault(store)).rejects.toMatchObject({ code: "store.conflict" });
    await expect(makeVault(createMemoryStore(), [])).rejects.toThrow(RangeError);
    await expect(makeVault(createMemoryStore(), [{ ...recoverySlot, label: "x".repeat(257) }])).rejects.toThrow(
      RangeError,
    );
    await expect(makeVault(createMemoryStore(), [{ secret: passkey }])).rejects.toThrow(TypeError);
    await expect(makeVault(createMemoryStore(), [deviceBound])).rejects.toMatchObject({ code: "key.last-slot" });
    const forced = { slots: [deviceBound], allowDeviceBoundOnly: true, provider, randomness };
    expect(listSlots(await createVault(createMemoryStore(), forced))).toHaveLength(1);
    expect(listSlots(await makeVault(createMemoryStore(), [passkeySlot]))).toHaveLength(1);
  });

  it("passes on that the user refused, and stores nothing", async () => {
    const store = createMemoryStore();
    const refusing = {
      ...passkey,
      prf: () => Promise.reject(new DOMException("no", "NotAllowedError")),
    };
    const slots = [{ ...passkeySlot, secret: refusing }];
    await expect(makeVault(store, slots)).rejects.toMatchObject({ name: "NotAllowedError" });
    const short = { ...passkey, prf: async () => new Uint8Array(31) };
    await expect(makeVault(store, [{ ...passkeySlot, secret: short }])).rejects.toMatchObject({
      code: "key.prf-missing",
    });
    expect(store.files.size).toBe(0);
  });
});

describe("adding a slot", () => {
  it("makes another key open the vault", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    await runBackup(vault, makeLibrary());
    await expect(openVault(store, passkey, { provider })).rejects.toMatchObject({ code: "key.no-matching-slot" });
    const slotId = await addSlot(vault, passkeySlot, { now: LATER });
    expect(listSlots(vault)[1]).toMatchObject({ slotId, label: "phone", createdAtMs: LATER });
    expect(vault.header.revision).toBe(2);
    expect(await allFrames(await openVault(store, passkey, { provider }))).toHaveLength(13);
    // The backup after it deletes the header before it.
    expect(store.files.has(headerName(1))).toBe(true);
    await runBackup(vault, makeLibrary());
    expect(store.files.has(headerName(1))).toBe(false);
  });

  it("remembers when a key was last seen to work", async () => {
    const store = createMemoryStore();
    const first = await makeVault(store, [recoverySlot]);
    const vault = await openVault(store, recoveryKey, { provider, randomness });
    vault.writerId = first.writerId;
    await addSlot(vault, passkeySlot, { now: LATER });
    expect(listSlots(vault)[0]).toMatchObject({ label: "paper", createdAtMs: NOW, confirmedAtMs: LATER });
  });

  it("ends at 32", async () => {
    const vault = await makeVault(
      createMemoryStore(),
      Array.from({ length: 32 }, () => recoverySlot),
    );
    await expect(addSlot(vault, passkeySlot)).rejects.toMatchObject({ code: "input.limit-exceeded" });
  });

  it("loses against another device that did the same, and works when tried again", async () => {
    const store = createMemoryStore();
    const first = await makeVault(store, [recoverySlot]);
    let once = true;
    const second = await openVault(
      watch(store, async (operation) => {
        if (operation !== "put" || !once) return;
        once = false;
        await addSlot(first, passkeySlot);
      }),
      recoveryKey,
      { provider },
    );
    const slot = { secret: otherRecoveryKey, label: "safe" };
    await expect(addSlot(second, slot)).rejects.toMatchObject({ code: "store.conflict" });
    await addSlot(second, slot);
    expect(labels(listSlots(second))).toEqual(["paper", "phone", "safe"]);
  });

  it("counts an answer that was lost as success", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    const lossy = {
      ...store,
      putIfAbsent: async (name: string, data: Uint8Array) => {
        await store.putIfAbsent(name, data);
        return store.putIfAbsent(name, data);
      },
    };
    await addSlot({ ...vault, store: lossy as typeof store }, passkeySlot);
    expect(listSlots(await openVault(store, passkey, { provider }))).toHaveLength(2);
  });
});

describe("removing a slot", () => {
  it("without changing the key leaves the vault's epoch as it is", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    const [paper] = listSlots(vault);
    expect(await removeSlot(vault, paper!.slotId, { secretDestroyed: true })).toBeUndefined();
    expect(currentEpoch(vault).epoch).toBe(1);
    expect(labels(listSlots(vault))).toEqual(["phone"]);
    expect(deviceState(vault)!.slotKeks).toEqual([]);
    await expect(openVault(store, recoveryKey, { provider })).rejects.toMatchObject({ code: "key.no-matching-slot" });
    await openVault(store, passkey, { provider });
  });

  it("never takes the last one", async () => {
    const vault = await makeVault(createMemoryStore(), [recoverySlot]);
    const [paper] = listSlots(vault);
    const last = { code: "key.last-slot" };
    await expect(removeSlot(vault, paper!.slotId, { secretDestroyed: true })).rejects.toMatchObject(last);
    await expect(removeSlot(vault, paper!.slotId, {})).rejects.toMatchObject(last);
    await expect(removeSlot(vault, new Uint8Array(16), { secretDestroyed: true })).rejects.toThrow(RangeError);
    const two = await makeVault(createMemoryStore(), [recoverySlot, deviceBound]);
    const [first] = listSlots(two);
    await expect(removeSlot(two, first!.slotId, { secretDestroyed: true })).rejects.toMatchObject(last);
    await expect(removeSlot(two, first!.slotId, { secrets: [passkey] })).rejects.toMatchObject(last);
    await removeSlot(two, first!.slotId, { secretDestroyed: true, allowDeviceBoundOnly: true });
  });

  it("changes the key otherwise, and replaces what may be known", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    const [paper] = listSlots(vault);
    const add = [{ secret: otherRecoveryKey, label: "new paper" }];
    const rotation = await removeSlot(vault, paper!.slotId, { secrets: [passkey, recoveryKey], add, now: LATER });
    expect(labels(rotation!.dropped)).toEqual(["paper"]);
    expect(labels(rotation!.kept)).toEqual(["phone"]);
    expect(labels(listSlots(vault))).toEqual(["phone", "new paper"]);
    expect(currentEpoch(vault).epoch).toBe(2);
    await expect(openVault(store, recoveryKey, { provider })).rejects.toMatchObject({ code: "key.no-matching-slot" });
    await openVault(store, otherRecoveryKey, { provider });
    await openVault(store, passkey, { provider });
  });
});

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
    const vault = await openVault((await makeVault(store)).store, passkey, { provider, randomness });
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
    expect(again).toMatchObject({ header: { epoch: 1025 }, latest: { sequence: 1 }, readOnly: undefined });
    await rotate(again);
    expect(again.details.formerEpochs.map(({ epoch }) => epoch)).toEqual([1, 1025]);
    expect(await allFrames(await openVault(store, recoveryKey, { provider }), 1)).toHaveLength(7);
  });
});

describe("a vault that is done with", () => {
  it("forgets its keys, and what was remembered of them stays", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    const state = deviceState(vault)!;
    const kept = structuredClone(state);
    const { rootKey, keys } = currentEpoch(vault);
    closeVault(vault);
    for (const key of [rootKey, ...Object.values(keys)]) expect(key).toEqual(new Uint8Array(32));
    expect(vault).toMatchObject({ epochs: [], slotKeks: [] });
    expect(state).toEqual(kept);
    await openVault(store, { kind: "device", state }, { provider });
  });
});

describe("one writer", () => {
  it("stops when another device has taken over, and may take over back", async () => {
    const store = createMemoryStore();
    const library = makeLibrary();
    const phone = await makeVault(store);
    await runBackup(phone, library);
    const tablet = await openVault(store, passkey, { provider });
    await expect(runBackup(tablet, library)).rejects.toMatchObject({ code: "store.conflict" });
    await takeOver(tablet, { writerName: "tablet" });
    await runBackup(tablet, library);
    expect(tablet.latest!.snapshot.writerName).toBe("tablet");
    await expect(runBackup(phone, library)).rejects.toThrow(/"tablet" writes to this vault/);
    await takeOver(phone, { writerName: "phone" });
    expect((await runBackup(phone, library)).snapshot.sequence).toBe(3);
  });
});

describe("a damaged header", () => {
  async function damaged() {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    await runBackup(vault, makeLibrary());
    const state = deviceState(vault)!;
    await addSlot(vault, { secret: otherRecoveryKey });
    store.files.get(headerName(2))![40]! ^= 1;
    return { store, state };
  }

  it("leaves the vault to be read", async () => {
    const { store } = await damaged();
    const vault = await openVault(store, recoveryKey, { provider });
    expect(vault.problems).toMatchObject([{ code: "header.malformed", name: headerName(2) }]);
    expect(vault.readOnly).toMatchObject({ code: "header.malformed" });
    expect(deviceState(vault)).toBeUndefined();
    expect(await allFrames(vault)).toHaveLength(13);
    const before = new Map(store.files);
    for (const write of [
      runBackup(vault, makeLibrary()),
      addSlot(vault, passkeySlot),
      rotate(vault),
      takeOver(vault),
    ]) {
      await expect(write).rejects.toMatchObject({ code: "header.malformed" });
    }
    expect(store.files).toEqual(before);
  });

  it("is stepped over by a repair", async () => {
    const { store, state } = await damaged();
    const vault = await openVault(store, { kind: "device", state }, { provider });
    await repair(vault, { now: LATER });
    expect(vault.readOnly).toBeUndefined();
    expect(vault.header.revision).toBe(3);
    await runBackup(vault, makeLibrary());
    const again = await openVault(store, recoveryKey, { provider });
    expect(again.readOnly).toBeUndefined();
    // The backup has also deleted the damaged one.
    expect(again.problems).toEqual([]);
  });

  it("of a higher number, planted, is stepped over too", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    const planted = headerName(vault.header.revision + 1);
    let first = true;
    const racing = watch(store, (operation) => {
      if (operation !== "put" || !first) return;
      first = false;
      store.files.set(planted, new TextEncoder().encode("planted"));
    });
    await addSlot({ ...vault, store: racing }, { secret: otherRecoveryKey });
    const again = await openVault(store, otherRecoveryKey, { provider });
    expect(again.header.revision).toBe(3);
    expect(again.readOnly).toBeUndefined();
    expect(again.problems).toMatchObject([{ code: "header.malformed", name: planted }]);
  });

  it("above which there is no number has to be deleted by hand", async () => {
    const store = createMemoryStore();
    await makeVault(store);
    const highest = headerName(Number.MAX_SAFE_INTEGER);
    store.files.set(highest, new Uint8Array(1));
    const vault = await openVault(store, recoveryKey, { provider });
    expect(vault.readOnly?.code).toBe("header.malformed");
    await expect(repair(vault)).rejects.toMatchObject({ code: "store.conflict", details: { name: highest } });
    store.files.delete(highest);
    expect((await openVault(store, recoveryKey, { provider })).readOnly).toBeUndefined();
  });

  it("that an outsider made opens for nobody", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    const { header } = vault;
    const fields = { ...header, revision: 2, slots: header.slots.map((slot) => slot.stored) };
    const forged = await buildHeader(
      provider,
      new Uint8Array(32),
      fields,
      { writerId: new Uint8Array(16) },
      randomness,
    );
    store.files.set(headerName(2), forged);
    const opened = await openVault(store, recoveryKey, { provider });
    expect(opened).toMatchObject({ header: { revision: 1 }, readOnly: { code: "header.auth" } });
    await repair(opened);
    expect(opened).toMatchObject({ header: { revision: 3 }, readOnly: undefined });
  });

  it("is no way to bring an older header back", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    await addSlot(vault, { secret: otherRecoveryKey });
    const old = await openVault(store, recoveryKey, { provider, revision: 1 });
    expect(old.readOnly).toMatchObject({ code: "header.malformed" });
    const before = copyOf(store).files;
    await expect(repair(old)).rejects.toMatchObject({ code: "header.malformed" });
    expect(store.files).toEqual(before);
    await expect(openVault(store, recoveryKey, { provider, revision: 9 })).rejects.toMatchObject({
      code: "header.missing",
    });
  });
});
