/**
 * Files as only a holder of the keys could make them, but without the checks by which the reference refuses to write
 * what no reader takes.
 *
 * @module
 */
import { lengthPrefixed, u32, u64 } from "../../reference/core/bytes.js";
import { seal } from "../../reference/core/cobblestone.js";
import { deriveEpochKeys, kekFromPrf, kekFromRecoveryKey, mac, sealContext } from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { FILE_KIND, filePrefix } from "../../reference/core/file-prefix.js";
import { headerName, markName, objectName, snapshotName } from "../../reference/core/names.js";
import { type ObjectType, objectContext, type Reference } from "../../reference/core/object.js";
import { pad } from "../../reference/core/padding.js";
import {
  encodeHeader,
  encodeHeaderDetails,
  encodeSlotInfo,
  type Header,
  type HeaderDetails,
  type KeySlot,
  type PasskeySlot,
} from "../../reference/core/proto/codec.js";
import { concat } from "./bytes.js";
import { provider, random, sha256 } from "./seed.js";

/** Where a header stands. */
export interface Place {
  readonly vaultId: Uint8Array;
  readonly epoch: number;
  readonly revision: number;
  readonly rootKey: Uint8Array;
}

/** A slot with what made it. */
export interface ForgedSlot {
  readonly stored: Required<Pick<KeySlot, "info" | "sealedRootKey">>;
  readonly slotId: Uint8Array;
  readonly salt: Uint8Array;
  readonly kek: Uint8Array;
}

/** What opens a slot: digits, or a passkey and its output. */
export type SlotSecret =
  | { readonly digits: string }
  | { readonly prf: Uint8Array; readonly passkey: Required<Omit<PasskeySlot, "$unknowns">> };

/** Makes a slot; `name` tells its random values from those of others. */
export async function forgeSlot(place: Place, name: string, secret: SlotSecret): Promise<ForgedSlot> {
  const slotId = random(`${name}/slot-id`, 16);
  const salt = random(`${name}/slot-salt`, 32);
  const kind = "digits" in secret ? { recoveryKey: {} } : { passkey: secret.passkey };
  const info = encodeSlotInfo({ slotId, salt, ...kind });
  const kek =
    "digits" in secret
      ? await kekFromRecoveryKey(provider, secret.digits, salt, place.vaultId, slotId)
      : await kekFromPrf(provider, secret.prf, salt, place.vaultId, slotId);
  return { stored: { info, sealedRootKey: await sealInSlot(place, info, kek, name) }, slotId, salt, kek };
}

/** Seals the root key of a place in a slot with any `info`. */
export function sealInSlot(place: Place, info: Uint8Array, kek: Uint8Array, name: string): Promise<Uint8Array> {
  const context = sealContext("slot", place.vaultId, u64(place.epoch), lengthPrefixed(info));
  return seal(provider, kek, context, place.rootKey, random(`${name}/seal-salt`, 24));
}

/** Seals the padded details of a header. */
async function forgeDetails(place: Place, padded: Uint8Array): Promise<Uint8Array> {
  const { vaultId, epoch, revision, rootKey } = place;
  const { headerDetails } = await deriveEpochKeys(provider, rootKey, vaultId, epoch);
  const context = sealContext("header-details", vaultId, u64(epoch), u64(revision));
  return seal(provider, headerDetails, context, padded, random(`salt/${headerName(revision)}/details`, 24));
}

/** A header file around any bytes of its message. */
export async function forgeHeaderFile(place: Place, message: Uint8Array, prefix = filePrefix(FILE_KIND.header)) {
  const hashed = concat(prefix, u32(message.length), message);
  return finishHeader(place, concat(hashed, sha256(hashed)));
}

/** Appends the MAC to what stands before it. */
export async function finishHeader(place: Place, beforeMac: Uint8Array): Promise<Uint8Array> {
  const { headerMac } = await deriveEpochKeys(provider, place.rootKey, place.vaultId, place.epoch);
  return concat(beforeMac, await mac(provider, headerMac, beforeMac));
}

/** The message of a header, its details sealed. */
export async function forgeHeaderMessage(
  place: Place,
  fields: Header,
  details: HeaderDetails | Uint8Array,
): Promise<Uint8Array> {
  const padded = details instanceof Uint8Array ? details : pad(encodeHeaderDetails(details));
  const sealedDetails = await forgeDetails(place, padded);
  return encodeHeader({
    vaultId: place.vaultId,
    epoch: place.epoch,
    revision: place.revision,
    sealedDetails,
    ...fields,
  });
}

/** A snapshot or mark around any padded bytes, sealed for one place and put at another. */
export async function forgeEpochFile(
  kind: "snapshot" | "mark",
  place: {
    readonly vaultId: Uint8Array;
    readonly epoch: number;
    readonly number: number;
    readonly rootKey: Uint8Array;
  },
  padded: Uint8Array,
  clearEpoch: Uint8Array = u64(place.epoch),
): Promise<Uint8Array> {
  const { vaultId, epoch, number, rootKey } = place;
  const keys = await deriveEpochKeys(provider, rootKey, vaultId, epoch);
  const name = kind === "snapshot" ? snapshotName(number) : markName(number);
  const context = sealContext(kind, vaultId, u64(epoch), u64(number));
  const sealed = await seal(provider, keys[kind], context, padded, random(`salt/${name}`, 24));
  return concat(filePrefix(FILE_KIND[kind]), clearEpoch, sealed);
}

/** An object file around any padded bytes. */
export async function forgeObject(
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  padded: Uint8Array,
): Promise<Uint8Array> {
  const salt = random(`salt/${objectName(reference.id)}`, 24);
  const context = objectContext(vaultId, type, reference.id);
  return concat(filePrefix(FILE_KIND.object), await seal(provider, reference.key, context, padded, salt));
}

/** A reference with any id and key, for content that is as it says. */
export async function forgeReference(name: string, content: Uint8Array): Promise<Reference> {
  return {
    id: random(`${name}/id`, 32),
    key: random(`${name}/key`, 32),
    length: content.length,
    digest: await digest(provider, content),
  };
}
