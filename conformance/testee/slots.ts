import { KeepsakeError } from "../../reference/core/errors.js";
import { type ParsedHeader, PRF_SALT } from "../../reference/core/header.js";
import { decodeSlotInfo, encodeSlotInfo } from "../../reference/core/proto/codec.js";
import { openRootKey } from "../../reference/core/secret.js";
import { parseSlot, sealSlot } from "../../reference/core/slot.js";
import type { Value, Values } from "../suite/case.js";
import { asObject, asText, bytes, list, number, object, optional, text } from "./args.js";
import type { Operations } from "./operation.js";
import { kekFor, secret, slotSecret } from "./secret.js";

/** A slot as it stands in a header. */
export function asStoredSlot(value: Value, name: string) {
  const slot = asObject(value, name);
  return { info: bytes(slot, "info"), sealedRootKey: bytes(slot, "sealedRootKey") };
}

/** `prfSalt`, which only a passkey's software needs. */
const prfSaltOf = (args: Values) => optional(args, "prfSalt", bytes) ?? new Uint8Array(PRF_SALT);

/** Chapter 4, key slots. */
export const slots: Operations = {
  "slot.info": (args) => {
    const passkey = optional(args, "passkey", object);
    const kind =
      passkey === undefined
        ? { recoveryKey: {} }
        : {
            passkey: {
              rpId: text(passkey, "rpId"),
              credentialId: bytes(passkey, "credentialId"),
              transports: list(passkey, "transports", asText),
            },
          };
    return { info: encodeSlotInfo({ slotId: bytes(args, "slotId"), salt: bytes(args, "salt"), ...kind }) };
  },
  "slot.wrap": async (args, { provider }) => {
    const [vaultId, info, sealSalt] = [bytes(args, "vaultId"), bytes(args, "info"), bytes(args, "sealSalt")];
    const { slotId, salt } = decodeSlotInfo(info);
    const kek = await kekFor(provider, slotSecret(args, "secret"), { vaultId, slotId, salt }, prfSaltOf(args));
    // The revision only names the salt, which is given.
    const place = { vaultId, epoch: number(args, "epoch"), revision: 1 };
    const { sealedRootKey } = await sealSlot(provider, bytes(args, "rootKey"), place, info, kek, () => sealSalt);
    return { sealedRootKey };
  },
  "slot.unwrap": async (args, { provider }) => {
    const header = {
      vaultId: bytes(args, "vaultId"),
      epoch: number(args, "epoch"),
      prfSalt: prfSaltOf(args),
      slots: list(args, "slots", asStoredSlot).map(parseSlot),
    };
    // Opening looks at no more than these fields.
    const root = await openRootKey(provider, header as unknown as ParsedHeader, secret(args, "secret"));
    if (root === null) throw new KeepsakeError("key.no-matching-slot", "The secret fits none of these slots.");
    return { rootKey: root.rootKey, slotId: root.opened?.slot.slotId };
  },
};
