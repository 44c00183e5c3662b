import { lengthPrefixed, u64 } from "../../../reference/core/bytes.js";
import { messageKeys } from "../../../reference/core/cobblestone-message.js";
import { kekFromPrf, kekFromRecoveryKey, sealContext } from "../../../reference/core/derive.js";
import { KeepsakeError } from "../../../reference/core/errors.js";
import type { ParsedHeader } from "../../../reference/core/header.js";
import { openRootKey, type Secret } from "../../../reference/core/secret.js";
import { parseSlot, sealSlot } from "../../../reference/core/slot.js";
import { bytesOf, type Inputs } from "../load.js";
import type { Replays } from "./replay.js";

/** A secret as a program holds it; the output of a passkey stands for the ceremony. */
export function secretOf(secret: Inputs): Secret {
  switch (secret.kind) {
    case "recovery-key":
      return secret;
    case "passkey":
      return { kind: "passkey", credentialId: bytesOf(secret.credentialId), prf: async () => bytesOf(secret.prf) };
    case "kek":
      return { kind: "kek", slotId: bytesOf(secret.slotId), kek: bytesOf(secret.kek) };
    default:
      return { kind: "root-key", epoch: secret.epoch, rootKey: bytesOf(secret.rootKey) };
  }
}

export const slots: Replays = {
  async seal(provider, inputs) {
    const [vaultId, info, sealSalt] = [bytesOf(inputs.vaultId), bytesOf(inputs.info), bytesOf(inputs.sealSalt)];
    const { slotId, salt } = parseSlot({ info, sealedRootKey: new Uint8Array(104) });
    const secret = bytesOf(inputs.secret);
    const kek =
      inputs.kind === "passkey"
        ? await kekFromPrf(provider, secret, salt, vaultId, slotId)
        : await kekFromRecoveryKey(provider, new TextDecoder().decode(secret), salt, vaultId, slotId);
    const place = { vaultId, epoch: inputs.epoch, revision: 1 };
    const { sealedRootKey } = await sealSlot(provider, bytesOf(inputs.rootKey), place, info, kek, () => sealSalt);
    const context = sealContext("slot", vaultId, u64(inputs.epoch), lengthPrefixed(info));
    const { commitment } = await messageKeys(provider, kek, context, sealSalt);
    return { ok: { sealedRootKey }, intermediates: { kek, context, commitment } };
  },
  async open(provider, inputs) {
    const header = {
      vaultId: bytesOf(inputs.vaultId),
      epoch: inputs.epoch,
      prfSalt: new Uint8Array(32),
      slots: inputs.slots.map(({ info, sealedRootKey }: Inputs) =>
        parseSlot({ info: bytesOf(info), sealedRootKey: bytesOf(sealedRootKey) }),
      ),
    } as unknown as ParsedHeader;
    const root = await openRootKey(provider, header, secretOf(inputs.secret));
    if (root === null) throw new KeepsakeError("key.no-matching-slot", "no slot");
    const { rootKey, opened } = root;
    return {
      ok: { rootKey, slotId: opened?.slot.slotId },
      intermediates: opened === undefined ? {} : { kek: opened.kek },
    };
  },
};
