import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { checkVault } from "../core/check.js";
import { copyVault } from "../core/copy.js";
import { listSnapshotFiles } from "../core/history.js";
import { parseName } from "../core/names.js";
import { forget } from "../core/prune.js";
import { repair } from "../core/slots.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import { type Before, expectSound, restore } from "./aftermath.js";
import { COPIES, expectSoundCopy, makeCopySituation } from "./crash-copies.js";
import {
  makeSituation,
  OPERATION_NAMES,
  OPERATIONS,
  type OperationName,
  operate,
  type Situation,
} from "./crash-operations.js";
import { type Failure, failingStore } from "./failing-store.js";
import { copyOf, makeVault, provider, randomness, recoveryKey } from "./vault-helpers.js";

let base: MemoryStore;
let situation: Situation;

beforeAll(async () => {
  base = createMemoryStore();
  situation = await makeSituation(base);
});

/** Where each operation begins; the same one each time, so that equal states are known. */
const starts = new Map<OperationName, MemoryStore>();

async function startOf(name: OperationName): Promise<MemoryStore> {
  const start = starts.get(name) ?? copyOf(base);
  if (!starts.has(name)) await situation.prepare(start, name);
  starts.set(name, start);
  return start;
}

/** Runs an operation with each call to its store failing in turn, and hands over what is left, each state once. */
async function failEverywhere(
  name: OperationName,
  failure: Failure,
  lasts: boolean,
  verify: (files: MemoryStore, failed: string) => Promise<void>,
  seen = new Set<string>(),
): Promise<void> {
  const { library, remembered } = situation;
  for (let n = 0; ; n++) {
    const files = copyOf(await startOf(name));
    const store = failingStore(files, n, failure, lasts);
    const run = operate(store, remembered, name, library, { randomness });
    const failed = await run.then(
      () => false,
      (error) => {
        expect(error).toMatchObject({ code: "store.unavailable" });
        return true;
      },
    );
    await store.settle();
    expect(failed).toBe(store.failed !== undefined);
    if (store.failed === undefined) return;
    const state = stateOf(files);
    if (seen.has(state)) continue;
    seen.add(state);
    await verify(files, store.failed);
  }
}

function stateOf({ files }: MemoryStore): string {
  const hash = createHash("sha256");
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${name}\0`).update(bytes);
  return hash.digest("hex");
}

describe("a store that fails at any call", () => {
  it.each(OPERATION_NAMES)("of: %s", { timeout: 300_000 }, async (name) => {
    const seen = new Set<string>();
    const verify = async (files: MemoryStore) => {
      await expectSound(files, situation.beforeOf(name), OPERATIONS[name]);
    };
    for (const lasts of [true, false]) {
      for (const failure of ["error", "answer lost", "late"] as const) {
        await failEverywhere(name, failure, lasts, verify, seen);
      }
    }
  });

  it.each(["backup", "mark", "rotate"] as const)(
    "and stores half of a file, in: %s",
    { timeout: 300_000 },
    async (name) => {
      let torn = 0;
      await failEverywhere(name, "torn", true, async (files, failed) => {
        if (failed.startsWith("put ")) {
          torn++;
          await mendTorn(files, failed.slice(4), situation.beforeOf(name));
        }
        await expectSound(files, situation.beforeOf(name), OPERATIONS[name]);
      });
      expect(torn).toBeGreaterThan(0);
    },
  );
});

/** Half of an object needs no mending. Half of another file is reported, and keeps nothing from being restored. */
async function mendTorn(files: MemoryStore, name: string, { complete, remembered }: Before): Promise<void> {
  const parsed = parseName(name)!;
  if (parsed.kind === "object") return;
  const vault = await openVault(files, recoveryKey, { provider, remembered });
  for (const [sequence, expected] of complete) expect(await restore(vault, sequence)).toEqual(expected);
  const codes = [`${parsed.kind}.malformed`, `${parsed.kind}.auth`];
  const { findings } = await checkVault(vault);
  expect(findings.map((finding) => finding.name)).toEqual([name]);
  expect(codes).toContain(findings[0]!.code);
  if (parsed.kind === "header") await repair(vault);
  else if (parsed.kind === "snapshot") await forget(vault, [parsed.number]);
  else await files.delete(name);
}

describe("a copy of which a call to a store fails", () => {
  it.each(COPIES)("%s", { timeout: 300_000 }, async (name) => {
    const copies = await makeCopySituation();
    const { source, starts } = copies;
    const seen = new Set<string>();
    // Each call to a store that is only read fails in the same way.
    const failures = [
      ["source", "error"],
      ["destination", "error"],
      ["destination", "answer lost"],
      ["destination", "late"],
    ] as const;
    for (const [side, failure] of failures) {
      for (let n = 0, isDone = false; !isDone; n++) {
        const files = copyOf(starts[name]);
        const store = failingStore(side === "source" ? source : files, n, failure, true);
        const copy = side === "source" ? copyVault(store, files) : copyVault(source, store);
        const failed = await copy.then(
          ({ problems }) => {
            expect(problems).toEqual([]);
            return false;
          },
          (error) => {
            expect(error).toMatchObject({ code: "store.unavailable" });
            return true;
          },
        );
        await store.settle();
        isDone = store.failed === undefined;
        expect(failed).toBe(!isDone);
        const state = stateOf(files);
        if (!seen.has(state)) await expectSoundCopy(files, copies);
        seen.add(state);
      }
    }
  });
});

describe("a program that is stopped while it makes a vault", () => {
  it("leaves nothing, or a vault that opens", async () => {
    for (let n = 0, made = false; !made; n++) {
      const store = createMemoryStore();
      const failing = failingStore(store, n, "answer lost", true);
      made = await makeVault(failing).then(
        () => true,
        (error) => {
          expect(error).toMatchObject({ code: "store.unavailable" });
          return false;
        },
      );
      if (store.files.size === 0) await makeVault(store);
      const vault = await openVault(store, recoveryKey, { provider });
      expect(vault.problems).toEqual([]);
      expect(await listSnapshotFiles(vault)).toEqual([]);
    }
  });
});
