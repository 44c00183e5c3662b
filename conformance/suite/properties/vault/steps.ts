/** What can happen to a vault. */
import fc from "fast-check";
import { HOSTILE } from "../../../../reference/arbitraries/scalars.js";
import { noise } from "../drawn.js";
import type { Noise } from "../protobuf.js";
import { type SlotSecret, slotSecret } from "../slots.js";
import { type DrawnMessage, drawnMessage } from "./phone.js";

/** Which of the two programs does a step. */
export type Hand = "testee" | "reference";

export type Step =
  | { readonly do: "receive"; readonly messages: readonly DrawnMessage[] }
  | { readonly do: "delete"; readonly at: number }
  | { readonly do: "wait"; readonly days: number }
  | { readonly do: "litter"; readonly name: string }
  | { readonly do: "later header"; readonly shape: Noise }
  | { readonly do: "backup"; readonly by: Hand }
  | { readonly do: "add slot"; readonly by: Hand; readonly secret: SlotSecret }
  | { readonly do: "remove slot"; readonly by: Hand; readonly at: number }
  | {
      readonly do: "rotate";
      readonly by: Hand;
      /** If even, the slot that is not carried over. */
      readonly remove: number;
      /** Slots whose secret is not at hand, as bits. */
      readonly absent: number;
      readonly add: SlotSecret | undefined;
      readonly secretsOnly: boolean;
    }
  | { readonly do: "take over"; readonly by: Hand; readonly at: number }
  | { readonly do: "forget"; readonly by: Hand; readonly at: number }
  | { readonly do: "prune"; readonly by: Hand }
  | { readonly do: "check"; readonly by: Hand; readonly readData: boolean }
  | { readonly do: "restore"; readonly by: Hand; readonly at: number; readonly slot: number };

/** Names that are none of a vault, or nearly one. */
const LITTER = [
  ...HOSTILE.filter((name) => name !== "\u0000" && name !== "__proto__"),
  "notes/a.txt",
  "headers/1",
  "headers/0000000000000000",
  "snapshots/000000000000000G",
  "snapshots/00000000000000001",
  "objects/00/00",
  "marks/0000000000000001.tmp",
  "HEADERS/0000000000000001",
];

const by = () => fc.constantFrom<Hand>("testee", "reference");
const at = () => fc.nat(20);

/** Steps of which some write, some look, and some happen to the store. */
function step(hand: fc.Arbitrary<Hand>): fc.Arbitrary<Step> {
  const kind = <K extends Step["do"]>(
    name: K,
    fields: { [F in Exclude<keyof Extract<Step, { do: K }>, "do">]: fc.Arbitrary<Extract<Step, { do: K }>[F]> },
  ) => fc.record({ do: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<Step>;
  return fc.oneof(
    { weight: 4, arbitrary: kind("receive", { messages: fc.array(drawnMessage(), { minLength: 1, maxLength: 4 }) }) },
    { weight: 1, arbitrary: kind("delete", { at: at() }) },
    { weight: 2, arbitrary: kind("wait", { days: fc.integer({ min: 1, max: 20 }) }) },
    { weight: 1, arbitrary: kind("litter", { name: fc.constantFrom(...LITTER) }) },
    { weight: 1, arbitrary: kind("later header", { shape: noise() }) },
    { weight: 6, arbitrary: kind("backup", { by: hand }) },
    { weight: 2, arbitrary: kind("add slot", { by: hand, secret: slotSecret() }) },
    { weight: 2, arbitrary: kind("remove slot", { by: hand, at: at() }) },
    {
      weight: 4,
      arbitrary: kind("rotate", {
        by: hand,
        remove: at(),
        absent: fc.oneof(fc.constant(0), fc.nat(7)),
        add: fc.option(slotSecret(), { nil: undefined }),
        secretsOnly: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: kind("take over", { by: hand, at: at() }) },
    { weight: 2, arbitrary: kind("forget", { by: hand, at: at() }) },
    { weight: 2, arbitrary: kind("prune", { by: hand }) },
    { weight: 1, arbitrary: kind("check", { by: hand, readData: fc.boolean() }) },
    { weight: 2, arbitrary: kind("restore", { by: hand, at: at(), slot: at() }) },
  );
}

/** Steps that show something together: a message that goes away takes its photos along, if a pruner comes twice. */
const oldThingsGo = (hand: fc.Arbitrary<Hand>): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      fc.array(drawnMessage(), { minLength: 1, maxLength: 3 }),
      at(),
      fc.integer({ min: 1, max: 20 }),
      fc.array(hand, { minLength: 5, maxLength: 5 }),
    )
    .map(([messages, n, days, [a, b, c, d, e]]) => [
      { do: "receive", messages },
      { do: "backup", by: a! },
      { do: "delete", at: n },
      { do: "backup", by: b! },
      { do: "forget", by: c!, at: n },
      { do: "prune", by: d! },
      { do: "wait", days },
      { do: "prune", by: e! },
    ]);

/** A list of steps. */
export const steps = (most: number, hand: fc.Arbitrary<Hand> = by()): fc.Arbitrary<Step[]> =>
  fc
    .array(fc.oneof({ weight: 12, arbitrary: step(hand).map((one) => [one]) }, oldThingsGo(hand)), {
      minLength: 1,
      maxLength: most,
      size: "max",
    })
    .map((lists) => lists.flat());
