import { MESSAGES } from "./proto/schema.js";
import type { Frame } from "./proto/types.js";

/** Fields of one message that this version does not know. */
export interface UnknownFields {
  /** The message in the frame, such as `message.text`; empty for the frame itself. */
  readonly path: string;
  /** How many fields. */
  readonly count: number;
}

/** Where a frame has fields that this version does not know. They are kept and written again byte for byte. */
export function unknownFields(frame: Frame): UnknownFields[] {
  const found: UnknownFields[] = [];
  search("Frame", frame as Record<string, unknown>, "", found);
  return found;
}

function search(name: string, message: Record<string, unknown>, path: string, found: UnknownFields[]): void {
  const unknowns = message.$unknowns as Uint8Array[] | undefined;
  if (unknowns !== undefined && unknowns.length > 0) found.push({ path, count: unknowns.length });
  for (const field of MESSAGES[name]!) {
    const value = message[field.name];
    if (field.kind !== "message" || value === undefined || value === null) continue;
    const where = path === "" ? field.name : `${path}.${field.name}`;
    const items = field.repeated ? (value as Record<string, unknown>[]) : [value as Record<string, unknown>];
    for (const [i, item] of items.entries()) search(field.of!, item, field.repeated ? `${where}[${i}]` : where, found);
  }
}
