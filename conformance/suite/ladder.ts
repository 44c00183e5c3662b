import type { Case } from "./case.js";

/** The steps in which an implementation is built: the beginnings of the names of operations (protocol.md), lowest first. */
const STEPS = [
  ["mac", "derive", "named-random", "digest", "padme", "stored-size", "pad", "unpad", "sealed.", "prefix."],
  ["recovery-key."],
  ["passkey."],
  ["slot."],
  ["header."],
  ["object."],
  ["segment."],
  ["frame.", "frames."],
  ["snapshot."],
  ["mark."],
  ["archive."],
  ["vault."],
];
const KINDS = ["vector", "property", "tamper", "limit", "scenario"];

function stepOf(operation: string): number {
  const step = STEPS.findIndex((names) =>
    names.some((name) => (name.endsWith(".") ? operation.startsWith(name) : operation === name)),
  );
  if (step === -1) throw new Error(`the operation ${operation} stands on no step of the ladder`);
  return step;
}

const highestStep = ({ operations }: Case) => Math.max(-1, ...operations.map(stepOf));

/** Cases in the order in which they can pass while an implementation grows; otherwise as given. */
export function byLadder(cases: readonly Case[]): Case[] {
  const placed = cases.map((one) => ({ one, step: highestStep(one), kind: KINDS.indexOf(one.kind) }));
  return placed.sort((a, b) => a.step - b.step || a.kind - b.kind).map(({ one }) => one);
}
