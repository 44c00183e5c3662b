import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRange } from "../engine/range.js";

describe("parseRange", () => {
  it("takes one range as RFC 9110 says, and leaves everything else", () => {
    expect(parseRange("bytes=0-0", 10)).toEqual({ start: 0, end: 1 });
    expect(parseRange("bytes=3-", 10)).toEqual({ start: 3, end: 10 });
    expect(parseRange("bytes=3-99", 10)).toEqual({ start: 3, end: 10 });
    expect(parseRange("bytes=-4", 10)).toEqual({ start: 6, end: 10 });
    expect(parseRange("bytes=-99", 10)).toEqual({ start: 0, end: 10 });
    for (const header of [null, "", "bytes=-", "bytes=4-3", "bytes=0-1,3-4", "bytes= 1-2", "items=0-1", "bytes=a-b"]) {
      expect(parseRange(header, 10), String(header)).toBeUndefined();
    }
    for (const header of ["bytes=10-", "bytes=10-20", "bytes=-0"]) expect(parseRange(header, 10), header).toBe("none");
    for (const header of ["bytes=0-", "bytes=-5"]) expect(parseRange(header, 0), header).toBe("none");
  });

  it("never names bytes that a file does not have", () => {
    const number = fc.oneof(fc.constant(""), fc.nat(200).map(String), fc.bigInt(0n, 10n ** 30n).map(String));
    fc.assert(
      fc.property(number, number, fc.nat(100), (first, last, size) => {
        const range = parseRange(`bytes=${first}-${last}`, size);
        if (range === undefined || range === "none") return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.start).toBeLessThan(range.end);
        expect(range.end).toBeLessThanOrEqual(size);
      }),
    );
  });
});
