import { u64 } from "../../reference/core/bytes.js";
import { pad } from "../../reference/core/padding.js";
import { bytesField, concat, flip, numberField, patch, varint } from "./bytes.js";
import { forgeEpochFile, type Place } from "./forge.js";
import { PLACE } from "./people.js";
import { random } from "./seed.js";
import type { Rejected, Rejection, Value, Values } from "./vector.js";

/** Two epochs of which a reader has the root keys. */
export const EPOCHS = [
  { epoch: 1, rootKey: random("root-key/1", 32) },
  { epoch: 2, rootKey: PLACE.rootKey },
] as const;

/** A snapshot or mark of which faults are made. */
interface EpochFileSample {
  readonly kind: "snapshot" | "mark";
  /** The number in its name. */
  readonly number: number;
  readonly protobuf: Uint8Array;
  readonly parent: string;
  readonly name: string;
  readonly otherName: string;
}

/** Inputs for opening a file of epoch 1 or 2. */
export function openInputs(name: string, file: Uint8Array): Values {
  return { vaultId: PLACE.vaultId, epochs: EPOCHS.map((epoch): Value => ({ ...epoch })), name, file };
}

/** Where a file of a number stands in epoch 2. */
const placeOf = (number: number): Omit<Place, "revision"> & { number: number } => ({ ...PLACE, number });

/** The faults that snapshots and marks have in common: everything but their fields. */
export async function epochFileFaults(sample: EpochFileSample): Promise<Rejected[]> {
  const { kind, number, protobuf, parent, name, otherName } = sample;
  const place = placeOf(number);
  const padded = pad(protobuf);
  const file = await forgeEpochFile(kind, place, padded);
  const malformed: Rejection = { code: `${kind}.malformed` };
  const auth: Rejection = { code: `${kind}.auth` };
  const rule = (slug: string) => (kind === "mark" ? (slug === "auth" ? "mark-auth" : "mark-malformed") : slug);

  const fault = (
    id: string,
    slug: string,
    mutation: string,
    bytes: Uint8Array,
    reject: Rejection,
    comment: string,
  ): Rejected => ({
    id: `${kind}-${id}`,
    title: mutation,
    requirements: [
      slug.startsWith("prefix") || slug.startsWith("proto") || slug === "number-limit" ? slug : rule(slug),
    ],
    operation: "open",
    inputs: openInputs(name, bytes),
    reject,
    parent,
    mutation,
    comment,
  });
  const authentic = async (id: string, slug: string, mutation: string, bytes: Uint8Array) =>
    fault(id, slug, mutation, await forgeEpochFile(kind, place, bytes), malformed, "Authentic, and against the rules.");
  const raw = (id: string, slug: string, mutation: string, ...bytes: Uint8Array[]) =>
    authentic(id, slug, mutation, pad(concat(protobuf, ...bytes)));
  const authRule = kind === "mark" ? "auth" : "snapshot-auth";
  const cut = (n: number) => file.subarray(0, n);
  const eleven = concat(varint(100 * 8), Uint8Array.of(...Array(10).fill(0x80), 1));
  return [
    fault("empty", "prefix-magic", "all bytes are removed", cut(0), malformed, "Shorter than the prefix."),
    fault("magic", "prefix-magic", "another magic", flip(file, 0), malformed, "Not a file of Keepsake."),
    fault(
      "version-2",
      "prefix-version",
      "version 2",
      patch(file, 8, Uint8Array.of(2)),
      { code: "input.unsupported-version" },
      "Of a later version.",
    ),
    fault(
      "other-kind",
      "prefix-kind",
      "the kind of a header",
      patch(file, 9, Uint8Array.of(1)),
      malformed,
      "Another kind of file.",
    ),
    fault("no-epoch", "snapshot-epoch-field", "all after byte 17 is removed", cut(17), malformed, "No epoch."),
    fault(
      "epoch-0",
      "snapshot-epoch-field",
      "the epoch in the clear is 0",
      patch(file, 10, u64(0)),
      malformed,
      "Epochs count from 1.",
    ),
    fault(
      "epoch-2-53",
      "number-limit",
      "the epoch in the clear is 2^53",
      patch(file, 11, Uint8Array.of(0x20)),
      malformed,
      "Above 2^53 - 1.",
    ),
    fault("no-seal", "snapshot-size", "all after the epoch is removed", cut(18), malformed, "No possible sealed size."),
    fault(
      "seal-of-71",
      "snapshot-size",
      "the seal ends after 71 bytes",
      cut(18 + 71),
      malformed,
      "No possible sealed size.",
    ),
    fault(
      "seal-of-72",
      authRule,
      "the seal ends after 72 bytes",
      cut(18 + 72),
      auth,
      "A possible sealed size, so that the tag tells.",
    ),
    fault(
      "one-byte-less",
      authRule,
      "the last byte is removed",
      file.subarray(0, -1),
      auth,
      "A possible sealed size, so that the tag tells.",
    ),
    fault(
      "one-byte-more",
      authRule,
      "a byte follows",
      concat(file, Uint8Array.of(0)),
      auth,
      "A possible sealed size, so that the tag tells.",
    ),
    fault(
      "unknown-epoch",
      "snapshot-epoch-unknown",
      "the epoch in the clear is 3",
      patch(file, 10, u64(3)),
      auth,
      "No root key of that epoch.",
    ),
    fault(
      "other-epoch",
      authRule,
      "the epoch in the clear is 1",
      patch(file, 10, u64(1)),
      auth,
      "The key of another epoch.",
    ),
    fault(
      "commitment",
      authRule,
      "a bit of the commitment",
      flip(file, 18 + 30),
      auth,
      "Changed by someone without the key.",
    ),
    fault(
      "chunk",
      authRule,
      "a bit of the sealed content",
      flip(file, 18 + 60),
      auth,
      "Changed by someone without the key.",
    ),
    fault("tag", authRule, "the last bit of the file", flip(file, -1), auth, "Changed by someone without the key."),
    {
      ...fault("other-name", authRule, "the name has the next number", file, auth, "Bound to the number."),
      inputs: openInputs(otherName, file),
    },
    {
      ...fault("other-vault", authRule, "another vault", file, auth, "Bound to the vault."),
      inputs: { ...openInputs(name, file), vaultId: flip(PLACE.vaultId, 0) },
    },
    await authentic(
      "padding",
      "snapshot-padding",
      "a byte of the padding is 1",
      patch(padded, padded.length - 1, Uint8Array.of(1)),
    ),
    await authentic("padded-size", "snapshot-padding", "256 zero bytes more", concat(padded, new Uint8Array(256))),
    await authentic(
      "length-field",
      "snapshot-padding",
      "the length is larger than the padded content",
      patch(padded, 0, u64(padded.length)),
    ),
    await authentic(
      "no-padding",
      "snapshot-padding",
      "the content is not padded",
      concat(u64(protobuf.length), protobuf),
    ),
    await raw("group", "proto-no-groups", "a group follows", Uint8Array.of(0xa3, 6, 0xa4, 6)),
    await raw("wire-type-7", "proto-wire-types", "a field of wire type 7 follows", Uint8Array.of(0xa7, 6, 0)),
    await raw("field-0", "proto-no-field-zero", "a field of number 0 follows", Uint8Array.of(0, 0)),
    await raw("varint-11", "proto-varint-length", "a varint of 11 bytes follows", eleven),
    await raw(
      "overrun",
      "proto-overrun",
      "a field that is longer than the message follows",
      Uint8Array.of(0xa2, 6, 5, 1),
    ),
    await raw(
      "number-2-53",
      "number-limit",
      "created_at_ms 2^53 follows",
      numberField(kind === "mark" ? 4 : 8, 2n ** 53n),
    ),
    await raw("number-0", kind === "mark" ? "malformed" : "snapshot-fields", "the number 0 follows", numberField(1, 0)),
    await raw(
      "number-differs",
      kind === "mark" ? "malformed" : "snapshot-name",
      "the next number follows",
      numberField(1, number + 1),
    ),
    await raw("epoch-differs", kind === "mark" ? "malformed" : "snapshot-epoch", "epoch 1 follows", numberField(2, 1)),
    await raw(
      "writer-id-15",
      kind === "mark" ? "malformed" : "snapshot-fields",
      "a writer id of 15 bytes follows",
      bytesField(kind === "mark" ? 3 : 4, random("epoch-file/writer-id", 15)),
    ),
  ];
}
