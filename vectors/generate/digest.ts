import { DIGEST_PIECE, digest } from "../../reference/core/digest.js";
import { utf8 } from "./bytes.js";
import { provider, sha256 } from "./seed.js";
import { type Accepted, type Layer, Repeated } from "./vector.js";

const UNIT = utf8("Keepsake piece");

async function digested(id: string, content: Uint8Array | Repeated, comment: string): Promise<Accepted> {
  const bytes = content instanceof Repeated ? content.bytes() : content;
  const pieces: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; offset += DIGEST_PIECE) {
    pieces.push(sha256(bytes.subarray(offset, offset + DIGEST_PIECE)));
  }
  return {
    id,
    title: `${bytes.length} bytes`,
    requirements: ["object-digest"],
    operation: "digest",
    inputs: { content },
    ok: { digest: await digest(provider, bytes) },
    intermediates: { pieces },
    comment,
  };
}

/** The digest of content, around the borders of its pieces. */
export async function digestLayer(): Promise<Layer> {
  const repeated = (length: number) => new Repeated(UNIT, length);
  return {
    layer: "digest",
    spec: "spec/02-notation.md",
    notes: ["`pieces` are the SHA-256 of the pieces of 1,048,576 bytes."],
    vectors: [
      await digested("digest-empty", new Uint8Array(), "No piece: the SHA-256 of eight zero bytes."),
      await digested("digest-1", Uint8Array.of(0), "One zero byte."),
      await digested("digest-short", utf8("keepsake"), "One short piece."),
      await digested("digest-16384", repeated(16_384), "The chunks of the sealing are not the pieces of the digest."),
      await digested("digest-before-piece", repeated(DIGEST_PIECE - 1), "One byte less than a piece."),
      await digested("digest-piece", repeated(DIGEST_PIECE), "Exactly one piece, and no empty one after it."),
      await digested("digest-after-piece", repeated(DIGEST_PIECE + 1), "A second piece of one byte."),
      await digested("digest-two-pieces", repeated(2 * DIGEST_PIECE), "Exactly two pieces."),
      await digested("digest-three-pieces", repeated(2 * DIGEST_PIECE + 12_345), "A third, short piece."),
      await digested(
        "digest-zeros",
        new Repeated(Uint8Array.of(0), DIGEST_PIECE + 5),
        "Equal pieces of different length.",
      ),
    ],
  };
}
