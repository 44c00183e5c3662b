import { describe, expect, it } from "vitest";
import { type Answer, Mismatch } from "../case.js";
import { answerOf } from "../oracle.js";
import { cases } from "../tamper/index.js";
import { BYTE_FAMILIES, chunkFamilies, pair } from "../tamper/mutations.js";
import { hasOpenEncoding, SCHEMAS } from "../tamper/open-encoding.js";
import { sample } from "../tamper/sample.js";
import { inProcess } from "./in-process.js";

const all = cases();
const caseOf = (id: string) => all.find((one) => one.id === id)!;

describe("families", () => {
  const bytes = Uint8Array.from({ length: 40_000 }, (_, i) => i * 7);

  it.each([...BYTE_FAMILIES, ...chunkFamilies(66)])("$name changes what it says, wherever", ({ count, make }) => {
    const most = count(bytes.length);
    expect(most).toBeGreaterThan(0);
    for (const index of sample(most, 200, 3)) {
      const { bytes: changed, from } = make(bytes, index);
      expect(Buffer.compare(changed, bytes)).not.toBe(0);
      expect(Buffer.compare(changed.subarray(0, from), bytes.subarray(0, from))).toBe(0);
    }
  });

  it("draw samples that are the same for one seed, with both ends", () => {
    expect(sample(5, 10, 1)).toEqual([0, 1, 2, 3, 4]);
    const drawn = sample(100_000, 50, 9);
    expect(drawn).toEqual(sample(100_000, 50, 9));
    expect([drawn.length, new Set(drawn).size, drawn[0], drawn.at(-1)]).toEqual([50, 50, 0, 99_999]);
  });

  it("number pairs", () => {
    expect([0, 1, 2, 3, 5].map(pair)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
      [0, 3],
      [2, 3],
    ]);
  });
});

it("leaves out what the specification leaves open", () => {
  const open = (...bytes: number[]) => hasOpenEncoding(Uint8Array.from(bytes), SCHEMAS.slotInfo);
  expect(open(0x0a, 1, 1, 0x82, 1, 0)).toBe(false);
  expect(open(0x08, 1)).toBe(true); // an id that is a number
  expect(open(0x82, 1, 0, 0x82, 1, 0)).toBe(true); // a message twice
  expect(open(0x0a, 9, 1)).toBe(false); // cut off: malformed for everyone
  expect(open(0x82, 1, 2, 0x08, 1)).toBe(false); // unknown in RecoveryKeySlot
});

describe("the reference withstands", () => {
  it.each(all)("$id", async ({ run }) => {
    const spent = { requests: 0, inputs: 0, bytes: 0 };
    await run(inProcess("quick", spent));
    expect(spent.inputs).toBeGreaterThan(0);
  });
});

describe("a testee that is wrong fails", () => {
  const failing = (id: string, testee: (answer: Answer) => Answer) =>
    caseOf(id).run(inProcess("quick", undefined, async (op, args) => testee(await answerOf(op, args))));

  it("by accepting", async () => {
    const failure = failing("tamper/sealed/every-bit", () => ({ ok: { plaintext: new Uint8Array() } }));
    await expect(failure).rejects.toThrow(Mismatch);
    await failure.catch(({ details }) => expect(details.changed).toEqual({ argument: "ciphertext", from: 0, to: 1 }));
  });

  it("by another code", async () => {
    const other = () => failing("tamper/header/every-truncation", () => ({ reject: { code: "input.malformed" } }));
    await expect(other()).rejects.toThrow(Mismatch);
  });

  it("by releasing what is not authentic", async () => {
    const released = { length: 3, sha256: "00".repeat(32) };
    const early = ({ reject }: Answer): Answer => ({ reject: { ...reject!, code: reject!.code, released } });
    await expect(failing("tamper/object-chunks/every-bit", early)).rejects.toThrow(Mismatch);
  });

  it("by being taken in by a whole vault", async () => {
    const trusting = (): Answer => ({ ok: { revision: 3, epoch: 3, snapshot: 5 } });
    await expect(failing("tamper/vault-open/every-replay", trusting)).rejects.toThrow(Mismatch);
  });
});
