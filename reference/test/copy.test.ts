import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyVault } from "../core/copy.js";
import { KeepsakeError } from "../core/errors.js";
import type { Store } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { type Act, look, newSource, type Source, someAct } from "./copy-source.js";
import { copyOf, names, provider, watch } from "./vault-helpers.js";

const acts = fc.array(someAct, { maxLength: 6 });
const copied = (name: string) => /^(headers|snapshots|objects)\//.test(name);

async function sourceAfter(history: readonly Act[]): Promise<Source> {
  const source = await newSource();
  for (const act of history) await source.act(act);
  return source;
}

/** Before and after a first copy: what tells whether headers and snapshots come in the right order. */
const TELLING: [Act[], Act[]][] = [
  [["slot", "cut-backup"], []],
  [[], ["slot", "backup", "rotate"]],
  [[], ["slot", "backup", "half-rotate"]],
  [["half-rotate"], ["slot", "backup", "half-rotate"]],
  [["slot"], ["rotate", "backup", "rotate", "slot", "cut-backup"]],
];

/** Every file of a vault but marks is at the copy, byte by byte. */
function expectAll(source: MemoryStore, copy: MemoryStore): void {
  for (const [name, bytes] of source.files)
    if (copied(name)) expect([name, copy.files.get(name)]).toEqual([name, bytes]);
  expect([...copy.files.keys()].filter((name) => !copied(name))).toEqual([]);
}

/** The copy as it is after each put, and what the copying stores beside it. */
function recording(store: MemoryStore): { store: Store; states: MemoryStore[] } {
  const states: MemoryStore[] = [];
  return {
    states,
    store: {
      ...store,
      putIfAbsent: async (name, data) => {
        const result = await store.putIfAbsent(name, data);
        // Objects that no snapshot needs yet change nothing for a reader.
        if (!name.startsWith("objects/")) states.push(copyOf(store));
        return result;
      },
    },
  };
}

describe("copying a vault", () => {
  it("leaves a vault at every moment whose newest snapshot is whole, and never an older one than before", async () => {
    await fc.assert(
      fc.asyncProperty(acts, acts, async (before, after) => {
        const source = await sourceAfter(before);
        const frames = new Map(source.frames);
        const copy = createMemoryStore();
        let least = 0;
        for (const more of [[], after]) {
          for (const act of more) await source.act(act);
          for (const [sequence, expected] of source.frames) frames.set(sequence, expected);
          const { store, states } = recording(copy);
          expect((await copyVault(source.store, store, { provider })).problems).toEqual([]);
          for (const state of states) {
            const found = await look(state, frames);
            if (least > 0 || found !== undefined) {
              expect(found!.newest).toBeGreaterThanOrEqual(least);
              least = found!.newest;
              // A snapshot of an epoch whose header comes later.
              expect(found!.codes.filter((code) => code !== "snapshot.auth")).toEqual([]);
            }
          }
          expectAll(source.store, copy);
          const found = await look(copy, frames);
          expect(found!.codes).toEqual([]);
          least = found!.newest;
          expect((await copyVault(source.store, copy, { provider })).copied).toEqual({ files: 0, bytes: 0 });
        }
      }),
      { numRuns: 25, examples: TELLING },
    );
  });

  it("is whole whatever happens at the source meanwhile, and is complete when it is made again", async () => {
    await fc.assert(
      fc.asyncProperty(acts, acts, acts, fc.nat(60), async (before, between, meanwhile, at) => {
        const source = await sourceAfter(before);
        const frames = new Map(source.frames);
        const copy = createMemoryStore();
        await copyVault(source.store, copy, { provider });
        for (const act of between) await source.act(act);
        let calls = 0;
        const changing = watch(source.store, async () => {
          if (calls++ === at) for (const act of meanwhile) await source.act(act);
          for (const [sequence, expected] of source.frames) frames.set(sequence, expected);
        });
        const destination = watch(copy);
        try {
          expect((await copyVault(changing, destination, { provider })).problems).toEqual([]);
        } catch (error) {
          expect(error).toMatchObject({ code: "store.conflict" });
          expect(names(destination.log, "put")).toEqual([]);
        }
        expect((await look(copy, frames))!.codes).toEqual([]);
        await copyVault(source.store, copy, { provider });
        expectAll(source.store, copy);
        expect((await look(copy, frames))!.codes).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("goes on after either store failed at any of its calls", async () => {
    const source = await sourceAfter(["backup", "rotate", "backup"]);
    for (const side of ["source", "destination"] as const) {
      for (let at = 0; ; at++) {
        const copy = createMemoryStore();
        let calls = 0;
        const failing = watch(side === "source" ? source.store : copy, () => {
          if (calls++ === at) throw new KeepsakeError("store.unavailable", "The store does not answer.");
        });
        const [from, to] = side === "source" ? [failing, copy] : [source.store, failing];
        const failed = await copyVault(from, to, { provider }).then(
          () => false,
          (error) => {
            expect(error).toMatchObject({ code: "store.unavailable" });
            return true;
          },
        );
        await look(copy, source.frames);
        await copyVault(source.store, copy, { provider });
        expectAll(source.store, copy);
        if (!failed) break;
        expect(at).toBeLessThan(200);
      }
    }
  });
});
