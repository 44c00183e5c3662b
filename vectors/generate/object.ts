import { u64 } from "../../reference/core/bytes.js";
import { CHUNK, SEALED_CHUNK } from "../../reference/core/chunks.js";
import { messageKeys } from "../../reference/core/cobblestone-message.js";
import { deriveEpochKeys } from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { objectName } from "../../reference/core/names.js";
import {
  createReference,
  OBJECT_TYPE,
  type ObjectType,
  objectContext,
  type Reference,
} from "../../reference/core/object.js";
import { sealObjectBytes } from "../../reference/core/object-seal.js";
import { pad, paddedSize } from "../../reference/core/padding.js";
import { concat, flip, patch, utf8 } from "./bytes.js";
import { forgeObject, forgeReference } from "./forge.js";
import { PLACE } from "./people.js";
import { provider, random, SEED, sha256 } from "./seed.js";
import { type Accepted, type Layer, type Rejected, type Rejection, released, type Values } from "./vector.js";

const { vaultId, epoch, rootKey } = PLACE;
const { segment, attachment } = OBJECT_TYPE;
const NOTHING = new Uint8Array();
// Chunks 0 to 2; the content ends and the padding begins in chunk 2.
const CONTENT = new Uint8Array(40_000).map((_, i) => (i * 7 + (i >> 7)) & 0xff);
const FIRST = 66;

async function seals(
  id: string,
  type: ObjectType,
  generation: number,
  identity: string,
  content: Uint8Array,
): Promise<Accepted> {
  const keys = await deriveEpochKeys(provider, rootKey, vaultId, epoch);
  const description = { type, generation, identity, length: content.length, digest: await digest(provider, content) };
  const reference = await createReference(provider, keys, description);
  const name = objectName(reference.id);
  const file = await sealObjectBytes(provider, vaultId, type, reference, content, random);
  const salt = random(`salt/${name}`, 24);
  const context = objectContext(vaultId, type, reference.id);
  const { key: chunkKey, baseNonce, commitment } = await messageKeys(provider, reference.key, context, salt);
  return {
    id,
    title: `Seal ${content.length} bytes, type ${type}, generation ${generation}`,
    requirements: ["object-id", "object-generation"],
    operation: "seal",
    inputs: { vaultId, epoch, rootKey, type, generation, identity, content, seed: SEED },
    ok: { reference: { ...reference }, name, file },
    intermediates: {
      objectIdKey: keys.objectId,
      objectKeyKey: keys.objectKey,
      context,
      salt,
      chunkKey,
      baseNonce,
      commitment,
      paddedLength: paddedSize(content.length),
      storedLength: file.length,
    },
    comment: `Identity "${identity}"; the salt is the named value of the file's name.`,
  };
}

interface Sample {
  readonly reference: Reference;
  readonly content: Uint8Array;
  readonly file: Uint8Array;
}

async function sample(name: string, content: Uint8Array, type: ObjectType = attachment): Promise<Sample> {
  const reference = await forgeReference(`object/${name}`, content);
  return { reference, content, file: await forgeObject(vaultId, type, reference, pad(content)) };
}

const inputsOf = ({ reference, file }: Omit<Sample, "content">, type: ObjectType = attachment): Values => ({
  vaultId,
  type,
  reference: { ...reference },
  file,
});

function reads(
  id: string,
  { reference, content, file }: Sample,
  comment: string,
  type: ObjectType = attachment,
): Accepted {
  return {
    id,
    title: comment,
    requirements: ["reference-carried", "object-digest"],
    operation: "read",
    inputs: inputsOf({ reference, file }, type),
    ok: { content },
    intermediates: { paddedLength: paddedSize(content.length), storedLength: file.length },
    comment,
  };
}

function fails(
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

async function faults(plain: Sample): Promise<Rejected[]> {
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

async function ranges({ reference, file }: Sample): Promise<(Accepted | Rejected)[]> {
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

/** Sealed objects: written, read whole, and read in part. */
export async function objectLayer(): Promise<Layer> {
  const plain = await sample("three-chunks", CONTENT);
  const text = utf8("Three cups of flour.\n");
  const segmentSample = await sample("segment", CONTENT.slice(0, 30_000), segment);
  const { reference, file } = segmentSample;
  const wrong = inputsOf({ reference: { ...reference, digest: flip(reference.digest, 31) }, file }, segment);
  return {
    layer: "object",
    spec: "spec/06-objects.md",
    notes: [
      "`file` is absent where the store has no such file.",
      "`released` is all content that a reader may have given out before it failed; it may have given out less.",
    ],
    vectors: [
      await seals("object-seal-segment", segment, 0, "", utf8("\0\0\0\0")),
      await seals("object-seal-empty", attachment, 0, "a0", NOTHING),
      await seals("object-seal-attachment", attachment, 0, "a1", text),
      await seals("object-seal-thumbnail", attachment, 0, "a1/thumbnail", text),
      await seals("object-seal-generation-1", attachment, 1, "a1", text),
      await seals("object-seal-generation-last", attachment, 2 ** 32 - 1, "a1", text),
      await seals("object-seal-not-ascii", attachment, 0, "\u00fcber \u{1f4f7}", text),
      await seals("object-seal-two-chunks", attachment, 0, "a2", CONTENT.slice(0, 20_000)),
      reads("object-empty-content", await sample("empty", NOTHING), "No content at all."),
      reads("object-one-chunk", await sample("one", CONTENT.slice(0, 4088)), "4096 padded bytes."),
      reads(
        "object-final-empty-chunk",
        await sample("final", CONTENT.slice(0, 16_376)),
        "The padded content is exactly one chunk, and an empty one follows.",
      ),
      reads("object-three-chunks", plain, "Content and padding in three chunks."),
      reads("object-segment", segmentSample, "Of type 1.", segment),
      ...(await faults(plain)),
      {
        ...fails(
          "object-segment-digest",
          "release-segment",
          "another digest in the reference",
          wrong,
          "object.digest",
          NOTHING,
          "Nothing of a segment is released before its digest is checked.",
        ),
        parent: "object-segment",
      },
      ...(await ranges(plain)),
    ],
  };
}
