import { expect, it } from "vitest";
import { changeBetween } from "../change.js";
import { exchangeText } from "../exchange-text.js";

const bytes = (...values: number[]) => Uint8Array.from(values);

it("finds changed, inserted and removed bytes, at any depth", () => {
  expect(changeBetween({ a: bytes(1, 2, 3) }, { a: bytes(1, 9, 3) })).toEqual({ argument: "a", from: 1, to: 2 });
  expect(changeBetween({ a: bytes(1, 2, 3) }, { a: bytes(1, 2, 3) })).toBeUndefined();
  expect(changeBetween({ a: bytes(1, 2) }, { a: bytes(1, 7, 8, 2) })).toEqual({ argument: "a", from: 1, to: 3 });
  expect(changeBetween({ a: bytes(1, 2, 3) }, { a: bytes(1, 3) })).toEqual({ argument: "a", from: 1, to: 2 });
  expect(changeBetween({ a: bytes(1, 2, 3) }, { a: bytes(1, 2) })).toEqual({ argument: "a", from: 2, to: 2 });
  const slots = (last: number) => ({ slots: [{ info: bytes(1) }, { info: bytes(last) }] });
  expect(changeBetween(slots(1), slots(2))).toEqual({ argument: "slots[1].info", from: 0, to: 1 });
});

it("shows an exchange without letting a testee steer the terminal", () => {
  const text = exchangeText({
    op: "unpad",
    args: { padded: { b64: "AAEC" } },
    expect: { reject: { codes: ["object.padding"] } },
    answer: { reject: { code: "x", message: "\u001b[2J\u202eevil" } },
  });
  expect(text).toBe(
    "request unpad\n    padded: 00 01 02  (3 bytes)\nexpected reject: object.padding\n" +
      "answer reject\n    code: x\n    message: \\u{1b}[2J\\u{202e}evil",
  );
});
