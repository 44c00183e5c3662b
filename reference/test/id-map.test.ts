import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex } from "../core/bytes.js";
import { createIdMap } from "../core/id-map.js";

// Of few different bytes, so that many begin alike.
const byte = fc.constantFrom(0, 1, 255);
const id = fc.tuple(fc.array(byte, { minLength: 4, maxLength: 4 }), byte).map(([start, end]) => {
  const bytes = new Uint8Array(32).fill(end);
  bytes.set(start);
  return bytes;
});
const step = fc.record({ id, value: fc.option(fc.nat(), { nil: undefined }) });

it("a map of ids is as a Map of them in hex", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const ids = createIdMap();
      const model = new Map<string, number>();
      for (const { id, value } of steps) {
        const hex = toHex(id);
        expect([ids.has(id), ids.get(id)]).toEqual([model.has(hex), model.get(hex)]);
        if (value === undefined) expect(ids.delete(id)).toBe(model.delete(hex));
        else ids.set(id, value);
        if (value !== undefined) model.set(hex, value);
        expect(ids.size).toBe(model.size);
      }
      expect(new Map(Array.from(ids, ([id, value]) => [toHex(id), value]))).toEqual(model);
    }),
  );
});

it("a map of ids takes nothing else", () => {
  const ids = createIdMap();
  expect(() => ids.set(new Uint8Array(31), 1)).toThrow(RangeError);
  expect(() => ids.set(new Uint8Array(33), 1)).toThrow(RangeError);
  expect(() => ids.set(new Uint8Array(32), Number.NaN)).toThrow(RangeError);
});
