import { lengthPrefixed, u64 } from "../../reference/core/bytes.js";
import { messageKeys } from "../../reference/core/cobblestone-message.js";
import { sealContext } from "../../reference/core/derive.js";
import type { ForgedSlot, SlotSecret } from "./forge.js";
import { DIGITS, PASSKEY, PLACE, PRF } from "./people.js";
import { provider, random } from "./seed.js";
import type { Accepted, Rejected, Rejection, Value, Values } from "./vector.js";

export const { vaultId, epoch, rootKey } = PLACE;

export const RECOVERY: SlotSecret = { digits: DIGITS };

export const BY_DIGITS: Values = { kind: "recovery-key", digits: DIGITS };

export const BY_PASSKEY: Values = { kind: "passkey", credentialId: PASSKEY.credentialId, prf: PRF };

export const stored = (slots: readonly ForgedSlot[]): Value => slots.map((slot) => ({ ...slot.stored }));

const inputs = (slots: readonly ForgedSlot[], secret: Values): Values => ({
  vaultId,
  epoch,
  slots: stored(slots),
  secret,
});

export async function sealed(
  id: string,
  kind: string,
  slot: ForgedSlot,
  name: string,
  secret: Uint8Array,
): Promise<Accepted> {
  const context = sealContext("slot", vaultId, u64(epoch), lengthPrefixed(slot.stored.info));
  const sealSalt = random(`${name}/seal-salt`, 24);
  const { commitment } = await messageKeys(provider, slot.kek, context, sealSalt);
  return {
    id,
    title: `Seal a ${kind} slot`,
    requirements: ["slot-info-as-stored", "slot-verify-before-store"],
    operation: "seal",
    inputs: { kind, secret, vaultId, epoch, info: slot.stored.info, rootKey, sealSalt },
    ok: { sealedRootKey: slot.stored.sealedRootKey },
    intermediates: { kek: slot.kek, context, commitment },
    comment: "From the secret to the stored bytes.",
  };
}

export function opens(
  id: string,
  requirement: string,
  slots: readonly ForgedSlot[],
  secret: Values,
  opened: ForgedSlot | undefined,
  comment: string,
): Accepted {
  const ok = opened === undefined ? { rootKey } : { rootKey, slotId: opened.slotId };
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "open",
    inputs: inputs(slots, secret),
    ok,
    intermediates: opened === undefined ? {} : { kek: opened.kek },
    comment,
  };
}

export function stays(
  id: string,
  requirement: string,
  parent: string,
  mutation: string,
  slots: readonly ForgedSlot[],
  secret: Values,
  reject: Rejection,
  comment: string,
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "open",
    inputs: inputs(slots, secret),
    reject,
    parent,
    mutation,
    comment,
  };
}

export const changed = (slot: ForgedSlot, stored: Partial<ForgedSlot["stored"]>): ForgedSlot => ({
  ...slot,
  stored: { ...slot.stored, ...stored },
});
