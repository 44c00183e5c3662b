import { concat, lengthPrefixed, u8, u32, u64, utf8 } from "./bytes.js";
import { plaintextSize, SEAL_SALT, sealedSize } from "./cobblestone-message.js";
import { type EpochKeys, mac, sealContext } from "./derive.js";
import { PREFIX_LENGTH } from "./file-prefix.js";
import { LIMITS } from "./limits.js";
import { objectName } from "./names.js";
import { LENGTH_FIELD, paddedSize } from "./padding.js";
import { type CryptoProvider, chain, type MaybePromise } from "./provider.js";
import type { Randomness } from "./randomness.js";

/** What an object holds. Thumbnails are attachments. Spec: Objects. */
export const OBJECT_TYPE = { segment: 1, attachment: 2 } as const;

/** A value of {@link OBJECT_TYPE}. */
export type ObjectType = (typeof OBJECT_TYPE)[keyof typeof OBJECT_TYPE];

/** A complete reference: everything that is needed to fetch, open and verify an object. */
export interface Reference {
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Bytes of the content. */
  readonly length: number;
  /** Digest of the content, 32 bytes. */
  readonly digest: Uint8Array;
}

/** What the id of an object is made of. */
export interface ObjectDescription {
  readonly type: ObjectType;
  /** Empty for a segment; see `objectIdentity` for an attachment. */
  readonly identity: string;
  /** Bytes of the content. */
  readonly length: number;
  /** Digest of the content, 32 bytes. */
  readonly digest: Uint8Array;
  /** Normally 0; more if the object of that id must not be used again. */
  readonly generation?: number;
}

/** The id of an object: a keyed hash of what it is and what it holds, 32 bytes. [@object-id] */
export function objectId(
  provider: CryptoProvider,
  keys: EpochKeys,
  { type, identity, length, digest, generation = 0 }: ObjectDescription,
): MaybePromise<Uint8Array> {
  const data = concat(u8(type), u32(generation), lengthPrefixed(utf8(identity)), u64(length), digest);
  return mac(provider, keys.objectId, data);
}

/** The key of an object, 32 bytes. A reader takes it from the reference instead. [@reference-carried] */
export function objectKey(provider: CryptoProvider, keys: EpochKeys, id: Uint8Array): MaybePromise<Uint8Array> {
  return mac(provider, keys.objectKey, id);
}

/** The reference to an object that this epoch writes. */
export function createReference(
  provider: CryptoProvider,
  keys: EpochKeys,
  description: ObjectDescription,
): MaybePromise<Reference> {
  const { length, digest } = description;
  return chain(objectId(provider, keys, description), (id) =>
    chain(objectKey(provider, keys, id), (key) => ({ id, key, length, digest })),
  );
}

/** Bytes of the stored file of an object with content of `length` bytes. */
export function storedObjectSize(length: number): number {
  return PREFIX_LENGTH + sealedSize(paddedSize(length));
}

/** Whether some object has a stored file of this size. */
export function isStoredObjectSize(size: number): boolean {
  const padded = plaintextSize(size - PREFIX_LENGTH);
  if (padded === undefined || padded < LENGTH_FIELD || padded > paddedSize(LIMITS.object)) return false;
  return paddedSize(padded - LENGTH_FIELD) === padded;
}

/** What the message of an object is sealed with, besides the key of its reference. */
export interface ObjectBinding {
  /** Of the stored file. */
  readonly name: string;
  /** What the message is bound to. */
  readonly context: Uint8Array;
  readonly salt: Uint8Array;
}

/** Takes a new salt for an object that is to be sealed. */
export function bindObject(
  vaultId: Uint8Array,
  type: ObjectType,
  { id }: Reference,
  randomness: Randomness,
): ObjectBinding {
  const name = objectName(id);
  return { name, context: objectContext(vaultId, type, id), salt: randomness(`salt/${name}`, SEAL_SALT) };
}

/** What a sealed object is bound to. */
export function objectContext(vaultId: Uint8Array, type: ObjectType, id: Uint8Array): Uint8Array {
  return sealContext("object", vaultId, u8(type), id);
}
