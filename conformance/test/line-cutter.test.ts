import { expect, it } from "vitest";
import { createLineCutter } from "../wire/line-cutter.js";

function cut(pieces: readonly string[], longest = 100): { lines: string[]; tooLong: number; rest: string } {
  const lines: string[] = [];
  let tooLong = 0;
  const cutter = createLineCutter(
    longest,
    (line) => lines.push(line.toString()),
    () => tooLong++,
  );
  for (const piece of pieces) cutter.push(Buffer.from(piece));
  return { lines, tooLong, rest: cutter.rest().toString() };
}

it("finds the same lines however they are cut", () => {
  const text = "first\n\nthird line\nrest";
  const due = { lines: ["first", "", "third line"], tooLong: 0, rest: "rest" };
  expect(cut([text])).toEqual(due);
  expect(cut([...text])).toEqual(due);
  for (let at = 0; at <= text.length; at++) expect(cut([text.slice(0, at), text.slice(at)])).toEqual(due);
});

it("keeps nothing of a line that is too long, and goes on after it", () => {
  expect(cut(["12345\n", "123456\nab\n1234", "567890", "1\ncd\n"], 5)).toEqual({
    lines: ["12345", "ab", "cd"],
    tooLong: 2,
    rest: "",
  });
});

it("takes time in proportion to the length", () => {
  const piece = Buffer.alloc(1024, "x");
  let length = 0;
  const cutter = createLineCutter(
    1e9,
    (line) => {
      length = line.length;
    },
    () => {},
  );
  const started = performance.now();
  for (let i = 0; i < 65_536; i++) cutter.push(piece);
  cutter.push(Buffer.from("\n"));
  expect(length).toBe(67_108_864);
  // Quadratic buffering would copy two terabytes.
  expect(performance.now() - started).toBeLessThan(5_000);
});
