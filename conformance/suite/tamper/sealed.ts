import { sealContext } from "../../../reference/core/derive.js";
import { waysToCut } from "../vectors/cuts.js";
import { bytesOf, loadVector } from "../vectors/load.js";
import { BYTE_FAMILIES, chunkFamilies } from "./mutations.js";
import { LARGE } from "./sample.js";
import type { Base, Prepared } from "./tampering.js";

const HEAD = 56;

function prepared(id: string, inPieces: boolean): Prepared {
  const { inputs, expect } = loadVector("sealing", id);
  const [key, content] = [bytesOf(inputs.key), bytesOf(inputs.plaintext)];
  const context = sealContext(inputs.type, bytesOf(inputs.fields));
  const cutsOf = (length: number) => (inPieces ? waysToCut(length).at(-1) : undefined);
  return {
    bytes: bytesOf(expect.ok.sealed),
    args: (ciphertext) => ({ key, context, ciphertext, cuts: cutsOf(ciphertext.length) }),
    content,
    // Which of the two a stream shows depends on whether its reader knows where it ends.
    ...(inPieces ? { anyOf: ["object.truncated", "object.auth"] } : { details: ["reason"] }),
  };
}

const SHARED = {
  chapter: "02-notation.md",
  requirements: ["seal-commitment-first", "seal-tag-before-use", "seal-possible-size"],
  operation: "sealed.open",
  argument: "ciphertext",
  why: "The commitment is over the salt and the context, each chunk has a tag and a number, and the last chunk is always the short one: no change goes unnoticed.",
};

const CHUNKED = { families: [...BYTE_FAMILIES, ...chunkFamilies(HEAD)], samples: LARGE };

/** Sealed messages: one of a few bytes, and one of three chunks, whole and in pieces. */
export const sealedBases: readonly Base[] = [
  { ...SHARED, name: "sealed", title: "A sealed message", prepare: () => prepared("seal-32", false) },
  {
    ...SHARED,
    name: "sealed-in-pieces",
    title: "A sealed message in pieces",
    features: ["pieces"],
    prepare: () => prepared("seal-32", true),
  },
  {
    ...SHARED,
    ...CHUNKED,
    name: "sealed-chunks",
    title: "A sealed message of three chunks",
    prepare: () => prepared("seal-33768", false),
  },
  {
    ...SHARED,
    ...CHUNKED,
    name: "sealed-chunks-in-pieces",
    title: "A sealed message of three chunks in pieces",
    requirements: [...SHARED.requirements, "release-passed-only"],
    features: ["pieces"],
    prepare: () => prepared("seal-33768", true),
  },
];
