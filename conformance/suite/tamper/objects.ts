import { concat } from "../../../reference/core/bytes.js";
import type { Values } from "../case.js";
import { waysToCut } from "../vectors/cuts.js";
import { bytesOf, loadVector, type Vector } from "../vectors/load.js";
import { BYTE_FAMILIES, chunkFamilies, type Family } from "./mutations.js";
import { LARGE, MEDIUM, SMALL } from "./sample.js";
import type { Base, Prepared } from "./tampering.js";

const HEAD = 66;
const EVERY_BIT = BYTE_FAMILIES.filter(({ name }) => name === "every-bit") as readonly Family[];

function referenceOf({ inputs: { reference } }: Vector) {
  const { id, key, length, digest } = reference;
  return { id: bytesOf(id), key: bytesOf(key), length, digest: bytesOf(digest) };
}

function reading(id: string, inPieces: boolean): Prepared {
  const vector = loadVector("object", id);
  const { vaultId, type, file } = vector.inputs;
  const args = { vaultId: bytesOf(vaultId), type, reference: referenceOf(vector) };
  const cutsOf = (length: number) => (inPieces ? waysToCut(length).at(-1) : undefined);
  return {
    bytes: bytesOf(file),
    args: (bytes) => ({ ...args, file: bytes, cuts: cutsOf(bytes.length) }),
    // Nothing of a segment may be given out before its digest is checked.
    content: type === 1 ? new Uint8Array() : bytesOf(vector.expect.ok.content),
  };
}

const sameBytes = (value: unknown, bytes: Uint8Array) =>
  value instanceof Uint8Array && Buffer.compare(value, bytes) === 0;

function ranged(): Prepared {
  const vector = loadVector("object", "range-over-border");
  const { vaultId, type, file, start, end } = vector.inputs;
  const args = { vaultId: bytesOf(vaultId), type, reference: referenceOf(vector), start, end };
  const content = bytesOf(vector.expect.ok.content);
  return {
    bytes: bytesOf(file),
    args: (bytes) => ({ ...args, file: bytes }),
    // Damage in a chunk that is not read is not seen.
    acceptable: (ok: Values) => sameBytes(ok.content, content),
  };
}

/** Id, key and digest of a reference in one byte string. */
function referring(): Prepared {
  const vector = loadVector("object", "object-one-chunk");
  const { vaultId, type, file } = vector.inputs;
  const { id, key, length, digest } = referenceOf(vector);
  const args = { vaultId: bytesOf(vaultId), type, file: bytesOf(file) };
  const part = (bytes: Uint8Array, i: number) => bytes.subarray(32 * i, 32 * (i + 1));
  return {
    bytes: concat(id, key, digest),
    args: (bytes) => ({
      ...args,
      reference: { id: part(bytes, 0), key: part(bytes, 1), length, digest: part(bytes, 2) },
    }),
    content: bytesOf(vector.expect.ok.content),
  };
}

const SHARED = {
  chapter: "06-objects.md",
  operation: "object.read",
  argument: "file",
  requirements: [
    "object-truncated",
    "object-oversize",
    "prefix-magic",
    "prefix-kind",
    "object-commitment",
    "object-tag",
    "release-passed-only",
  ],
  why: "The reference says how large the file has to be, the commitment whose it is, and each chunk proves itself and its place.",
};
const CHUNKED = { families: [...BYTE_FAMILIES, ...chunkFamilies(HEAD)], samples: LARGE };

/** Objects: read whole, in pieces, in a range, by a damaged reference; attachments and segments. */
export const objectBases: readonly Base[] = [
  {
    ...SHARED,
    name: "object",
    title: "An object of one chunk",
    samples: { ...MEDIUM, full: SMALL.full },
    prepare: () => reading("object-one-chunk", false),
  },
  {
    ...SHARED,
    ...CHUNKED,
    name: "object-chunks",
    title: "An object of three chunks",
    prepare: () => reading("object-three-chunks", false),
  },
  {
    ...SHARED,
    ...CHUNKED,
    name: "object-chunks-in-pieces",
    title: "An object of three chunks in pieces",
    features: ["pieces"],
    prepare: () => reading("object-three-chunks", true),
  },
  {
    ...SHARED,
    ...CHUNKED,
    name: "segment-object",
    title: "The object of a segment",
    requirements: [...SHARED.requirements, "release-segment"],
    prepare: () => reading("object-segment", false),
  },
  {
    ...SHARED,
    ...CHUNKED,
    name: "object-range",
    title: "A range of an object",
    operation: "object.range",
    features: ["ranges"],
    requirements: ["range-checks-first", "range-chunk-steps"],
    prepare: ranged,
  },
  {
    ...SHARED,
    name: "object-reference",
    title: "A reference to an object",
    argument: "reference",
    requirements: ["reference-carried", "object-commitment", "object-digest"],
    families: EVERY_BIT,
    why: "Id and key are bound into the commitment, and the digest is that of the content.",
    prepare: referring,
  },
];
