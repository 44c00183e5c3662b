import { fromHex, toHex } from "./bytes.js";

/** What a name in a vault stands for. Spec: Names. */
export type VaultName =
  /** `number` is the revision. */
  | { readonly kind: "header"; readonly number: number }
  /** `number` is the sequence. */
  | { readonly kind: "snapshot"; readonly number: number }
  | { readonly kind: "mark"; readonly number: number }
  /** `id` has 32 bytes. */
  | { readonly kind: "object"; readonly id: Uint8Array };

/** The folders of a vault, as prefixes for listing. */
export const FOLDERS = { header: "headers/", snapshot: "snapshots/", object: "objects/", mark: "marks/" } as const;

const NUMBERED = /^(headers|snapshots|marks)\/([0-9a-f]{16})$/;
const OBJECT = /^objects\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;
const NUMBERED_KINDS = { headers: "header", snapshots: "snapshot", marks: "mark" } as const;

function numberedName(folder: string, number: number): string {
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new RangeError(`expected an integer from 1 to 2^53 - 1, got ${number}`);
  }
  return folder + number.toString(16).padStart(16, "0");
}

/** Where the header of a revision is stored. */
export const headerName = (revision: number): string => numberedName(FOLDERS.header, revision);

/** Where the snapshot of a sequence is stored. */
export const snapshotName = (sequence: number): string => numberedName(FOLDERS.snapshot, sequence);

/** Where the mark of a number is stored. */
export const markName = (number: number): string => numberedName(FOLDERS.mark, number);

/** Where an object is stored. @param id - 32 bytes */
export function objectName(id: Uint8Array): string {
  if (id.length !== 32) throw new RangeError(`expected an id of 32 bytes, got ${id.length}`);
  const hex = toHex(id);
  return `${FOLDERS.object}${hex.slice(0, 2)}/${hex}`;
}

/** What `name` stands for; `undefined` if it is not a name in a vault. */
export function parseName(name: string): VaultName | undefined {
  const object = OBJECT.exec(name);
  if (object !== null) return { kind: "object", id: fromHex(object[2]!) };
  const numbered = NUMBERED.exec(name);
  if (numbered === null) return undefined;
  // Digits beyond 2^53 lose their end here, but never get below it.
  const number = Number.parseInt(numbered[2]!, 16);
  if (!Number.isSafeInteger(number) || number < 1) return undefined;
  return { kind: NUMBERED_KINDS[numbered[1] as keyof typeof NUMBERED_KINDS], number };
}
