import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.js";
import { storedObjectSize } from "../core/object.js";
import { createBuffers } from "../s3/buffers.js";
import { MOST_PARTS, partSize, SMALLEST_PART } from "../s3/part-size.js";

const MIB = 1_048_576;

describe("the parts of a file whose length is not known", () => {
  const sizes = Array.from({ length: MOST_PARTS }, (_, index) => partSize(index + 1));

  it("hold the largest object of the format", () => {
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(storedObjectSize(LIMITS.object));
  });

  it("are as small as services take them in usual files, never shrink, and stay below what memory holds", () => {
    expect(new Set(sizes.slice(0, 1_000))).toEqual(new Set([SMALLEST_PART]));
    for (const [index, size] of sizes.entries()) {
      expect(Number.isSafeInteger(size)).toBe(true);
      expect(size).toBeGreaterThanOrEqual(sizes[index - 1] ?? SMALLEST_PART);
    }
    expect(sizes.at(-1)).toBe(128 * MIB);
  });
});

describe("memory for parts", () => {
  it("is never more than there is room for, and everyone gets some", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(sizes, { maxLength: 8 }), async (files) => {
        const buffers = createBuffers(3, 10, 40);
        const held = { small: 0, large: 0 };
        const most = { ...held };
        const file = async (wanted: readonly number[]) => {
          for (const size of wanted) {
            const buffer = await buffers.take(size);
            expect(buffer.length).toBeGreaterThanOrEqual(size);
            const kind = size > 10 ? "large" : "small";
            held[kind] += buffer.length;
            most[kind] = Math.max(most[kind], held[kind]);
            await new Promise(setImmediate);
            held[kind] -= buffer.length;
            buffers.giveBack(buffer);
          }
        };
        await Promise.all(files.map(file));
        expect(most.small).toBeLessThanOrEqual(30);
        expect(most.large).toBeLessThanOrEqual(40);
      }),
    );
  });
});
