import { expect, it } from "vitest";
import { hexDump, hexLineParts } from "../hex.js";
import { leavesOf } from "../leaves.js";
import { cellWords, matrixOf, pairOf } from "../matrix.js";
import { matrixMarkdown } from "../matrix-text.js";
import { record } from "../record.js";
import { shellWords } from "../replay-command.js";
import type { CrossResult, RecordedBytes } from "../result.js";
import { sampleCase, sampleRun } from "./sample-run.js";

const numbered = (length: number) => Uint8Array.from({ length }, (_, index) => index % 256);

it("records short bytes whole, and of long ones what is around the change", () => {
  expect(record(new Uint8Array([1, 2]))).toEqual({ b64: "AQI=" });
  const long = record({ slots: [{ info: numbered(10_000) }] }, { argument: "slots[0].info", from: 9000 });
  const { info } = (long as { slots: { info: RecordedBytes }[] }).slots[0]!;
  expect(info.length).toBe(10_000);
  expect(info.from).toBe(10_000 - 4096);
  expect(Buffer.from(info.b64, "base64")[9000 - info.from!]).toBe(9000 % 256);
  expect(record(numbered(10_000))).toMatchObject({ from: 0, length: 10_000 });
});

it("dumps what is around the change, with offsets in the whole", () => {
  const recorded = record(numbered(10_000), { argument: "", from: 5000 }) as RecordedBytes;
  const dump = hexDump(recorded, 64, { from: 5000, to: 5018 });
  const marked = dump.lines.flatMap(({ offset, bytes, marked: [from, to] }) =>
    Array.from(bytes.subarray(from, to), (_, index) => offset + from + index),
  );
  expect(marked).toEqual(Array.from({ length: 18 }, (_, index) => 5000 + index));
  expect(dump.note).toBe(
    `Bytes ${dump.lines[0]!.offset.toLocaleString("en")} to ${(dump.lines[0]!.offset + 64).toLocaleString("en")} of 10,000 are shown.`,
  );
  expect(hexLineParts(dump.lines[0]!).offset).toBe(dump.lines[0]!.offset.toString(16).padStart(6, "0"));
});

it("dumps the end where the last bytes were changed", () => {
  const dump = hexDump({ b64: Buffer.from(numbered(20)).toString("base64") }, 256, { from: 19, to: 20 });
  expect(dump.lines.map(({ marked }) => marked)).toEqual([
    [0, 0],
    [3, 4],
  ]);
  expect(dump.note).toBeUndefined();
});

it("names every value by where it stands", () => {
  const value = { files: { "headers/1": { b64: "AA==" } }, list: [], slots: [{ id: 3 }] };
  expect(leavesOf(value).map(({ path }) => path)).toEqual(["files.headers/1", "list", "slots[0].id"]);
});

it("quotes words for a shell", () => {
  expect(shellWords(["node", "my testee.js", "it's", "$HOME", "a/b-c.d"])).toBe(
    "node 'my testee.js' 'it'\\''s' '$HOME' a/b-c.d",
  );
});

const cross: CrossResult = {
  format: 1,
  cross: {
    suite: "0.1.0",
    spec: "1.0",
    started: 0,
    duration: 1,
    testees: ["keepsake", "Other"].map((name) => ({ ...sampleRun([]).meta.testee, name, command: [name] })),
  },
  pairs: [
    { producer: 0, consumer: 1, artifact: "header", verdict: "pass" },
    { producer: 1, consumer: 0, artifact: "header", verdict: "fail", message: "no" },
    { producer: 1, consumer: 1, artifact: "header", verdict: "skip", message: "no" },
  ],
};

it("makes one table of runs and cross runs", () => {
  const run = sampleRun([
    sampleCase("vector/sealing/a", "pass", { operations: ["sealed.open", "sealed.seal"] }),
    sampleCase("vector/sealing/b", "fail", { operations: ["sealed.open", "sealed.seal"] }),
    sampleCase("vector/sealing/c", "pass", { operations: ["mac"] }),
  ]);
  const matrix = matrixOf([run, cross]);
  expect(matrix.implementations).toEqual(["keepsake", "Example", "Other"]);
  // What fails is sealed.open: the example cannot read, and nothing is said of what it writes.
  expect(pairOf(matrix, "keepsake", "Example")).toMatchObject({ passed: 1, failed: 1 });
  expect(pairOf(matrix, "Example", "keepsake")).toMatchObject({ passed: 1, failed: 0 });
  expect(cellWords(pairOf(matrix, "Other", "keepsake"))).toBe("✗ 1 of 1 failed");
  expect(cellWords(pairOf(matrix, "Other", "Other"))).toBe("– 1 skipped");
  expect(cellWords(pairOf(matrix, "Example", "Other"))).toBe("");
  expect(matrixMarkdown(matrix)).toContain("| header |  | ✓ 1 |  | ✗ 1 of 1 failed | – 1 skipped |");
});
