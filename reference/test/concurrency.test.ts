import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLimiter, mapInOrder } from "../core/concurrency.js";

const later = (turns: number) => new Promise<void>((resolve) => setTimeout(resolve, turns));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("mapInOrder", () => {
  it("keeps the order whatever each item takes, and holds no more than its window", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (delays, window) => {
          let working = 0;
          let most = 0;
          const mapped = mapInOrder(delays.entries(), window, async ([index, delay]) => {
            most = Math.max(most, ++working);
            await later(delay);
            working--;
            return index;
          });
          expect(await all(mapped)).toEqual(delays.map((_, index) => index));
          expect(most).toBeLessThanOrEqual(window);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("waits for what is in work before it fails", async () => {
    let finished = 0;
    const mapped = mapInOrder([0, 1, 2], 3, async (item) => {
      await later(item * 5);
      finished++;
      if (item === 0) throw new Error("first");
    });
    await expect(all(mapped)).rejects.toThrow("first");
    expect(finished).toBe(3);
  });
});

describe("createLimiter", () => {
  it("runs no more than its limit, in order", async () => {
    const limit = createLimiter(2);
    const started: number[] = [];
    let running = 0;
    await Promise.all(
      [3, 0, 2, 1, 0].map((delay, index) =>
        limit(async () => {
          started.push(index);
          expect(++running).toBeLessThanOrEqual(2);
          await later(delay);
          running--;
        }),
      ),
    );
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it("goes on after a failure", async () => {
    const limit = createLimiter(1);
    await expect(limit(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await limit(async () => 7)).toBe(7);
  });
});
