import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countingStore } from "../bench/scale/counting-store.js";
import { createLibrary, shapeOf } from "../bench/scale/library.js";
import { runStep, STEPS } from "../bench/scale/vault-steps.js";
import { checkVault } from "../core/check.js";
import { decodeState } from "../core/device-state.js";
import { orderKey } from "../core/order-key.js";
import { collect } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";

describe("a generated library", () => {
  it("is the same each time, and another one of another seed", async () => {
    const make = async (seed: number) => {
      const library = createLibrary({ ...shapeOf(1, seed), messages: 500, media: 20 });
      const frames = [...library.directory(), ...library.timeline()];
      const media = frames.flatMap(({ message }) => message?.media?.attachments ?? []);
      const bytes = await Promise.all(
        media.map((item) => collect(library.open(item).read() as AsyncIterable<Uint8Array>)),
      );
      return { frames, media: media.length, bytes };
    };
    const [one, again, other] = [await make(1), await make(1), await make(2)];
    expect(again).toEqual(one);
    expect(other.frames).not.toEqual(one.frames);
    expect([one.media, other.media]).toEqual([20, 20]);
  });

  it("gives from any key to any other what it gives in all", () => {
    const library = createLibrary({ ...shapeOf(1), messages: 300, media: 10 });
    const all = [...library.timeline()];
    const keys = all.map((frame) => orderKey(frame)!);
    for (const [from, until] of [
      [0, 300],
      [17, 18],
      [100, 250],
      [299, 299],
    ] as const) {
      expect([...library.timeline(keys[from], keys[until])]).toEqual(all.slice(from, until));
    }
  });
});

describe("the life of a generated vault", () => {
  it("is sound, and a change asks for as much however long the list is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keepsake-scale-test-"));
    try {
      const place = { store: createMemoryStore(), state: join(folder, "state"), shape: shapeOf(1) };
      for (const step of STEPS) {
        const store = countingStore(place.store);
        await runStep(step, { ...place, store });
        const vault = await openVault(place.store, { kind: "device", state: decodeState(readFileSync(place.state)) });
        if (["first", "edit", "again"].includes(step)) {
          expect((await checkVault(vault, { readData: true })).findings).toEqual([]);
        }
        if (step === "message" || step === "edit") expect(store.counts).toMatchObject({ put: 2, list: 9 });
        if (step === "photo") expect(store.counts).toMatchObject({ put: 3, list: 9 });
        expect(vault.latest?.snapshot.totals).toMatchObject({
          messages: { first: 5000, message: 5001 }[step as string] ?? 5002,
          attachments: { first: 200, message: 200 }[step as string] ?? 201,
        });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
