import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { judge, type Rules } from "../runner/judge.js";
import { type Answer, type Expectation, Mismatch, type Value, type Values } from "../suite/case.js";

const LOOSE: Rules = { strict: false, granularity: "code", aliases: {} };
const STRICT: Rules = { ...LOOSE, strict: true };

/** What is wrong with the answer; undefined if nothing is. */
function wrong(answer: Answer, expectation: Expectation, rules = LOOSE): string | undefined {
  try {
    judge("op", answer, expectation, rules);
    return undefined;
  } catch (error) {
    if (error instanceof Mismatch) return error.message;
    throw error;
  }
}

function reject(code: string, more: Values = {}): Answer {
  return { reject: { code, ...more } };
}

function due(...codes: string[]): Expectation {
  return { reject: { codes } };
}

describe("what is accepted", () => {
  const same: readonly (readonly [Value, Value])[] = [
    [Uint8Array.of(1, 2), Buffer.from([1, 2])],
    [{ a: [1, { b: "x" }], c: undefined }, { a: [1, { b: "x" }] }],
    [{ a: null }, { a: null }],
    [{}, {}],
    [9_007_199_254_740_991, 9_007_199_254_740_991],
  ];
  it.each(same)("is equal by content: %j", (expected, actual) => {
    expect(wrong({ ok: { value: actual, other: 1 } }, { ok: { value: expected, absent: undefined } })).toBeUndefined();
  });

  const different: readonly (readonly [Value, Value | undefined, string])[] = [
    [1, 2, "op: value is 2, and 1 is due"],
    [1, "1", 'op: value is "1", and 1 is due'],
    [0, false, "op: value is false, and 0 is due"],
    [1, undefined, "op: value is absent, and 1 is due"],
    [
      Uint8Array.of(1, 2),
      Uint8Array.of(1, 3),
      "op: value is not what is due (2 bytes; the first difference is at byte 1)",
    ],
    [
      Uint8Array.of(1, 2),
      Uint8Array.of(1, 2, 3),
      "op: value is not what is due (3 bytes and 2 are due; it goes on after byte 2)",
    ],
    [
      Uint8Array.of(1, 2),
      Uint8Array.of(1),
      "op: value is not what is due (1 bytes and 2 are due; the first difference is at byte 1)",
    ],
    [Uint8Array.of(1), "AQ==", 'op: value is "AQ==", and bytes are due: bytes have the form {"b64": text}'],
    [[1, 2], [1, 3], "op: value[1] is 3, and 2 is due"],
    [[1, 2], [1], "op: value has 1 items, and 2 are due"],
    [[1], [1, 2], "op: value has 2 items, and 1 are due"],
    [[1], { 0: 1 }, "op: value is an object, and a list is due"],
    [{ a: 1 }, [1], "op: value is a list of 1, and an object is due"],
    [{ a: { b: 1 } }, { a: {} }, "op: value.a.b is absent, and 1 is due"],
    [{ a: 1 }, { a: 1, b: 2 }, 'op: value has "b", which is not due'],
    [{ constructor: 1 }, {}, "op: value.constructor is absent, and 1 is due"],
  ];
  it.each(different)("is told apart from %j: %j", (expected, actual, message) => {
    expect(wrong({ ok: { value: actual } }, { ok: { value: expected } })).toBe(message);
  });

  it("may have members of the testee's own", () => {
    expect(wrong({ ok: { value: [{ a: 1, "x-note": 2 }], "x-ms": 3 } }, { ok: { value: [{ a: 1 }] } })).toBeUndefined();
  });

  it("is no reject", () => {
    expect(wrong(reject("object.auth", { message: "bad tag" }), { ok: {} })).toBe(
      "op rejects with object.auth what has to be accepted: bad tag",
    );
  });
});

describe("what is rejected", () => {
  it("is not accepted", () => {
    expect(wrong({ ok: {} }, due("object.auth", "object.truncated"))).toBe(
      "op accepts what has to be rejected with object.auth or object.truncated",
    );
  });

  it.each([
    ["object.auth", "object.auth", true, true],
    ["object.truncated", "object.auth", true, false],
    ["header.auth", "object.auth", false, false],
    ["objects.auth", "object.auth", false, false],
    ["object", "object.auth", true, false],
    ["usage", "usage", true, true],
    ["usage", "object.auth", false, false],
  ])("with %s where %s is due", (code, codes, loose, strict) => {
    expect(wrong(reject(code), due(codes)) === undefined).toBe(loose);
    expect(wrong(reject(code), due(codes), STRICT) === undefined).toBe(strict);
  });

  it("is right with any of the codes", () => {
    expect(wrong(reject("key.no-matching-slot"), due("object.auth", "key.no-matching-slot"), STRICT)).toBeUndefined();
    expect(wrong(reject("header.auth"), due("object.auth", "key.no-matching-slot"))).toBe(
      "op rejects with header.auth, and object.auth or key.no-matching-slot is due",
    );
  });

  it("is compared as exactly as the testee tells codes apart", () => {
    expect(wrong(reject("object.size"), due("object.auth"), { ...STRICT, granularity: "group" })).toBeUndefined();
    expect(wrong(reject("header.size"), due("object.auth"), { ...STRICT, granularity: "group" })).toBeDefined();
    expect(wrong(reject("anything"), due("object.auth"), { ...STRICT, granularity: "reject" })).toBeUndefined();
    expect(wrong({ ok: {} }, due("object.auth"), { ...STRICT, granularity: "reject" })).toBeDefined();
  });

  it("takes a code for those that it stands for", () => {
    const rules = { ...STRICT, aliases: { "header.auth": ["object.auth", "key.no-matching-slot"] } };
    expect(wrong(reject("header.auth"), due("object.auth"), rules)).toBeUndefined();
    expect(wrong(reject("header.auth"), due("header.auth"), rules)).toBeUndefined();
    expect(wrong(reject("header.auth"), due("object.truncated"), rules)).toBeDefined();
    expect(wrong(reject("constructor"), due("object.auth"), rules)).toBeDefined();
  });

  it("has the right details, if it is strict", () => {
    const expectation = { reject: { codes: ["key.recovery-malformed"], details: { row: 3 } } };
    expect(wrong(reject("key.recovery-malformed", { row: 4 }), expectation)).toBeUndefined();
    expect(wrong(reject("key.recovery-malformed", { row: 4 }), expectation, STRICT)).toBe("op: row is 4, and 3 is due");
    expect(wrong(reject("key.recovery-malformed", { row: 3, position: 1 }), expectation, STRICT)).toBeUndefined();
  });
});

describe("what was given out before a reject", () => {
  const content = Uint8Array.of(1, 2, 3, 4);
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const expectation = { reject: { codes: ["object.auth"], mayRelease: content } };
  const released = (length: Value, digest: Value) => reject("object.auth", { released: { length, sha256: digest } });

  it.each([0, 1, 4])("may be the first %d bytes of what is authentic", (length) => {
    expect(wrong(released(length, sha256(content.subarray(0, length))), expectation)).toBeUndefined();
  });

  it("is not more", () => {
    expect(wrong(released(5, sha256(Uint8Array.of(1, 2, 3, 4, 5))), expectation)).toBe(
      "op gave out 5 bytes, and only 4 may be given out",
    );
  });

  it("is not something else", () => {
    expect(wrong(released(2, sha256(Uint8Array.of(1, 3))), expectation)).toBe(
      "op gave out 2 bytes that are not the beginning of the content",
    );
  });

  it.each([
    [reject("object.auth"), "absent"],
    [reject("object.auth", { released: null }), "null"],
    [released("0", sha256(new Uint8Array())), "an object"],
    [released(-1, sha256(new Uint8Array())), "an object"],
    [released(0, 5), "an object"],
  ])("is stated: %j", (answer, shown) => {
    expect(wrong(answer, expectation)).toBe(
      `op: the reject has to say in "released" how much was given out, and it is ${shown}`,
    );
  });

  it("need not be stated where nobody asks", () => {
    expect(wrong(reject("object.auth"), due("object.auth"))).toBeUndefined();
  });
});
