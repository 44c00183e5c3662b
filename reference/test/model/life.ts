import { bytesFor } from "../../arbitraries/bytes-for.js";
import { toHex } from "../../core/bytes.js";
import { checkVault } from "../../core/check.js";
import { deviceState, type RememberedState } from "../../core/device-state.js";
import { currentEpoch } from "../../core/epochs.js";
import { type ErrorCode, KeepsakeError } from "../../core/errors.js";
import { forEachAttachment } from "../../core/frame-refs.js";
import { chooseSnapshot, listSnapshots, type StoredSnapshot } from "../../core/history.js";
import type { ReadonlyIdMap } from "../../core/id-map.js";
import { objectName } from "../../core/names.js";
import { storedObjectSize } from "../../core/object.js";
import type { Attachment } from "../../core/proto/types.js";
import { forget, prune } from "../../core/prune.js";
import { seededRandomness } from "../../core/randomness.js";
import { referencedObjects } from "../../core/references.js";
import { openAttachment } from "../../core/restore.js";
import { collect, listFiles, type Store, type StoredFile } from "../../core/store.js";
import { createMemoryStore, type MemoryStore } from "../../core/store-memory.js";
import { openVault, type Vault } from "../../core/vault.js";
import {
  allFrames,
  DAY,
  type Library,
  makeVault,
  NOW,
  openByKey,
  photo,
  plain,
  provider,
  recoverySlot,
  runBackup,
  seed,
} from "../vault-helpers.js";
import type { Actor, Program, World } from "./actor.js";
import { type Exploration, explore, type Files, type Situation, type Touched } from "./explore.js";

/*
 * Writers and pruners of one vault, small enough that every order of their store calls can be gone through.
 */

export const WEEK = 7 * DAY;

/** One account, and a photo in each of the months that are named. */
export function album(...months: string[]): Library {
  const frames = [
    { account: { selfContactId: "me", displayName: "Sam" } },
    { contact: { id: "me", displayName: "Sam" } },
    { chat: { id: "chat", title: "Alex" } },
  ];
  const contents = new Map(months.map((month) => [`${month}-photo`, bytesFor(month, 300)]));
  const times = { may: NOW - 90 * DAY, june: NOW - 60 * DAY, july: NOW - 30 * DAY };
  const photos = Object.entries(times).flatMap(([month, time]) => (months.includes(month) ? [photo(month, time)] : []));
  return { frames: [...frames, ...photos], contents };
}

/** What an operation of an actor came to. */
export interface Ended {
  readonly code: ErrorCode | "done";
  readonly message: string;
  /** What its device remembers then. */
  readonly state: RememberedState | undefined;
}

/** One operation on a vault that an installation has open. */
type Operation = (vault: Vault, world: World) => Promise<unknown>;

/** A vault as it was when the actors began, with what each snapshot holds. */
export interface Beginning {
  readonly vault: Vault;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A vault with snapshot 2 of `kept`; snapshot 1, which had `forgotten` too, was forgotten. */
export async function beginning(forgotten: readonly string[], kept: readonly string[]): Promise<Beginning> {
  const store = createMemoryStore();
  const vault = await makeVault(store, [recoverySlot]);
  await runBackup(vault, album(...forgotten, ...kept), { producer: [...forgotten, ...kept].join() });
  await runBackup(vault, album(...kept), { producer: kept.join() });
  await forget(vault, [1]);
  return { vault, files: store.files };
}

/**
 * The same vault a grace period later. A prune has marked the photo of `forgotten` while a writer was about to refer to
 * it, which did not see the mark: snapshot 3.
 */
export async function markedInUse(forgotten: string, kept: string): Promise<Beginning> {
  const { vault } = await beginning([forgotten], [kept]);
  const { store } = vault;
  await prune(vault, { now: NOW, graceMs: WEEK });
  const list: Store["list"] = (prefix) => store.list(prefix === "marks/" ? "marks/none" : prefix);
  const hasty = { ...vault, store: { ...store, list } };
  await runBackup(hasty, album(forgotten, kept), { producer: [forgotten, kept].join() });
  return { vault: { ...hasty, store }, files: (store as MemoryStore).files };
}

/** An actor whose lives each do one thing to the same vault, as installation `writerId` if that is given. */
export function actor(name: string, { vault }: Beginning, ...lives: Operation[]): Actor {
  const programs = lives.map((operation, life): Program => {
    return async (world) => {
      // Random bytes of its own for each life: a program that starts again does not repeat what it made before.
      const mine = { ...vault, store: world.store, problems: [], randomness: seededRandomness(seedOf(name, life)) };
      return ended(mine, () => operation(mine, world));
    };
  });
  return { name, programs };
}

const seedOf = (name: string, life: number) => seed(0).map((_, i) => (name.charCodeAt(i) || 0) + life);

async function ended(vault: Vault, run: () => Promise<unknown>): Promise<Ended> {
  try {
    await run();
    return { code: "done", message: "", state: deviceState(vault) };
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    return { code: error.code, message: error.message, state: deviceState(vault) };
  }
}

/** A backup of an album; its months are its producer, so that what a snapshot must hold can be told from it. */
export const backsUp =
  (...months: string[]): Operation =>
  (vault) =>
    runBackup(vault, album(...months), { producer: months.join() });

/** Backs up, and forgets a snapshot right after. */
export const backsUpAndForgets =
  (sequence: number, ...months: string[]): Operation =>
  async (vault) => {
    await runBackup(vault, album(...months), { producer: months.join() });
    await forget(vault, [sequence]);
  };

/** The second visit of a pruner. */
export const prunesAgain: Operation = (vault) => prune(vault, { now: NOW + WEEK, graceMs: WEEK });

/** Two visits of a pruner, a grace period apart. */
export const prunesTwice: Operation = async (vault, world) => {
  await prune(vault, { now: NOW, graceMs: WEEK });
  await world.wait();
  await prune(vault, { now: NOW + WEEK, graceMs: WEEK });
};

/** An operation whose store lies about what it lists. `begin` is called at the beginning of each run. */
export function lyingTo(
  operation: Operation,
  begin: () => void,
  lie: (prefix: string, files: readonly StoredFile[]) => readonly StoredFile[],
): Operation {
  return (vault, world) => {
    begin();
    const { store } = vault;
    const list: Store["list"] = async function* (prefix) {
      yield* lie(prefix, await listFiles(store, prefix));
    };
    return operation({ ...vault, store: { ...store, list } }, world);
  };
}

/**
 * An operation on a store that lists as badly as a store may: a list takes its time, and shows nothing of what is put or
 * deleted meanwhile.
 */
export function listingSlowly(operation: Operation, prefixes: readonly string[]): Operation {
  return (vault, world) => {
    const { store } = vault;
    const list: Store["list"] = async function* (prefix) {
      const begun = await listFiles(store, prefix);
      const ended = prefixes.includes(prefix) ? await listFiles(store, prefix) : begun;
      yield* begun.filter(({ name }) => ended.some((file) => file.name === name));
    };
    return operation({ ...vault, store: { ...store, list } }, world);
  };
}

/** Who does what where writers only back up, and pruners only prune. What snapshot 2 refers to stays as it is. */
export async function backingUpAndPruning(
  { vault }: Beginning,
  writers: readonly string[],
  pruners: readonly string[],
  forgetters: readonly string[] = [],
): Promise<readonly Touched[]> {
  const needed = await referencedObjects(vault, [await chooseSnapshot(vault, 2)]);
  return [
    { beginning: "headers/", putBy: [], deletedBy: [] },
    { beginning: "snapshots/", putBy: writers, deletedBy: forgetters },
    { beginning: "marks/", putBy: pruners, deletedBy: pruners },
    ...Array.from(needed, ([id]) => ({ beginning: objectName(id), putBy: [], deletedBy: [] })),
    { beginning: "objects/", putBy: writers, deletedBy: pruners },
  ];
}

/** Goes through all schedules of `actors`, with every rule that a vault has to keep. */
export async function exploreLife(
  begin: Beginning,
  actors: readonly Actor[],
  touched: readonly Touched[],
  allowed: readonly (ErrorCode | "done")[] = ["done", "store.conflict"],
): Promise<Exploration> {
  const rules = createRules(begin);
  return explore(begin.files, actors, {
    touched,
    always: rules.snapshotsAreWhole,
    atEnd: async (situation) => {
      for (const { actor, calls, result } of situation.places) {
        if (calls.length > 0) throw new Error(`${actor.name} waits for ever`);
        if (result instanceof Error) throw result;
        const { code, message } = result as Ended;
        if (!allowed.includes(code)) throw new Error(`${actor.name} ended with ${code}: ${message}`);
      }
      await rules.vaultGoesOn(situation);
    },
  });
}

function createRules({ vault }: Beginning) {
  /** What a snapshot refers to, by its digest. */
  const required = new Map<string, ReadonlyIdMap>();
  /** Snapshots that count, by the headers and snapshots that are stored. */
  const counting = new Map<string, readonly StoredSnapshot[]>();
  /** Everything that was ever stored. */
  const everything = new Map<string, Uint8Array>();
  const sound = new Set<number>();
  const { rootKey, epoch } = currentEpoch(vault);
  const open = (files: ReadonlyMap<string, Uint8Array>) =>
    openVault(createMemoryStore(new Map(files)), { kind: "root-key", rootKey, epoch }, { provider });

  async function countingAmong({ contents }: Files): Promise<readonly StoredSnapshot[]> {
    const history = [...contents].filter(([name]) => /^(?:headers|snapshots)\//.test(name));
    const key = history.map(([name, content]) => `${name} ${content.length} ${toHex(content.subarray(-8))}`).join();
    const known = counting.get(key);
    if (known !== undefined) return known;
    const opened = await open(new Map(history));
    same(opened.problems, [], "what is wrong with the vault");
    const snapshots: StoredSnapshot[] = [];
    for await (const stored of listSnapshots(opened)) snapshots.push(stored);
    counting.set(key, snapshots);
    return snapshots;
  }

  /** Whatever is stored: a snapshot that counts has every object that it refers to. */
  async function snapshotsAreWhole(files: Files): Promise<void> {
    for (const [name, content] of files.contents) everything.set(name, content);
    for (const stored of await countingAmong(files)) {
      const key = toHex(stored.digest);
      const needed = required.get(key) ?? (await referencedObjects(await open(everything), [stored]));
      required.set(key, needed);
      for (const [id, length] of needed) {
        const size = files.contents.get(objectName(id))?.length;
        if (size !== storedObjectSize(length)) throw new Error(`${stored.name} lacks ${toHex(id).slice(0, 8)}`);
      }
    }
  }

  /** In the end: all restores bit for bit, no device is alarmed, the next backup and prune do their work. */
  async function vaultGoesOn({ files, places }: Situation): Promise<void> {
    const store = createMemoryStore(new Map(files.contents));
    for (const { actor, result } of places) {
      const { state } = result as Ended;
      if (state === undefined) continue;
      const again = await openVault(store, { kind: "device", state }, { provider });
      if (again.readOnly !== undefined) throw new Error(`${actor.name} is alarmed: ${again.readOnly.message}`);
    }
    if (sound.has(files.id)) return;
    sound.add(files.id);
    const opened = await openByKey(store);
    for await (const { sequence, snapshot } of listSnapshots(opened)) {
      const restored: unknown[] = [];
      const content = await allContents(opened, sequence, restored);
      const { frames, contents } = album(...snapshot.producer.split(","));
      same([restored, content], [plain(frames), [...contents.values()].map(toHex)], `what snapshot ${sequence} holds`);
    }
    same((await checkVault(opened, { readData: true })).findings, [], "what a check finds");
    opened.writerId = opened.details.writerId;
    await runBackup(opened, album("may"), { producer: "may", merged: opened.latest!.sequence });
    for (const weeks of [3, 5]) await prune(opened, { now: NOW + weeks * WEEK });
    const { findings, unreferenced } = await checkVault(opened, { readData: true });
    same([findings, unreferenced], [[], []], "what is left after prune");
  }

  return { snapshotsAreWhole, vaultGoesOn };
}

/** The bytes of all photos of a snapshot in hex, and its frames into `restored`. */
async function allContents(vault: Vault, sequence: number, restored: unknown[]): Promise<string[]> {
  const frames = await allFrames(vault, sequence);
  restored.push(...plain(frames));
  const attachments: Attachment[] = [];
  for (const frame of frames) forEachAttachment(frame, (attachment) => attachments.push(attachment));
  return Promise.all(attachments.map(async (each) => toHex(await collect(openAttachment(vault, each)))));
}

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, not ${b}`);
}
