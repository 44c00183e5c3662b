import type { Frame } from "../core/proto/types.js";

/** Fields that hold the id, or the ids, of contacts, in every message of the schema. */
const CONTACT_FIELDS = new Set([
  "selfContactId",
  "contactId",
  "createdBy",
  "authorId",
  "voterIds",
  "initiatorId",
  "participantIds",
  "actorId",
  "subjectIds",
  "deletedBy",
]);

/** Calls `visit` for every contact that a frame names, some of them more than once. */
export function namedContacts(frame: Frame, visit: (contactId: string) => void): void {
  walk(frame, visit);
}

function walk(value: unknown, visit: (contactId: string) => void): void {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  for (const [name, field] of Object.entries(value)) {
    if (!CONTACT_FIELDS.has(name)) walk(field, visit);
    else for (const id of Array.isArray(field) ? field : [field]) if (typeof id === "string" && id !== "") visit(id);
  }
}
