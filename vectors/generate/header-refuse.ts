import { PLACE } from "./people.js";
import type { Rejected } from "./vector.js";

export const revision = PLACE.revision;

export function refuses(
  id: string,
  requirement: string,
  mutation: string,
  file: Uint8Array,
  comment: string,
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "parse",
    inputs: { file, revision },
    reject: { code: "header.malformed" },
    parent: "header-one-slot",
    mutation,
    comment,
  };
}
