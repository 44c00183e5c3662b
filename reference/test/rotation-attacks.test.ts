import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { toHex } from "../core/bytes.js";
import { deviceState, type RememberedState } from "../core/device-state.js";
import { currentEpoch } from "../core/epochs.js";
import { ERROR_CODES, KeepsakeError } from "../core/errors.js";
import { chooseSnapshot } from "../core/history.js";
import { forget, prune } from "../core/prune.js";
import { referencedObjects } from "../core/references.js";
import { reseal } from "../core/reseal.js";
import { restoreAll } from "../core/restore-all.js";
import { rotate } from "../core/slots.js";
import { collect } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import type { Unlock } from "../core/unlock-vault.js";
import { openVault, type Vault } from "../core/vault.js";
import { ATTACKS, type Attacker, besieged, FORGED, finds, objectIdsIn, ransack, steal } from "./rotation-attacker.js";
import {
  type Library,
  makeLibrary,
  makeVault,
  NOW,
  openByKey,
  photo,
  plain,
  provider,
  recoveryKey,
  recoverySlot,
  runBackup,
  text,
} from "./vault-helpers.js";

const WEEK = 604_800_000;
const LATER = { now: NOW };
const PHOTO = bytesFor("photo after the change", 5000);
const AFTER = ["written after the change", "holiday-after.jpg", PHOTO] as const;

/** What the owner backs up before, and then with a message and a photo more. */
const before = makeLibrary(1, 3000);
const more: Library = {
  frames: [...before.frames, text("n-a", NOW - 5, AFTER[0]), photo("n-b", NOW - 4, { fileName: AFTER[1] })],
  contents: new Map([...before.contents, ["n-b-photo", PHOTO]]),
};
const yetMore: Library = { frames: [...more.frames, text("o-a", NOW - 3, "the day after")], contents: more.contents };

/** A vault after a theft, a change of the key and one more backup. */
interface Scene {
  readonly store: MemoryStore;
  readonly attacker: Attacker;
  readonly vault: Vault;
  readonly remembered: RememberedState;
}

async function makeScene(deep: boolean): Promise<Scene> {
  const store = createMemoryStore();
  const vault = await makeVault(store, [recoverySlot]);
  for (let i = 0; i < 2; i++) await runBackup(vault, before);
  const attacker = await steal(store, vault);
  await rotate(vault, { ...LATER, secrets: [recoveryKey], secretsOnly: true });
  if (deep) await reseal(vault, LATER);
  await runBackup(vault, more);
  return { store, attacker, vault, remembered: deviceState(vault)! };
}

const scenes = new Map<boolean, Scene>();
beforeAll(async () => {
  for (const deep of [false, true]) scenes.set(deep, await makeScene(deep));
});

describe("with the former key, every file of its day and whatever the store has now", () => {
  it.each([false, true])("nothing can be read of what was backed up afterwards (deep: %s)", async (deep) => {
    const { store, attacker, vault } = scenes.get(deep)!;
    const loot = await ransack(store, attacker);
    // The search finds what there is to be found: it is the same with which the owner's key finds everything.
    expect(finds(loot, "hello 0")).toBe(true);
    const owner = { ...attacker, former: currentEpoch(vault), keks: vault.slotKeks };
    const all = await ransack(store, owner);
    for (const secret of AFTER) {
      expect(finds(all, secret)).toBe(true);
      expect(finds(loot, secret)).toBe(false);
    }
    expect(finds(loot, currentEpoch(vault).rootKey)).toBe(false);
    expect(loot.names.filter((name) => name.startsWith("headers/"))).toEqual([]);
    // Of what the newest backup refers to, no new object opens, and no id or key of one is known.
    const formerly = new Set(attacker.references.map(({ reference }) => Buffer.from(reference.id).toString("hex")));
    const ids = Array.from(await referencedObjects(vault, [vault.latest!]), ([id]) => toHex(id));
    const opened = new Set(objectIdsIn(loot));
    expect(ids.filter((id) => opened.has(id)).sort()).toEqual(ids.filter((id) => formerly.has(id)).sort());
    for (const id of ids.filter((each) => !formerly.has(each))) {
      expect(finds(loot, Uint8Array.from(Buffer.from(id, "hex")))).toBe(false);
    }
    expect(ids.some((id) => formerly.has(id))).toBe(!deep);
  });

  it("nothing at all opens after a deep rotation, once older backups are forgotten and pruned", async () => {
    const { store, attacker, remembered } = scenes.get(true)!;
    const copy = besieged(store);
    const vault = await openVault(copy, { kind: "device", state: remembered }, { provider });
    await forget(vault, [1, 2, 3, 4]);
    await prune(vault, LATER);
    await prune(vault, { now: NOW + WEEK });
    expect((await ransack(copy, attacker)).names).toEqual([]);
    expect(await judge(await openByKey(copy), more)).toBe("exact");
  });
});

/** Everything that was ever backed up, as a restore gives it. */
const genuine = new Set(
  [before, more, yetMore].flatMap(({ frames }) => plain(frames).map((frame) => JSON.stringify(frame))),
);

/**
 * Restores the newest backup and compares: whatever is missing has to be reported with a code, and nothing may come out
 * that nobody backed up, unless the device has said before that the store shows less than it remembers.
 */
async function judge(vault: Vault, expected: Library): Promise<"exact" | "reported"> {
  const restored: string[] = [];
  const contents = new Map<string, Uint8Array>();
  const { lost } = await restoreAll(
    vault,
    await chooseSnapshot(vault),
    {
      frame: (frame) => {
        const [given] = plain([frame]).map((each) => JSON.stringify(each));
        // An attachment that a backup found damaged and could not replace says so.
        const isGenuine = given!.includes('"missing"') || genuine.has(given!);
        if (!isGenuine && !vault.isOlder) throw new Error(`nobody backed up ${given}`);
        restored.push(given!);
      },
      attachment: async (content, { attachment }) => {
        contents.set(attachment.id!, await collect(content));
      },
    },
    LATER,
  );
  for (const [id, bytes] of contents) expect(Buffer.from(bytes).equals(yetMore.contents.get(id)!)).toBe(true);
  for (const { code } of lost) expect(ERROR_CODES).toContain(code);
  const all = plain(expected.frames).map((frame) => JSON.stringify(frame));
  const isExact = JSON.stringify(restored) === JSON.stringify(all) && contents.size === expected.contents.size;
  if (!vault.isOlder) expect(restored.join()).not.toContain(FORGED);
  if (isExact && lost.length === 0) return "exact";
  expect(lost.length > 0 || vault.readOnly !== undefined).toBe(true);
  return "reported";
}

/** Runs something that either works or says why not: gives the code. */
async function coded<T>(run: () => Promise<T>): Promise<T | KeepsakeError> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    expect(ERROR_CODES).toContain(error.code);
    return error;
  }
}

const said = (result: string | KeepsakeError) => (result instanceof KeepsakeError ? result.code : result);

/** What a device that saw the change of the key makes of a store after an attack. */
async function look({ remembered }: Scene, store: MemoryStore, unlock: Unlock): Promise<[string, Vault | undefined]> {
  const vault = await coded(() => openVault(store, unlock, { provider, remembered }));
  if (vault instanceof KeepsakeError) return [vault.code, undefined];
  const verdict = said(await coded(() => judge(vault, more)));
  const state = deviceState(vault);
  // [@state-update] What it remembers never goes back.
  if (state !== undefined) {
    expect(state.epoch).toBeGreaterThanOrEqual(remembered.epoch);
    expect(state.headerRevision).toBeGreaterThanOrEqual(remembered.headerRevision);
    expect(state.snapshotSequence).toBeGreaterThanOrEqual(remembered.snapshotSequence);
  }
  return [verdict, vault];
}

/** Looks, prunes as soon as it may, and backs up: what it says of the first and of the last. */
async function goOn(scene: Scene, store: MemoryStore, unlock: Unlock): Promise<string> {
  const [verdict, vault] = await look(scene, store, unlock);
  if (vault === undefined) return verdict;
  vault.writerId = scene.remembered.writerId;
  const pruned = await coded(async () => {
    await prune(vault, { now: NOW, graceMs: 0, noOtherWriter: true });
    return prune(vault, { now: NOW + 1, graceMs: 0, noOtherWriter: true });
  });
  // [@mark-former-epoch] What a prune deletes, nobody needs.
  if (!(pruned instanceof KeepsakeError) && verdict === "exact") {
    expect(await judge(await reopened(store, vault), more)).toBe("exact");
  }
  const written = await coded(() => runBackup(vault, yetMore));
  if (written instanceof KeepsakeError) return `${verdict}, ${written.code}`;
  expect(vault.readOnly).toBeUndefined();
  return `${verdict}, ${said(await coded(async () => judge(await reopened(store, vault), yetMore)))}`;
}

/** As the device opens the vault the next time. */
const reopened = (store: MemoryStore, vault: Vault) =>
  openVault(store, { kind: "device", state: deviceState(vault)! }, { provider });

async function attacked(deep: boolean, names: readonly string[]): Promise<[Scene, MemoryStore]> {
  const scene = scenes.get(deep)!;
  const store = besieged(scene.store);
  for (const name of names) await ATTACKS[name]!(scene.attacker, store);
  return [scene, store];
}

const byState = ({ remembered }: Scene): Unlock => ({ kind: "device", state: remembered });

/**
 * What becomes of each attack by itself: what comes of restoring, and then of backing up again. An error's code stands
 * for what was refused. A list: after a rotation by the device's state and by the recovery key, and so after a deep one.
 */
const VERDICTS: Readonly<Record<string, string | readonly string[]>> = {
  "header of the former epoch above": "exact, header.malformed",
  "header of the former epoch far above": "exact, header.malformed",
  "header of the current epoch with the former key": "exact, header.auth",
  "header of the current epoch with the former slots": [
    "exact, header.auth",
    "key.no-matching-slot",
    "exact, header.auth",
    "key.no-matching-slot",
  ],
  "header of the current epoch with a strange key": "exact, header.auth",
  "header of the next epoch": "key.no-matching-slot",
  "former header under the newest name": "header.malformed",
  "former headers put back": "exact, exact",
  "newest header deleted": "header.missing",
  "all headers deleted": "header.missing",
  "first snapshot replaced": "exact, exact",
  "closing snapshot replaced": "exact, exact",
  "newest snapshot replaced": "reported, snapshot.rollback",
  "snapshot above": "exact, exact",
  "snapshot far above": "exact, exact",
  "snapshot above that claims the current epoch": "exact, exact",
  "former snapshots put back": "exact, exact",
  "newest snapshot deleted": "reported, snapshot.rollback",
  "all snapshots deleted": "snapshot.missing, snapshot.rollback",
  "known objects replaced": ["object.digest, exact", "object.digest, exact", "exact, exact", "exact, exact"],
  "every second object flipped": [
    "object.auth, reported",
    "object.auth, reported",
    "object.auth, object.auth",
    "object.auth, object.auth",
  ],
  "every third object deleted": [
    "object.missing, exact",
    "object.missing, exact",
    "reported, exact",
    "reported, exact",
  ],
  "former objects put back": "exact, exact",
  "mark of the former epoch": "exact, exact",
  "mark that claims the current epoch": "exact, exact",
};

describe("a device that saw the change of the key is not led back", () => {
  const all = Object.keys(ATTACKS);

  it.each(all)("%s", async (name) => {
    const verdicts: string[] = [];
    for (const deep of [false, true]) {
      for (const byKey of [false, true]) {
        const [scene, store] = await attacked(deep, [name]);
        verdicts.push(await goOn(scene, store, byKey ? recoveryKey : byState(scene)));
      }
    }
    const expected = VERDICTS[name];
    expect(verdicts).toEqual(typeof expected === "string" ? verdicts.map(() => expected) : expected);
  });

  const rows: [string[], string][] = [
    [["all headers deleted", "former headers put back"], "header.rollback"],
    [["all headers deleted", "former headers put back", "former snapshots put back"], "header.rollback"],
    [["all snapshots deleted", "former snapshots put back"], "snapshot.rollback"],
    [["all snapshots deleted", "snapshot above"], "snapshot.rollback"],
    [["newest snapshot deleted", "closing snapshot replaced", "snapshot above"], "snapshot.rollback"],
  ];
  it.each(rows)("%j: %s", async (names, code) => {
    for (const deep of [false, true]) {
      const [scene, store] = await attacked(deep, names);
      for (const unlock of [recoveryKey, byState(scene)]) {
        const vault = await coded(() => openVault(store, unlock, { provider, remembered: scene.remembered }));
        const found = vault instanceof KeepsakeError ? [vault.code] : vault.problems.map((problem) => problem.code);
        expect(found).toContain(code);
        if (!(vault instanceof KeepsakeError)) expect(deviceState(vault)).toBeUndefined();
      }
    }
  });

  it("by any two of them, one after the other", async () => {
    const verdicts = new Set<string>();
    for (const [i, first] of all.entries()) {
      for (const [j, second] of all.entries()) {
        // Each pair in both orders: after a rotation, and after a deep one.
        const [scene, store] = await attacked(i < j, [first, second]);
        const [verdict] = await look(scene, store, byState(scene));
        verdicts.add(verdict);
      }
    }
    expect(verdicts).toContain("exact");
    expect(verdicts).toContain("header.rollback");
  }, 120_000);

  it("by any row of them, whatever it does then", async () => {
    const rows = fc.array(fc.constantFrom(...all), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), fc.boolean(), async (names, deep, byKey) => {
        const [scene, store] = await attacked(deep, names);
        await goOn(scene, store, byKey ? recoveryKey : byState(scene));
      }),
    );
  }, 120_000);
});
