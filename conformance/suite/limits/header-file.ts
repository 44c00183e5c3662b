import { createHash } from "node:crypto";
import { concat, u32, u64 } from "../../../reference/core/bytes.js";
import { seal } from "../../../reference/core/cobblestone.js";
import { deriveEpochKeys, mac, sealContext } from "../../../reference/core/derive.js";
import { pad } from "../../../reference/core/padding.js";
import { nodeProvider as provider } from "../../../reference/node/provider-node.js";
import * as wire from "./wire.js";

/** The vault of the headers of these cases. */
export const VAULT_ID = new Uint8Array(16).fill(0x11);
/** Its root key. */
export const ROOT_KEY = new Uint8Array(32).fill(0x22);
/** Its epoch, late enough to have many before it. */
export const EPOCH = 2000;
export const REVISION = 3000;

const SALT = new Uint8Array(24).fill(0x33);
const id16 = (n: number) => new Uint8Array(16).fill(n);

/** The description of a slot of a kind that nobody knows, with an id of its own. */
export function slotInfo(n: number, ...more: readonly Uint8Array[]): Uint8Array {
  const id = id16(0x44);
  new DataView(id.buffer).setUint32(0, n);
  return concat(wire.bytes(1, id), wire.bytes(2, new Uint8Array(32).fill(0x55)), ...more);
}

/** A slot for a recovery key, with a sealed root key of the right length. */
export const recoveryKeySlot = (n: number, sealed = 104) =>
  wire.bytes(5, wire.bytes(1, slotInfo(n, wire.bytes(16))), wire.bytes(2, new Uint8Array(sealed).fill(0x66)));

/** A slot by its description. */
export const slotOf = (info: Uint8Array, sealed = 104) =>
  wire.bytes(5, wire.bytes(1, info), wire.bytes(2, new Uint8Array(sealed).fill(0x66)));

/** The members of a header that a case changes; each is a field as it is written. */
export interface HeaderParts {
  readonly vaultId?: Uint8Array;
  readonly epoch?: Uint8Array;
  readonly revision?: Uint8Array;
  readonly prfSalt?: Uint8Array;
  readonly slots?: Uint8Array;
  readonly sealedDetails?: Uint8Array;
}

/** A header in protobuf. */
export function headerMessage(parts: HeaderParts = {}): Uint8Array {
  const {
    vaultId = wire.bytes(1, VAULT_ID),
    epoch = wire.number(2, EPOCH),
    revision = wire.number(3, REVISION),
    prfSalt = wire.bytes(4, new Uint8Array(32).fill(0x77)),
    slots = recoveryKeySlot(1),
    sealedDetails = wire.bytes(6, new Uint8Array(4168)),
  } = parts;
  return concat(vaultId, epoch, revision, prfSalt, slots, sealedDetails);
}

const PREFIX = concat(new TextEncoder().encode("KEEPSAKE"), Uint8Array.of(1, 1));

function hashed(message: Uint8Array): Uint8Array {
  const start = concat(PREFIX, u32(message.length), message);
  return concat(start, createHash("sha256").update(start).digest());
}

/** A header file that is well-formed, and has no MAC that anyone would accept. */
export const unauthenticFile = (message: Uint8Array) => concat(hashed(message), new Uint8Array(32));

/** Details of a header, in protobuf. */
export function detailsMessage(...more: readonly Uint8Array[]): Uint8Array {
  return concat(wire.bytes(1, id16(0x88)), ...more);
}

/** A header file by someone who has the root key, with these details. */
export async function authenticFile(details: Uint8Array): Promise<Uint8Array> {
  const keys = await deriveEpochKeys(provider, ROOT_KEY, VAULT_ID, EPOCH);
  const context = sealContext("header-details", VAULT_ID, u64(EPOCH), u64(REVISION));
  const sealed = await seal(provider, keys.headerDetails, context, pad(details), SALT);
  const bytes = hashed(headerMessage({ sealedDetails: wire.bytes(6, sealed) }));
  return concat(bytes, await mac(provider, keys.headerMac, bytes));
}
