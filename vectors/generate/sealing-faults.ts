import { CHUNK, SEALED_CHUNK } from "../../reference/core/chunks.js";
import { SEAL_HEADER } from "../../reference/core/cobblestone-message.js";
import { concat, flip } from "./bytes.js";
import { fields, key, message, NOTHING } from "./sealing-parts.js";
import { sha256 } from "./seed.js";
import { type Rejected, released, type Values } from "./vector.js";

/** What differs in the opening of a message that must fail. */
interface Fault extends Values {
  readonly fault: "size" | "commitment" | "tag";
}

function rejected(
  id: string,
  parent: string,
  mutation: string,
  fault: Fault["fault"],
  sealed: Uint8Array,
  given: Uint8Array,
  comment: string,
  inputs: Values = {},
): Rejected {
  const requirement = { size: "seal-possible-size", commitment: "seal-commitment-first", tag: "seal-tag-before-use" };
  return {
    id,
    title: mutation,
    requirements: [requirement[fault]],
    operation: "open",
    inputs: { key, type: "object", fields, sealed, ...inputs },
    reject: { fault, released: released(given, sha256) },
    parent,
    mutation,
    comment,
  };
}

export async function short(): Promise<Rejected[]> {
  const { sealed } = await message(32);
  const parent = "seal-32";
  const commitment = (id: string, mutation: string, bytes: Uint8Array, comment: string, inputs: Values = {}) =>
    rejected(id, parent, mutation, "commitment", bytes, NOTHING, comment, inputs);
  const size = (id: string, mutation: string, bytes: Uint8Array, comment: string) =>
    rejected(id, parent, mutation, "size", bytes, NOTHING, comment);
  const tag = (id: string, mutation: string, bytes: Uint8Array, comment: string) =>
    rejected(id, parent, mutation, "tag", bytes, NOTHING, comment);
  return [
    commitment("open-wrong-key", "another key", sealed, "The commitment tells.", { key: flip(key, 0) }),
    commitment("open-wrong-key-last-bit", "the last bit of the key", sealed, "All of the key counts.", {
      key: flip(key, 31),
    }),
    commitment("open-wrong-fields", "other fields", sealed, "Bound to another place.", { fields: flip(fields, 31) }),
    commitment("open-longer-fields", "a byte more in the fields", sealed, "Bound to another place.", {
      fields: concat(fields, Uint8Array.of(0)),
    }),
    commitment("open-wrong-type", "another type", sealed, "What is sealed as one thing is no other.", {
      type: "snapshot",
    }),
    commitment("open-wrong-salt", "a bit of the salt", flip(sealed, 0), "The salt is bound by the commitment."),
    commitment("open-wrong-salt-last", "the last bit of the salt", flip(sealed, 23), "All of the salt counts."),
    commitment("open-wrong-commitment", "a bit of the commitment", flip(sealed, 24), "The commitment itself."),
    commitment(
      "open-wrong-commitment-last",
      "the last bit of the commitment",
      flip(sealed, 55),
      "All of the commitment counts.",
    ),
    tag("open-wrong-ciphertext", "a bit of the ciphertext", flip(sealed, 56), "The tag fails."),
    tag("open-wrong-tag", "the last bit of the tag", flip(sealed, -1), "All of the tag counts."),
    tag(
      "open-one-byte-less",
      "the last byte is removed",
      sealed.subarray(0, -1),
      "A possible size, so that the tag tells.",
    ),
    tag(
      "open-one-byte-more",
      "a byte follows",
      concat(sealed, Uint8Array.of(0)),
      "A possible size, so that the tag tells.",
    ),
    size("open-nothing", "everything is removed", NOTHING, "No message is empty."),
    size("open-salt-only", "all after the salt is removed", sealed.subarray(0, 24), "It ends before the commitment."),
    size(
      "open-header-only",
      "all after the commitment is removed",
      sealed.subarray(0, 56),
      "A message has at least one chunk.",
    ),
    size(
      "open-71-bytes",
      "all after byte 71 is removed",
      sealed.subarray(0, 71),
      "One byte less than the smallest message.",
    ),
    tag("open-72-bytes", "all after byte 72 is removed", sealed.subarray(0, 72), "The smallest possible size."),
  ];
}

export async function long(): Promise<Rejected[]> {
  const { plaintext, sealed } = await message(2 * CHUNK + 1000);
  const full = await message(2 * CHUNK);
  const header = sealed.subarray(0, SEAL_HEADER);
  const chunk = (i: number) => sealed.subarray(SEAL_HEADER + i * SEALED_CHUNK, SEAL_HEADER + (i + 1) * SEALED_CHUNK);
  const [a, b, c] = [chunk(0), chunk(1), chunk(2)];
  const parent = "seal-33768";
  const first = (n: number) => plaintext.subarray(0, n * CHUNK);
  const tag = (id: string, mutation: string, bytes: Uint8Array, chunks: number, comment: string) =>
    rejected(id, parent, mutation, "tag", bytes, first(chunks), comment);
  const size = (id: string, mutation: string, bytes: Uint8Array, chunks: number, comment: string) =>
    rejected(id, parent, mutation, "size", bytes, first(chunks), comment);
  return [
    tag("open-first-chunk-changed", "a bit of chunk 0", flip(sealed, SEAL_HEADER + 5), 0, "Nothing may be released."),
    tag(
      "open-second-chunk-changed",
      "a bit of chunk 1",
      flip(sealed, SEAL_HEADER + SEALED_CHUNK),
      1,
      "Chunk 0 may be released.",
    ),
    tag("open-last-chunk-changed", "a bit of the last chunk", flip(sealed, -20), 2, "Chunks 0 and 1 may be released."),
    tag("open-chunks-swapped", "chunks 0 and 1 change places", concat(header, b, a, c), 0, "The nonce counts chunks."),
    tag("open-chunk-repeated", "chunk 0 stands twice", concat(header, a, a, c), 1, "The nonce counts chunks."),
    tag(
      "open-chunk-inserted",
      "chunk 1 stands twice, before the last",
      concat(header, a, b, b, c),
      2,
      "The nonce counts chunks.",
    ),
    tag("open-middle-chunk-removed", "chunk 1 is removed", concat(header, a, c), 1, "The nonce counts chunks."),
    tag("open-first-chunk-removed", "chunk 0 is removed", concat(header, b, c), 0, "The nonce counts chunks."),
    size(
      "open-last-chunk-removed",
      "the last chunk is removed",
      concat(header, a, b),
      2,
      "The last chunk is always short, so that this is no possible size.",
    ),
    size("open-two-chunks-removed", "the last two chunks are removed", concat(header, a), 1, "No possible size."),
    size(
      "open-cut-in-tag",
      "all after the 15th byte of the last chunk is removed",
      concat(header, a, b, c.subarray(0, 15)),
      2,
      "A chunk has at least its tag.",
    ),
    tag(
      "open-cut-at-tag",
      "all after the 16th byte of the last chunk is removed",
      concat(header, a, b, c.subarray(0, 16)),
      2,
      "A possible size, so that the tag tells.",
    ),
    tag(
      "open-cut-in-chunk",
      "the second half of the file is removed",
      sealed.subarray(0, SEAL_HEADER + SEALED_CHUNK + 8000),
      1,
      "A possible size, so that the tag tells.",
    ),
    tag(
      "open-trailing-chunk",
      "an empty chunk of another message follows",
      concat(sealed, full.sealed.subarray(-16)),
      2,
      "The last chunk becomes longer.",
    ),
    {
      ...size(
        "open-final-empty-chunk-removed",
        "the empty last chunk is removed",
        full.sealed.subarray(0, -16),
        2,
        "A plaintext of two whole chunks ends in an empty one.",
      ),
      parent: "seal-32768",
      reject: { fault: "size", released: released(full.plaintext, sha256) },
    },
  ];
}
