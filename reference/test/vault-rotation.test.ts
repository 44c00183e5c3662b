import { describe, expect, it } from "vitest";
import { deviceState } from "../core/device-state.js";
import { currentEpoch } from "../core/epochs.js";
import { buildHeader } from "../core/header.js";
import { headerName, snapshotName } from "../core/names.js";
import { sealSlot } from "../core/slot.js";
import { listSlots, rotate } from "../core/slots.js";
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
