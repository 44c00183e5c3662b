import { encodeFrame } from "../../../reference/core/proto/frame-codec.js";
import type { Case, CaseContext } from "../case.js";
import { scenarios } from "./kit/scenario.js";

/** Ascending by code point: the ends of the ranges in which strings of UTF-16 units have another order. */
const CHARACTERS = [
  "\ud7fe",
  "\ud7ff",
  "\ue000",
  "\ue001",
  "\uffff",
  "\u{10000}",
  "\u{103ff}",
  "\u{10400}",
  "\u{10ffff}",
];

const directory = (...ids: readonly string[]) => ({
  frames: [
    encodeFrame({ account: { selfContactId: ids[0]! } }),
    ...ids.map((id) => encodeFrame({ contact: { id, displayName: "Sam" } })),
  ],
});

async function codePoints(context: CaseContext): Promise<void> {
  const wrong = { reject: { codes: ["content.order"] } };
  for (const [i, lower] of CHARACTERS.entries()) {
    for (const higher of CHARACTERS.slice(i + 1)) {
      await context.expect("frames.validate", directory(lower, higher), { ok: {} });
      await context.expect("frames.validate", directory(higher, lower), wrong);
      await context.expect("frames.validate", directory(`a${lower}b`, `a${higher}a`), { ok: {} });
    }
  }
}

/** How ids are compared. */
export const idOrder = (): Case[] =>
  scenarios("07-content.md", [
    {
      name: "id-order",
      title: "Ids are in the order of their code points, on both sides of the surrogates too",
      requirements: ["frame-order", "text-bytes"],
      operations: ["frames.validate"],
      why: "Half of all languages order strings by UTF-16 units, where emoji come before some letters.",
      run: codePoints,
    },
  ]);
