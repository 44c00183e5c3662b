import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDice } from "../arbitraries/dice.js";
import { checkVault } from "../core/check.js";
import { decodeState, deviceState, encodeState, type RememberedState } from "../core/device-state.js";
import { listSnapshotFiles, listSnapshots, readAnySnapshot, type StoredSnapshot } from "../core/history.js";
import { forget, prune } from "../core/prune.js";
import { openVault, type Vault } from "../core/vault.js";
import { folderStore } from "../node/store-folder.js";
import { makeQuickFolder } from "./aftermath-folder.js";
import type { Told } from "./prune-processes-child.js";
import { albumOf, fingerprint, PHOTOS, restoredFingerprint } from "./racing-album.js";
import { type Race, startRace } from "./racing-processes.js";
import { DAY, makeVault, NOW, provider, recoverySlot, runBackup } from "./vault-helpers.js";

/*
 * Two devices back up to one vault, with two processes on one of them, while another process forgets and another prunes;
 * all of them are killed and started again now and then. The seed gives what each wants to do, and how long it waits; what
 * the system does in between it does not give, so a seed need not fail twice.
 */

/** Rounds of the race, with the vault looked at after each. KEEPSAKE_RACE_ROUNDS=100 looks longer. */
const ROUNDS = Number(process.env.KEEPSAKE_RACE_ROUNDS || 5);
const ROUND_MS = 3000;
/** How long a day takes, which is the grace period. */
const DAY_MS = 300;

let folder: string;
let program: string;
let race: Race | undefined;

beforeAll(async () => {
  folder = makeQuickFolder();
  program = join(folder, "child.mjs");
  const bundle = await rolldown({
    input: join(dirname(fileURLToPath(import.meta.url)), "prune-processes-child.ts"),
    platform: "node",
    logLevel: "silent",
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  writeFileSync(program, output[0].code);
});

afterAll(async () => {
  await race?.stop();
  rmSync(folder, { recursive: true });
});

const hexOf = (state: RememberedState) => Buffer.from(encodeState(state)).toString("hex");

/** A backup of which a child told. */
interface Begun {
  readonly content: string;
  readonly round: number;
  /** How often it has read the marks. */
  readings: number;
  /** When it read the marks for the last time. */
  marks: number;
  /** When its snapshot was stored, at the latest. */
  stored: number;
}

it("processes that back up, forget and prune at once", { timeout: 60_000 + ROUNDS * 30_000 }, async () => {
  const dice = createDice(Number(process.env.KEEPSAKE_SEED));
  const path = join(folder, "vault");
  const store = folderStore(path);
  const origin = Date.now();
  const now = () => Math.round(NOW + ((Date.now() - origin) * DAY) / DAY_MS);

  const first = await makeVault(store, [recoverySlot]);
  await runBackup(first, albumOf(7), { producer: "first" });
  const state = deviceState(first)!;
  const states = { phone: hexOf(state), tablet: hexOf({ ...state, writerId: new Uint8Array() }) };

  const never = Number.POSITIVE_INFINITY;
  /** By the name of the operation. */
  const begun = new Map<string, Begun>([
    ["first", { content: fingerprint(albumOf(7)), marks: 0, stored: 0, round: -1, readings: 2 }],
  ]);
  /** The backup that a child is at, by the child's name. */
  const running = new Map<string, Begun>();
  /** Which operation was told that its snapshot has that sequence. */
  const sequences = new Map<number, string>();
  const usedTwice: number[] = [];
  const restored: (Told & { tell: "restored" })[] = [];
  const ends = new Map<string, number>();
  const counted = { kills: 0, restored: 0, overtaken: 0, slow: 0 };
  let latestMark = 0;
  let round = 0;

  function hear(name: string, told: Told): void {
    const backup = running.get(name);
    switch (told.tell) {
      case "begin":
        if (told.content === undefined) return;
        running.set(name, { content: told.content, marks: told.at, stored: never, round, readings: 0 });
        begun.set(told.operation, running.get(name)!);
        return;
      case "marks":
        if (backup === undefined) return;
        backup.marks = told.at;
        backup.readings++;
        return;
      case "stored":
        backup!.stored = told.at;
        return;
      case "marked":
        latestMark = Math.max(latestMark, told.late);
        return;
      case "restored":
        restored.push(told);
        return;
      case "end": {
        const end = `${told.kind}: ${told.code}`;
        ends.set(end, (ends.get(end) ?? 0) + 1);
        running.delete(name);
        if (told.isOvertaken) counted.overtaken++;
        if (told.sequence === undefined) return;
        if (sequences.has(told.sequence)) usedTwice.push(told.sequence);
        sequences.set(told.sequence, told.operation);
      }
    }
  }

  function killed(name: string): void {
    counted.kills++;
    const backup = running.get(name);
    if (backup?.stored === never && backup.readings === 2) backup.stored = Date.now();
    running.delete(name);
  }

  /**
   * Whether a backup may have taken longer between the marks and its snapshot than a grace period. A pruner may take from
   * its snapshot what it put or found since its parent, and nothing from any other.
   */
  const isSlow = ({ marks, stored }: Begun) => stored !== never && stored - marks > DAY_MS - latestMark;

  /** Whether what a pruner took from a slow backup may be missing here as well: until that pruner was seen to rest. */
  const isDoubtful = (backup: Begun) =>
    [...begun.values()].some((each) => isSlow(each) && each.round === backup.round && each.stored <= backup.stored);

  async function open(): Promise<Vault> {
    const vault = await openVault(
      store,
      { kind: "device", state: decodeState(Buffer.from(states.phone, "hex")) },
      { provider },
    );
    expect(vault.readOnly).toBeUndefined();
    vault.writerId = vault.details.writerId;
    return vault;
  }

  async function snapshotsOf(vault: Vault): Promise<StoredSnapshot[]> {
    const snapshots: StoredSnapshot[] = [];
    for await (const stored of listSnapshots(vault)) snapshots.push(stored);
    return snapshots;
  }

  /** Looks at the vault while nobody writes. */
  async function verify(): Promise<void> {
    const vault = await open();
    if (isDoubtful(backupOf(vault.latest!))) {
      begun.set("between", { content: fingerprint(albumOf(7)), marks: 0, stored: 0, round: -1, readings: 2 });
      await runBackup(vault, albumOf(7), { merged: vault.latest!.sequence, now: now(), producer: "between" });
    }
    const counting = await snapshotsOf(vault);
    // Of backups that were killed after others had used and forgotten their sequence.
    const others = (await listSnapshotFiles(vault)).filter((file) => counting.every(({ name }) => name !== file.name));
    for (const file of others) {
      const { snapshot } = await readAnySnapshot(vault, file);
      expect(sequences.get(file.sequence), file.name).not.toBe(snapshot.producer);
    }
    const slow = counting.filter((stored) => isDoubtful(backupOf(stored)));
    counted.overtaken += others.length;
    counted.slow += slow.length;
    await forget(
      vault,
      [...others, ...slow].map(({ sequence }) => sequence),
    );

    for (const stored of counting) {
      const backup = backupOf(stored);
      if (!isDoubtful(backup)) expect(await restoredFingerprint(vault, stored), stored.name).toBe(backup.content);
      if (sequences.has(stored.sequence)) expect(sequences.get(stored.sequence)).toBe(stored.snapshot.producer);
    }
    for (const { producer, sequence, content } of restored) {
      const backup = begun.get(producer)!;
      if (!isDoubtful(backup)) expect(content, `what backup ${sequence} held`).toBe(backup.content);
    }
    counted.restored += counting.length + restored.splice(0).length;
    const { findings, unknownNames } = await checkVault(await open(), { readData: true });
    expect({ findings, unknownNames }).toEqual({ findings: [], unknownNames: [] });
    expect(usedTwice).toEqual([]);
    for (const end of ends.keys()) expect(allowedEnds()).toContain(end);
  }

  const backupOf = ({ snapshot }: StoredSnapshot) => begun.get(snapshot.producer)!;

  /** How operations may end. */
  function allowedEnds(): string[] {
    const always = ["backup", "forget", "prune"].flatMap((kind) => [`${kind}: done`, `${kind}: store.conflict`]);
    // A snapshot is forgotten while the pruner reads them all.
    always.push("prune: snapshot.missing");
    // It stops a pruner, until it is forgotten, that a snapshot that is in nobody's history, or a slow one, lacks objects.
    const lacking = counted.overtaken + [...begun.values()].filter(isSlow).length > 0;
    return lacking ? [...always, "prune: object.missing"] : always;
  }

  race = startRace({ program, folder: path, origin, dayMs: DAY_MS, dice, states, hear, killed });
  for (; round < ROUNDS; round++) {
    await race.run(ROUND_MS);
    await verify();
  }
  await race.stop();
  await verify();
  const vault = await open();
  await runBackup(vault, albumOf(dice(1 << PHOTOS)), { merged: vault.latest!.sequence, now: now() });
  for (const days of [20, 40]) await prune(vault, { now: now() + days * DAY });
  const { findings, unreferenced } = await checkVault(vault, { readData: true });
  expect({ findings, unreferenced }).toEqual({ findings: [], unreferenced: [] });
  console.info({ ...Object.fromEntries(ends), ...counted });
  expect([...ends.keys()]).toEqual(expect.arrayContaining(["backup: done", "forget: done", "prune: done"]));
});
