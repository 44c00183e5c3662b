import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answer, type CaseContext, Mismatch, type Values } from "../../case.js";
import { inProcess } from "../../test/in-process.js";
import { must, numberOf, succeed } from "../answers.js";
import { property } from "../property.js";

/** A testee that doubles numbers, wrongly from 1000 on. */
const doubling = async (_: string, { n }: Values): Promise<Answer> => {
  const value = n as number;
  return { ok: { twice: value < 1000 ? 2 * value : 0 } };
};

const contextOf = (testee = doubling, more: Partial<CaseContext> = {}): CaseContext => ({
  ...inProcess("quick", undefined, testee),
  ...more,
});

const isDoubled = (context: CaseContext, asked: number[] = []) =>
  property(context, [fc.nat(100_000), fc.string()], async (n, _) => {
    asked.push(n);
    const twice = numberOf(await succeed(context, "double", { n }), "twice");
    must(twice === 2 * n, `twice ${n} is not ${twice}`);
  });

const failureOf = (run: Promise<void>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a property over the wire", () => {
  it("makes a counterexample as small as it can be, and says the way to it", async () => {
    const failure = (await failureOf(isDoubled(contextOf()))) as Mismatch;
    expect(failure).toBeInstanceOf(Mismatch);
    expect(failure.message).toBe("twice 1000 is not 0");
    expect(failure.details.property?.counterexample).toBe('[1000,""]');
  });

  it("tries that input alone when it is given the way", async () => {
    const { details } = (await failureOf(isDoubled(contextOf()))) as Mismatch;
    const { seed, path } = details.property!;
    const asked: number[] = [];
    const again = (await failureOf(isDoubled(contextOf(doubling, { seed, path }), asked))) as Mismatch;
    expect(asked).toEqual([1000]);
    expect(again.message).toBe("twice 1000 is not 0");
  });

  it("ends at once, and as it is, with what is no verdict on an input", async () => {
    const asked: number[] = [];
    const crash = new Error("the testee is gone");
    const crashing = async (operation: string, args: Values) => {
      if (asked.length === 5) throw crash;
      return doubling(operation, { n: (args.n as number) % 1000 });
    };
    const run = property(contextOf(crashing), [fc.nat(999)], async (n) => {
      asked.push(n);
      await succeed(contextOf(crashing), "double", { n });
    });
    expect(await failureOf(run)).toBe(crash);
    expect(asked).toHaveLength(5);
  });

  it("draws the same inputs for the same seed, and fewer where they cost more", async () => {
    const draw = async (cost: number, seed: number) => {
      const asked: number[] = [];
      const context = contextOf(doubling, { seed, runs: 60 });
      await property(context, [fc.nat()], async (n) => void asked.push(n), { cost });
      return asked;
    };
    expect(await draw(1, 5)).toEqual(await draw(1, 5));
    expect(await draw(1, 5)).not.toEqual(await draw(1, 6));
    expect(await draw(20, 5)).toHaveLength(3);
    expect(await draw(1000, 5)).toHaveLength(1);
  });
});
