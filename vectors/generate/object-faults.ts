import { u64 } from "../../reference/core/bytes.js";
import { CHUNK, SEALED_CHUNK } from "../../reference/core/chunks.js";
import type { Reference } from "../../reference/core/object.js";
import { pad } from "../../reference/core/padding.js";
import { concat, flip, patch } from "./bytes.js";
import { forgeObject } from "./forge.js";
import { attachment, CONTENT, FIRST, inputsOf, NOTHING, type Sample, segment, vaultId } from "./object-parts.js";
import { sha256 } from "./seed.js";
import { type Rejected, type Rejection, released, type Values } from "./vector.js";

export function fails(
  id: string,
  requirement: string,
  mutation: string,
  inputs: Values,
  code: Rejection["code"],
  given: Uint8Array,
  comment: string,
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "read",
    inputs,
    reject: { code: code!, released: released(given, sha256) },
    parent: "object-three-chunks",
    mutation,
    comment,
  };
}

export async function faults(plain: Sample): Promise<Rejected[]> {
  const { reference, file } = plain;
  const given = (chunks: number) => CONTENT.subarray(0, Math.max(0, chunks * CHUNK - 8));
  const stored = (
    id: string,
    requirement: string,
    mutation: string,
    bytes: Uint8Array,
    code: Rejection["code"],
    chunks = 0,
    comment = "One fault of the file.",
  ) => fails(id, requirement, mutation, inputsOf({ reference, file: bytes }), code, given(chunks), comment);
  const referred = (
    id: string,
    requirement: string,
    mutation: string,
    change: Partial<Reference>,
    code: Rejection["code"],
    comment: string,
    released = NOTHING,
  ) =>
    fails(
      id,
      requirement,
      mutation,
      inputsOf({ reference: { ...reference, ...change }, file }),
      code,
      released,
      comment,
    );
  const padded = pad(CONTENT);
  const sealed = (bytes: Uint8Array) => forgeObject(vaultId, attachment, reference, bytes);
  const { file: _file, ...missing } = inputsOf({ reference, file });
  const chunk = (i: number) => file.subarray(FIRST + i * SEALED_CHUNK, FIRST + (i + 1) * SEALED_CHUNK);
  return [
    fails("object-missing", "object-missing", "the file is removed", missing, "object.missing", NOTHING, "Not stored."),
    stored("object-empty", "object-truncated", "all bytes are removed", NOTHING, "object.truncated"),
    stored(
      "object-one-byte-less",
      "object-truncated",
      "the last byte is removed",
      file.subarray(0, -1),
      "object.truncated",
    ),
    stored(
      "object-last-chunk-removed",
      "object-truncated",
      "the last chunk is removed",
      file.subarray(0, FIRST + 2 * SEALED_CHUNK),
      "object.truncated",
    ),
    stored("object-one-byte-more", "object-oversize", "a byte follows", concat(file, Uint8Array.of(0)), "object.size"),
    stored("object-magic", "prefix-magic", "another magic", flip(file, 7), "object.malformed"),
    stored(
      "object-version-2",
      "prefix-version",
      "version 2",
      patch(file, 8, Uint8Array.of(2)),
      "input.unsupported-version",
    ),
    stored(
      "object-kind-snapshot",
      "prefix-kind",
      "the kind of a snapshot",
      patch(file, 9, Uint8Array.of(2)),
      "object.wrong-kind",
    ),
    stored(
      "object-kind-reserved",
      "prefix-kind",
      "a kind that is reserved",
      patch(file, 9, Uint8Array.of(6)),
      "object.wrong-kind",
    ),
    stored("object-salt", "object-commitment", "a bit of the salt", flip(file, 10), "object.auth"),
    stored("object-commitment", "object-commitment", "a bit of the commitment", flip(file, 34), "object.auth"),
    stored("object-chunk-0", "object-tag", "a bit of chunk 0", flip(file, FIRST), "object.auth"),
    stored(
      "object-chunk-1",
      "object-tag",
      "a bit of chunk 1",
      flip(file, FIRST + SEALED_CHUNK + 9000),
      "object.auth",
      1,
    ),
    stored("object-chunk-2", "object-tag", "the last bit of the file", flip(file, -1), "object.auth", 2),
    stored(
      "object-chunks-swapped",
      "object-tag",
      "chunks 0 and 1 change places",
      concat(file.subarray(0, FIRST), chunk(1), chunk(0), chunk(2)),
      "object.auth",
    ),
    stored(
      "object-length-less",
      "object-length-field",
      "the length field is one less",
      await sealed(patch(padded, 0, u64(39_999))),
      "object.size",
    ),
    stored(
      "object-length-more",
      "object-length-field",
      "the length field is one more",
      await sealed(patch(padded, 0, u64(40_001))),
      "object.size",
    ),
    stored(
      "object-length-2-53",
      "object-length-field",
      "the length field is 2^53 more",
      await sealed(patch(padded, 1, Uint8Array.of(0x20))),
      "object.size",
    ),
    stored(
      "object-padding-first",
      "object-padding",
      "the first byte of padding is 1",
      await sealed(patch(padded, 40_008, Uint8Array.of(1))),
      "object.padding",
      2,
      "The padding is in chunk 2, which releases nothing.",
    ),
    stored(
      "object-padding-last",
      "object-padding",
      "the last byte of padding is 1",
      await sealed(patch(padded, padded.length - 1, Uint8Array.of(1))),
      "object.padding",
      2,
      "The padding is in chunk 2, which releases nothing.",
    ),
    referred(
      "object-other-id",
      "object-commitment",
      "another id in the reference",
      { id: flip(reference.id, 31) },
      "object.auth",
      "An object in the place of another.",
    ),
    referred(
      "object-other-key",
      "object-commitment",
      "another key in the reference",
      { key: flip(reference.key, 0) },
      "object.auth",
      "An object in the place of another.",
    ),
    referred(
      "object-other-digest",
      "object-digest",
      "another digest in the reference",
      { digest: flip(reference.digest, 0) },
      "object.digest",
      "All chunks pass, so that all content may have been released.",
      CONTENT,
    ),
    referred(
      "object-reference-length",
      "object-length-field",
      "the reference is one longer, of the same stored size",
      { length: 40_001 },
      "object.size",
      "The stored size is implied, and the length field is not.",
    ),
    referred(
      "object-reference-larger",
      "object-truncated",
      "the reference is longer than the file can hold",
      { length: 41_000 },
      "object.truncated",
      "The stored size is compared first.",
    ),
    referred(
      "object-reference-smaller",
      "object-oversize",
      "the reference is shorter than the file must hold",
      { length: 38_000 },
      "object.size",
      "The stored size is compared first.",
    ),
    fails(
      "object-other-vault",
      "object-commitment",
      "another vault",
      { ...inputsOf({ reference, file }), vaultId: flip(vaultId, 0) },
      "object.auth",
      NOTHING,
      "Bound to the vault.",
    ),
    fails(
      "object-other-type",
      "object-commitment",
      "the type of a segment",
      inputsOf({ reference, file }, segment),
      "object.auth",
      NOTHING,
      "Bound to the type.",
    ),
  ];
}
