import type { Value, Values } from "../suite/case.js";
import type { Change } from "./exchange-text.js";

/** The first bytes that differ between two requests, from the first difference to the last. */
export function changeBetween(before: Values, after: Values): Change | undefined {
  return changeOf(before, after, "");
}

function changeOf(before: Value | undefined, after: Value | undefined, path: string): Change | undefined {
  if (before instanceof Uint8Array && after instanceof Uint8Array) return bytesChange(before, after, path);
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) return undefined;
  for (const [name, value] of Object.entries(after)) {
    const inner = Array.isArray(after) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    const change = changeOf((before as Values)[name], value as Value, inner);
    if (change !== undefined) return change;
  }
  return undefined;
}

/** Where bytes were left out, the change is the place where they stood. */
function bytesChange(before: Uint8Array, after: Uint8Array, argument: string): Change | undefined {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  if (from === before.length && from === after.length) return undefined;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { argument, from, to: Math.max(after.length - same, Math.min(from + 1, after.length)) };
}
