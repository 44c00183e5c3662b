import { describe, expect, it } from "vitest";
import { deviceState } from "../core/device-state.js";
import { buildHeader } from "../core/header.js";
import { headerName } from "../core/names.js";
import { addSlot, repair, rotate, takeOver } from "../core/slots.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import {
  allFrames,
  copyOf,
  makeLibrary,
  makeVault,
  NOW,
  otherRecoveryKey,
  passkey,
  passkeySlot,
  provider,
  randomness,
  recoveryKey,
  runBackup,
  watch,
} from "./vault-helpers.js";

const LATER = NOW + 1000;

describe("one writer", () => {
  it("stops when another device has taken over, and may take over back", async () => {
    const store = createMemoryStore();
    const library = makeLibrary();
    const phone = await makeVault(store);
    await runBackup(phone, library);
    const tablet = await openVault(store, passkey, { provider });
    await expect(runBackup(tablet, library)).rejects.toMatchObject({ code: "store.conflict" });
    await takeOver(tablet, { writerName: "tablet" });
    // [@parent-merged]
    await expect(runBackup(tablet, library)).rejects.toThrow(/Backup 1 was made by the device "test phone"/);
    await expect(runBackup(tablet, library, { merged: 7 })).rejects.toMatchObject({ code: "store.conflict" });
    await runBackup(tablet, library, { merged: 1 });
    expect(tablet.latest!.snapshot.writerName).toBe("tablet");
    await expect(runBackup(phone, library)).rejects.toThrow(/"tablet" writes to this vault/);
    await takeOver(phone, { writerName: "phone" });
    expect((await runBackup(phone, library, { merged: 2 })).snapshot.sequence).toBe(3);
    expect((await runBackup(phone, library)).snapshot.sequence).toBe(4);
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
    // The device remembers what it saw all the same.
    expect(deviceState(vault)).toMatchObject({ headerRevision: 1, snapshotSequence: 1 });
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

  it("is deleted by a repair", async () => {
    const { store, state } = await damaged();
    const vault = await openVault(store, { kind: "device", state }, { provider });
    expect(await repair(vault, { now: LATER })).toEqual([
      { name: headerName(2), revision: 2, code: "header.malformed" },
    ]);
    expect(vault.readOnly).toBeUndefined();
    expect(vault.header.revision).toBe(2);
    await runBackup(vault, makeLibrary());
    const again = await openVault(store, recoveryKey, { provider });
    expect(again.readOnly).toBeUndefined();
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

  it("with the highest number is deleted like any other", async () => {
    const store = createMemoryStore();
    await makeVault(store);
    store.files.set(headerName(Number.MAX_SAFE_INTEGER), new Uint8Array(1));
    const vault = await openVault(store, recoveryKey, { provider });
    expect(vault.readOnly?.code).toBe("header.malformed");
    await repair(vault);
    expect(await openVault(store, recoveryKey, { provider })).toMatchObject({ header: { revision: 2 }, problems: [] });
  });

  it("that is repaired is not numbered below what the device remembers", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    await addSlot(vault, { secret: otherRecoveryKey });
    const state = deviceState(vault)!;
    store.files.get(headerName(2))![40]! ^= 1;
    const opened = await openVault(store, { kind: "device", state }, { provider });
    expect(opened.problems.map(({ code }) => code)).toEqual(["header.malformed", "header.rollback"]);
    await repair(opened);
    expect(opened).toMatchObject({ header: { revision: 3 }, readOnly: undefined });
    expect(deviceState(opened)).toMatchObject({ headerRevision: 3 });
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
    expect(opened).toMatchObject({ header: { revision: 2 }, readOnly: undefined });
  });

  it("is no way to bring an older header back", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    await addSlot(vault, { secret: otherRecoveryKey });
    const old = await openVault(store, recoveryKey, { provider, revision: 1 });
    expect(old.readOnly).toMatchObject({ code: "header.rollback" });
    const before = copyOf(store).files;
    await expect(repair(old)).rejects.toMatchObject({ code: "header.rollback" });
    expect(store.files).toEqual(before);
    await expect(openVault(store, recoveryKey, { provider, revision: 9 })).rejects.toMatchObject({
      code: "header.missing",
    });
  });
});
