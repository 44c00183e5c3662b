/**
 * What the specification says of primitives, straight from its formulas and on nothing but the platform's hashes and
 * AES-GCM: an opinion that does not share the reference's code. Spec: Notation and primitives.
 */
import { createCipheriv, createHash, createHmac } from "node:crypto";

/** Bytes after one another. */
export const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
export const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf8"));
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** A number in `size` bytes, most significant first. */
export function big(n: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let rest = BigInt(n);
  for (let i = size - 1; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  return bytes;
}
export const u64 = (n: number): Uint8Array => big(n, 8);
export const u32 = (n: number): Uint8Array => big(n, 4);
/** LP(x). */
export const prefixed = (bytes: Uint8Array): Uint8Array => join(u32(bytes.length), bytes);

const hmac512 = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(
    createHmac("sha512", key)
      .update(join(...parts))
      .digest(),
  );

export const mac = (key: Uint8Array, data: Uint8Array): Uint8Array => hmac512(key, data).slice(0, 32);

/** HKDF-Expand with SHA-512. RFC 5869, section 2.3. */
function expand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  let output: Uint8Array = new Uint8Array();
  let block: Uint8Array = new Uint8Array();
  for (let n = 1; output.length < length; n++) {
    block = hmac512(prk, block, info, Uint8Array.of(n));
    output = join(output, block);
  }
  return output.slice(0, length);
}

const hkdf = (ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array =>
  expand(hmac512(salt, ikm), info, length);

/** derive(ikm, salt, label, context, L). */
export const derive = (
  ikm: Uint8Array,
  salt: Uint8Array,
  label: string,
  context: Uint8Array,
  length = 32,
): Uint8Array => hkdf(ikm, salt, join(ascii(`keepsake/v1/${label}\0`), context), length);

/** random(seed, name, L). */
export const namedRandom = (seed: Uint8Array, name: string, length: number): Uint8Array =>
  hkdf(seed, new Uint8Array(), join(ascii("keepsake/v1/test-randomness\0"), ascii(name)), length);

const PIECE = 1_048_576;
/** digest(content). */
export function digest(content: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += PIECE) pieces.push(sha256(content.subarray(at, at + PIECE)));
  return sha256(u64(content.length), ...pieces);
}

/** Padmé(L), with big integers. */
export function padme(length: number): number {
  if (length < 8) return length;
  const exponent = BigInt(BigInt(length).toString(2).length - 1);
  const bits = BigInt(exponent.toString(2).length);
  const mask = (1n << (exponent - bits)) - 1n;
  return Number((BigInt(length) + mask) & ~mask);
}
export const paddedSize = (length: number): number => Math.max(4096, padme(8 + length));
export const pad = (content: Uint8Array): Uint8Array =>
  join(u64(content.length), content, new Uint8Array(paddedSize(content.length) - 8 - content.length));

/** Bytes of plaintext in a chunk, and of a chunk with its tag. */
export const CHUNK = 16_384;
export const SEALED_CHUNK = CHUNK + 16;
export const sealedSize = (length: number): number => 56 + length + 16 * (Math.floor(length / CHUNK) + 1);
export const storedSize = (length: number): number => 10 + sealedSize(paddedSize(length));
/** Whether some plaintext has this sealed size. */
export const isPossibleSize = (size: number): boolean => size >= 72 && (size - 56) % SEALED_CHUNK >= 16;

/** The context of a seal. */
export const contextOf = (type: string, ...fields: readonly Uint8Array[]): Uint8Array =>
  join(ascii(`keepsake/v1/${type}\0`), ...fields);

/** seal() of a given context and salt. */
export function seal(key: Uint8Array, context: Uint8Array, salt: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const info = join(ascii("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"), salt, context);
  const keys = expand(key, info, 76);
  const chunks = [salt, keys.subarray(44)];
  for (let i = 0; i <= Math.floor(plaintext.length / CHUNK); i++) {
    const nonce = keys.slice(32, 44);
    const number = big(i, 12);
    for (let at = 0; at < 12; at++) nonce[at]! ^= number[at]!;
    const cipher = createCipheriv("aes-256-gcm", keys.subarray(0, 32), nonce);
    chunks.push(cipher.update(plaintext.subarray(i * CHUNK, (i + 1) * CHUNK)), cipher.final(), cipher.getAuthTag());
  }
  return join(...chunks);
}

/** A file's first 10 bytes. */
export const filePrefix = (kind: number): Uint8Array => join(ascii("KEEPSAKE"), Uint8Array.of(1, kind));
export const KIND = { header: 1, snapshot: 2, object: 3, mark: 4, archive: 5 } as const;
/** A number in a file name. */
export const numberName = (folder: string, n: number): string => `${folder}/${n.toString(16).padStart(16, "0")}`;
export const objectName = (id: Uint8Array): string => `objects/${hex(id).slice(0, 2)}/${hex(id)}`;

/** What makes an object. */
export interface ObjectPlace {
  readonly vaultId: Uint8Array;
  readonly epoch: number;
  readonly rootKey: Uint8Array;
  readonly type: 1 | 2;
  readonly generation: number;
  readonly identity: string;
}

/** A reference, as requests have it. */
export type Reference = { readonly id: Uint8Array; readonly key: Uint8Array; length: number; digest: Uint8Array };

/** The reference to content under the keys of an epoch. Spec: Sealed objects, Id and key. */
export function referenceTo(place: ObjectPlace, content: Uint8Array): Reference {
  const { rootKey, vaultId, epoch, type, generation, identity } = place;
  const key = (label: string) => derive(rootKey, vaultId, label, u64(epoch));
  const contentDigest = digest(content);
  const data = join(
    Uint8Array.of(type),
    u32(generation),
    prefixed(ascii(identity)),
    u64(content.length),
    contentDigest,
  );
  const id = mac(key("object-id"), data);
  return { id, key: mac(key("object-key"), id), length: content.length, digest: contentDigest };
}

/** An object file, of any padded content. */
export function objectFile(
  { vaultId, type }: Pick<ObjectPlace, "vaultId" | "type">,
  { id, key }: Reference,
  salt: Uint8Array,
  padded: Uint8Array,
): Uint8Array {
  const context = contextOf("object", vaultId, Uint8Array.of(type), id);
  return join(filePrefix(KIND.object), seal(key, context, salt, padded));
}

/** A snapshot or mark file, of any padded content. */
export function epochFile(
  kind: "snapshot" | "mark",
  place: { vaultId: Uint8Array; epoch: number; rootKey: Uint8Array; number: number },
  salt: Uint8Array,
  padded: Uint8Array,
): Uint8Array {
  const { vaultId, epoch, rootKey, number } = place;
  const key = derive(rootKey, vaultId, kind, u64(epoch));
  const sealed = seal(key, contextOf(kind, vaultId, u64(epoch), u64(number)), salt, padded);
  return join(filePrefix(KIND[kind]), u64(epoch), sealed);
}
