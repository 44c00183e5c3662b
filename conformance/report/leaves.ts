import type { Recorded, RecordedBytes } from "./result.js";

/** A value of a request with where it stands in it, such as `slots[0].info`. */
export interface Leaf {
  readonly path: string;
  readonly value: null | boolean | number | string | RecordedBytes;
}

/** All values of a request or an answer that have no values in them; empty lists and objects as text. */
export function leavesOf(value: Recorded, path = ""): Leaf[] {
  if (value === null || typeof value !== "object") return [{ path, value }];
  if (isBytes(value)) return [{ path, value }];
  if (Array.isArray(value)) {
    if (value.length === 0) return [{ path, value: "[]" }];
    return value.flatMap((item: Recorded, index) => leavesOf(item, `${path}[${index}]`));
  }
  const members = Object.entries(value).filter((member): member is [string, Recorded] => member[1] !== undefined);
  if (members.length === 0) return [{ path, value: "{}" }];
  return members.flatMap(([name, member]) => leavesOf(member, path === "" ? name : `${path}.${name}`));
}

/** Whether a value is bytes rather than an object with members of its own. */
export function isBytes(value: Recorded): value is RecordedBytes {
  return typeof value === "object" && value !== null && "b64" in value && typeof value.b64 === "string";
}
