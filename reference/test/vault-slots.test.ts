import { describe, expect, it } from "vitest";
import { deviceState } from "../core/device-state.js";
import { currentEpoch } from "../core/epochs.js";
import { headerName } from "../core/names.js";
import { BackupEligibility } from "../core/proto/types.js";
import { addSlot, listSlots, type NewSlot, removeSlot, rotate, takeOver } from "../core/slots.js";
import { createMemoryStore } from "../core/store-memory.js";
import { closeVault, openVault } from "../core/vault.js";
import { createVault } from "../core/vault-create.js";
import {
  allFrames,
  makeLibrary,
  makeVault,
  NOW,
  otherRecoveryKey,
  passkey,
  passkeySlot,
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

describe("a revision that another process used and whose header it deleted", () => {
  /** A vault with a slow process; right before its first put another one stores headers 2 and 3 and a backup. */
  async function slowProcess() {
    const memory = createMemoryStore();
    const vault = await makeVault(memory);
    const other = { ...vault };
    let first = true;
    const store = watch(memory, async (operation) => {
      if (operation !== "put" || !first) return;
      first = false;
      await addSlot(other, { secret: otherRecoveryKey });
      await takeOver(other, { writerName: "renamed" });
      await runBackup(other, makeLibrary());
      expect([...memory.files.keys()].filter((name) => name.startsWith("headers/"))).toEqual([headerName(3)]);
    });
    return { memory, slow: { ...vault, store } };
  }
  const conflict = { code: "store.conflict", details: { name: headerName(2) } };

  it("is noticed after a slot was added, and the device goes on with the header above", async () => {
    const { memory, slow } = await slowProcess();
    const before = deviceState(slow);
    await expect(addSlot(slow, passkeySlot)).rejects.toMatchObject(conflict);
    expect(deviceState(slow)).toEqual(before);
    expect(memory.files.has(headerName(2))).toBe(true);
    await addSlot(slow, passkeySlot);
    expect(slow.header.revision).toBe(4);
    await runBackup(slow, makeLibrary());
    expect(memory.files.has(headerName(2))).toBe(false);
    expect((await openVault(memory, otherRecoveryKey, { provider })).header.slots).toHaveLength(4);
  });

  it("is noticed after the key was changed, and the vault opens as the other process left it", async () => {
    const { memory, slow } = await slowProcess();
    const before = deviceState(slow);
    await expect(rotate(slow)).rejects.toMatchObject(conflict);
    expect(deviceState(slow)).toEqual(before);
    const vault = await openVault(memory, otherRecoveryKey, { provider });
    expect(vault).toMatchObject({ header: { revision: 3, epoch: 1 }, readOnly: undefined, problems: [] });
    await rotate(slow);
    expect((await openVault(memory, recoveryKey, { provider })).header).toMatchObject({ revision: 4, epoch: 2 });
  });
});
