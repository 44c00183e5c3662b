import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listFiles, type Store } from "../core/store.js";

const A = "objects/ab/abcd";
const B = "objects/ac/abce";
const bytes = (...values: number[]) => Uint8Array.from(values);

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function* breaking(error: Error): AsyncGenerator<Uint8Array> {
  yield bytes(1, 2, 3);
  throw error;
}

/** What every store must do, whatever it stands on. */
export function storeSuite(title: string, make: () => Promise<{ store: Store; dispose?: () => Promise<void> }>): void {
  describe(title, () => {
    let store: Store;
    let dispose: (() => Promise<void>) | undefined;
    beforeEach(async () => {
      ({ store, dispose } = await make());
    });
    afterEach(() => dispose?.());

    it("is empty at first", async () => {
      expect(await listFiles(store, "")).toEqual([]);
      expect(await store.get(A)).toBeUndefined();
      expect(await store.getRange(A, 0, 10)).toBeUndefined();
      await store.delete(A);
    });

    it("gives back what was stored, whole or in pieces", async () => {
      expect(await store.putIfAbsent(A, bytes(1, 2, 3))).toBe("stored");
      expect(await store.putIfAbsent(B, pieces(bytes(4), bytes(), bytes(5, 6)))).toBe("stored");
      expect(await store.get(A)).toEqual(bytes(1, 2, 3));
      expect(await store.get(B)).toEqual(bytes(4, 5, 6));
      expect(await listFiles(store, "")).toEqual([
        { name: A, size: 3 },
        { name: B, size: 3 },
      ]);
    });

    it("stores an empty file", async () => {
      expect(await store.putIfAbsent(A, pieces())).toBe("stored");
      expect(await store.get(A)).toEqual(bytes());
      expect(await listFiles(store, A)).toEqual([{ name: A, size: 0 }]);
    });

    it("never overwrites", async () => {
      await store.putIfAbsent(A, bytes(1));
      expect(await store.putIfAbsent(A, bytes(2))).toBe("exists");
      expect(await store.putIfAbsent(A, pieces(bytes(3)))).toBe("exists");
      expect(await store.get(A)).toEqual(bytes(1));
    });

    it("lets exactly one of many writers win", async () => {
      const results = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) => store.putIfAbsent(A, pieces(bytes(n), bytes(n)))),
      );
      expect(results.filter((result) => result === "stored")).toHaveLength(1);
      const winner = results.indexOf("stored") + 1;
      expect(await store.get(A)).toEqual(bytes(winner, winner));
    });

    it("stores nothing when the data breaks off, and passes the error on", async () => {
      const error = Object.assign(new Error("the photo is gone"), { code: "ENOENT" });
      await expect(store.putIfAbsent(A, breaking(error))).rejects.toBe(error);
      expect(await store.get(A)).toBeUndefined();
      expect(await listFiles(store, "")).toEqual([]);
      expect(await store.putIfAbsent(A, bytes(9))).toBe("stored");
    });

    it("lists by prefix, folder or not", async () => {
      for (const name of [A, B, "headers/0000000000000001", "snapshots/0000000000000001"]) {
        await store.putIfAbsent(name, bytes(1));
      }
      const names = async (prefix: string) => (await listFiles(store, prefix)).map((file) => file.name);
      expect(await names("objects/")).toEqual([A, B]);
      expect(await names("objects/a")).toEqual([A, B]);
      expect(await names("objects/ac/")).toEqual([B]);
      expect(await names("headers/00")).toEqual(["headers/0000000000000001"]);
      expect(await names(A)).toEqual([A]);
      expect(await names("marks/")).toEqual([]);
    });

    it("deletes", async () => {
      await store.putIfAbsent(A, bytes(1));
      await store.delete(A);
      expect(await store.get(A)).toBeUndefined();
      expect(await listFiles(store, "")).toEqual([]);
      expect(await store.putIfAbsent(A, bytes(2))).toBe("stored");
    });

    it("gives every range, clipped at the end", async () => {
      const content = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);
      await store.putIfAbsent(A, content);
      await fc.assert(
        fc.asyncProperty(fc.nat(320), fc.nat(320), async (offset, length) => {
          expect(await store.getRange(A, offset, length)).toEqual(content.slice(offset, offset + length));
        }),
        { numRuns: 30 },
      );
    });

    it("keeps what it gave and was given apart from what it holds", async () => {
      const given = bytes(1, 2, 3);
      await store.putIfAbsent(A, given);
      given[0] = 9;
      const got = await store.get(A);
      got!.fill(0);
      expect(await store.get(A)).toEqual(bytes(1, 2, 3));
    });
  });
}
