import { CHUNK, SEALED_CHUNK } from "../../reference/core/chunks.js";
import { pad } from "../../reference/core/padding.js";
import { flip, patch } from "./bytes.js";
import { forgeObject } from "./forge.js";
import { attachment, CONTENT, FIRST, inputsOf, type Sample, vaultId } from "./object-parts.js";
import type { Accepted, Rejected, Rejection } from "./vector.js";

export async function ranges({ reference, file }: Sample): Promise<(Accepted | Rejected)[]> {
  const range = (id: string, bytes: Uint8Array, start: number, end: number, comment: string): Accepted => ({
    id,
    title: `Bytes ${start} to ${end}`,
    requirements: ["range-checks-first", "range-chunk-steps"],
    operation: "range",
    inputs: { ...inputsOf({ reference, file: bytes }), start, end },
    ok: { content: CONTENT.slice(start, end) },
    intermediates: { firstChunk: Math.floor((8 + start) / CHUNK), lastChunk: Math.floor((8 + end - 1) / CHUNK) },
    comment,
  });
  const broken = (
    id: string,
    requirement: string,
    mutation: string,
    bytes: Uint8Array,
    code: Rejection["code"],
    comment: string,
  ): Rejected => ({
    id,
    title: mutation,
    requirements: [requirement],
    operation: "range",
    inputs: { ...inputsOf({ reference, file: bytes }), start: 16_376, end: 40_000 },
    reject: { code: code! },
    parent: "range-two-chunks",
    mutation,
    comment,
  });
  const padding = await forgeObject(vaultId, attachment, reference, patch(pad(CONTENT), 40_100, Uint8Array.of(1)));
  return [
    range("range-first-byte", file, 0, 1, "The first byte stands after the length field."),
    range("range-end-of-chunk", file, 16_375, 16_376, "The last content byte of chunk 0."),
    range("range-start-of-chunk", file, 16_376, 16_377, "The first content byte of chunk 1."),
    range("range-over-border", file, 16_000, 17_000, "From chunk 0 into chunk 1."),
    range("range-two-chunks", file, 16_376, 40_000, "Chunks 1 and 2."),
    range("range-whole", file, 0, 40_000, "All of it, and still not verified."),
    range("range-last-byte", file, 39_999, 40_000, "The last byte."),
    range("range-beside-damage", flip(file, FIRST + 5), 20_000, 20_100, "Chunk 0 is damaged, and not read."),
    range("range-beside-padding", padding, 0, 100, "The padding in chunk 2 is wrong, and not read."),
    broken(
      "range-truncated",
      "range-checks-first",
      "the last byte is removed",
      file.subarray(0, -1),
      "object.truncated",
      "The size comes first.",
    ),
    broken(
      "range-kind",
      "range-checks-first",
      "the kind of a header",
      patch(file, 9, Uint8Array.of(1)),
      "object.wrong-kind",
      "The prefix is checked.",
    ),
    broken(
      "range-commitment",
      "range-checks-first",
      "a bit of the commitment",
      flip(file, 50),
      "object.auth",
      "The commitment is checked.",
    ),
    broken(
      "range-chunk",
      "range-chunk-steps",
      "a bit of chunk 1",
      flip(file, FIRST + SEALED_CHUNK),
      "object.auth",
      "A chunk of the range.",
    ),
    broken(
      "range-padding",
      "range-chunk-steps",
      "a byte of the padding",
      padding,
      "object.padding",
      "The padding in a chunk of the range.",
    ),
  ];
}
