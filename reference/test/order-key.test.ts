import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { text, uint64 } from "../arbitraries/scalars.js";
import { compareBytes, utf8 } from "../core/bytes.js";
import { monthOf } from "../core/month.js";
import { compareOrderKeys, compareUtf8, orderKey } from "../core/order-key.js";

describe("order keys", () => {
  it("say what a frame is, when it came, and its id", () => {
    expect(orderKey({ account: { selfContactId: "x" } })).toEqual({ rank: 1, timeMs: 0, id: "" });
    expect(orderKey({ settings: {} })).toEqual({ rank: 2, timeMs: 0, id: "" });
    expect(orderKey({ contact: { id: "x" } })).toEqual({ rank: 3, timeMs: 0, id: "x" });
    expect(orderKey({ group: { id: "x" } })).toEqual({ rank: 4, timeMs: 0, id: "x" });
    expect(orderKey({ stickerPack: { id: "x" } })).toEqual({ rank: 5, timeMs: 0, id: "x" });
    expect(orderKey({ chat: { id: "x" } })).toEqual({ rank: 6, timeMs: 0, id: "x" });
    expect(orderKey({ message: { id: "x", receivedAtMs: 5 } })).toEqual({ rank: 7, timeMs: 5, id: "x" });
    expect(orderKey({ call: { id: "x", receivedAtMs: 5 } })).toEqual({ rank: 7, timeMs: 5, id: "x" });
    expect(orderKey({})).toBe(undefined);
  });

  it("are compared by rank, time and id", () => {
    const keys = [
      { rank: 3, timeMs: 0, id: "b" },
      { rank: 4, timeMs: 0, id: "a" },
      { rank: 7, timeMs: 1, id: "b" },
      { rank: 7, timeMs: 2, id: "a" },
      { rank: 7, timeMs: 2, id: "aa" },
      { rank: 7, timeMs: 2, id: "b" },
    ];
    for (const [i, a] of keys.entries()) {
      for (const [j, b] of keys.entries()) expect(Math.sign(compareOrderKeys(a, b))).toBe(Math.sign(i - j));
    }
  });

  it("compare ids as their UTF-8 bytes", () => {
    const strings = fc.oneof(text(40), fc.constantFrom("\u{10000}", "\uffff", "\ud7ff", "\ue000", "\u{10ffff}"));
    fc.assert(
      fc.property(strings, strings, strings, (start, a, b) => {
        const [x, y] = [start + a, start + b];
        expect(Math.sign(compareUtf8(x, y))).toBe(Math.sign(compareBytes(utf8(x), utf8(y))));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the month of a time", () => {
  it("is that of the calendar", () => {
    const month = (time: number) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth() - 1970 * 12;
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: 8.64e15 }), fc.date({ min: new Date(0), noInvalidDate: true }).map(Number)),
        (time) => {
          expect(monthOf(time) - monthOf(0)).toBe(month(time));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("changes at the first millisecond of a month, leap years too", () => {
    for (let month = 0; month < 12 * 500; month++) {
      const start = Date.UTC(1970, month);
      expect(monthOf(start) - monthOf(0)).toBe(month);
      if (month > 0) expect(monthOf(start - 1) - monthOf(0)).toBe(month - 1);
    }
  });

  it("is there for every time, and above 0", () => {
    fc.assert(fc.property(uint64(), (time) => Number.isInteger(monthOf(time)) && monthOf(time) > 0));
    expect(monthOf(2 ** 53 - 1)).toBeGreaterThan(monthOf(8.64e15));
  });
});
