/**
 * A program that does one operation after the other on a vault in a folder, while others do, until it is killed.
 * prune-processes.test.ts bundles it, starts several, and is told of all they do in lines of JSON.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { createDice } from "../arbitraries/dice.js";
import { backup } from "../core/backup.js";
import { decodeState, deviceState, encodeState } from "../core/device-state.js";
import { type ErrorCode, KeepsakeError } from "../core/errors.js";
import { listSnapshots, type StoredSnapshot } from "../core/history.js";
import { forget, prune } from "../core/prune.js";
import { takeOver } from "../core/slots.js";
import type { Store } from "../core/store.js";
import { openVault } from "../core/vault.js";
import { folderStore } from "../node/store-folder.js";
import { albumOf, fingerprint, PHOTOS, restoredFingerprint } from "./racing-album.js";
import { DAY, inputOf, NOW, provider } from "./vault-helpers.js";

/** What a child is, in one line of JSON on its standard input. Lines "pause" and "go" follow. */
export interface Racer {
  readonly folder: string;
  /** Another one for each child. */
  readonly name: string;
  readonly role: "writer" | "forgetter" | "pruner";
  readonly seed: number;
  /** What its device remembers, in hex. */
  readonly state: string;
  /** When the clock of all children began, by the real one. */
  readonly origin: number;
  /** How long a day of that clock really takes, which is the grace period. */
  readonly dayMs: number;
}

/** What a child tells. Times are milliseconds of the real clock. */
export type Told =
  /** The operation of that name begins; a backup's has this content, and says the name as its producer. */
  | { readonly tell: "begin"; readonly operation: string; readonly at: number; readonly content?: string }
  /** The backup reads the marks. */
  | { readonly tell: "marks"; readonly operation: string; readonly at: number }
  /** The backup has stored its snapshot. */
  | { readonly tell: "stored"; readonly operation: string; readonly at: number }
  /** A mark was stored so many milliseconds after the time that it says. */
  | { readonly tell: "marked"; readonly late: number }
  /** What a snapshot holds, or why that cannot be said. */
  | { readonly tell: "restored"; readonly sequence: number; readonly producer: string; readonly content: string }
  | {
      readonly tell: "end";
      readonly operation: string;
      readonly kind: string;
      readonly code: ErrorCode | "done";
      readonly message: string;
      readonly sequence?: number;
      /** Its snapshot was stored under a sequence that others had used and forgotten. */
      readonly isOvertaken: boolean;
      readonly state?: string;
    }
  | { readonly tell: "paused" };

function tell(told: Told): void {
  writeSync(1, `${JSON.stringify(told)}\n`);
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const racer = JSON.parse((await lines.next()).value as string) as Racer;
const { name, role, origin, dayMs } = racer;
const dice = createDice(racer.seed);
let isPaused = false;
let goOn = () => {};

void (async () => {
  for await (const line of lines) {
    isPaused = line === "pause";
    if (!isPaused) goOn();
  }
})();

let lastAsked = 0;
/** The clock of this world: every child has the same, and it runs fast. */
function now(): number {
  lastAsked = Date.now();
  return Math.round(NOW + ((lastAsked - origin) * DAY) / dayMs);
}
let operation = "";
let readsMarks = 0;
let hasStored = false;

/** Now and then waits before a call to the store, and tells of those that matter for what a grace period promises. */
function watched(store: Store): Store {
  return {
    ...store,
    async *list(prefix) {
      if (dice(10) === 0) await wait(dice(15));
      if (prefix.startsWith("marks/") && ++readsMarks <= 2) tell({ tell: "marks", operation, at: Date.now() });
      yield* store.list(prefix);
    },
    async get(file) {
      if (dice(20) === 0) await wait(dice(10));
      return store.get(file);
    },
    async putIfAbsent(file, data) {
      const isSnapshot = file.startsWith("snapshots/");
      // Shorter than a grace period: a writer is not slower between the marks and its snapshot.
      if (isSnapshot && dice(2) === 0) await wait(dice(dayMs * 0.4));
      const answer = await store.putIfAbsent(file, data);
      if (file.startsWith("marks/")) tell({ tell: "marked", late: Date.now() - lastAsked });
      if (!isSnapshot || answer !== "stored") return answer;
      tell({ tell: "stored", operation, at: Date.now() });
      hasStored = true;
      if (dice(4) === 0) await wait(dice(dayMs / 2));
      return answer;
    },
    async delete(file) {
      // As long as it likes: a pruner need not be quick between reading the snapshots and deleting.
      if (file.startsWith("objects/") && dice(10) === 0) await wait(dice(dayMs));
      return store.delete(file);
    },
  };
}

const store = watched(folderStore(racer.folder));

const reopen = (state: string) =>
  openVault(store, { kind: "device", state: decodeState(Buffer.from(state, "hex")) }, { provider });
let state = racer.state;
let vault = await reopen(state);
let bits = dice(1 << PHOTOS);

async function backUp(merged?: number): Promise<number> {
  for (let changes = dice(4); changes > 0; changes--) bits ^= 1 << dice(PHOTOS);
  const library = albumOf(bits);
  tell({ tell: "begin", operation, at: Date.now(), content: fingerprint(library) });
  // Some take longer than a grace period.
  const pace = dice(4) === 0 ? dayMs + dice(dayMs * 2) : dice(10);
  const { openAttachment, ...input } = inputOf(library);
  const { snapshot, lost } = await backup(vault, {
    ...input,
    ...(merged === undefined ? {} : { merged }),
    now: now(),
    producer: operation,
    openAttachment: async (attachment) => {
      await wait(dice(pace + 1));
      return openAttachment(attachment);
    },
  });
  if (lost.length > 0) throw new Error(`lost: ${JSON.stringify(lost)}`);
  return snapshot.sequence;
}

/** Backs up; a device that was told that another one is the writer now and then takes over, and gives up what that had. */
async function write(): Promise<number> {
  if (!isRefused || dice(3) > 0) return backUp();
  await takeOver(vault, { now: now(), writerName: name });
  return backUp(vault.latest?.sequence);
}

/** Forgets all but a few, each restored before. */
async function forgetSome(): Promise<undefined> {
  tell({ tell: "begin", operation, at: Date.now() });
  const snapshots: StoredSnapshot[] = [];
  for await (const stored of listSnapshots(vault)) snapshots.push(stored);
  const chosen = snapshots.slice(1 + dice(3));
  for (const stored of chosen) {
    const content = await restoredFingerprint(vault, stored).catch((error) => (error as KeepsakeError).message);
    tell({ tell: "restored", sequence: stored.sequence, producer: stored.snapshot.producer, content });
  }
  await forget(
    vault,
    chosen.map(({ sequence }) => sequence),
  );
}

async function pruneOnce(): Promise<undefined> {
  tell({ tell: "begin", operation, at: Date.now() });
  await prune(vault, {
    graceMs: DAY,
    get now() {
      return now();
    },
  });
}

const roles = { writer: write, forgetter: forgetSome, pruner: pruneOnce };
let isRefused = false;

for (let n = 0; ; n++) {
  if (isPaused) {
    tell({ tell: "paused" });
    await new Promise<void>((resolve) => {
      goOn = resolve;
      if (!isPaused) resolve();
    });
  }
  operation = `${name} ${n}`;
  readsMarks = 0;
  hasStored = false;
  const kind = { writer: "backup", forgetter: "forget", pruner: "prune" }[role];
  const end = { tell: "end", operation, kind } as const;
  try {
    const sequence = await roles[role]();
    isRefused = false;
    tell({
      ...end,
      code: "done",
      message: "",
      isOvertaken: false,
      ...(sequence === undefined ? {} : { sequence }),
      ...kept(),
    });
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    const { code, message, details } = error;
    isRefused = code === "store.conflict";
    const isOvertaken = hasStored && details.name?.startsWith("snapshots/") === true;
    tell({ ...end, code, message, isOvertaken, ...kept() });
  }
  // Some programs end after each operation, some keep the vault open.
  if (dice(3) === 0 || vault.readOnly !== undefined) vault = await reopen(state);
  // The phone has the vault most of the time; and who backs up slowly has a chance where others rest.
  const rest = { writer: isRefused && name.startsWith("tablet") ? 4 : dice(2), forgetter: 0.5, pruner: 0.4 }[role];
  await wait(dice(5 + dayMs * rest));
}

/** What the device keeps now. */
function kept(): { state?: string } {
  const now = deviceState(vault);
  if (now === undefined) return {};
  state = Buffer.from(encodeState(now)).toString("hex");
  return { state };
}
