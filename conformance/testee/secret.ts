import type { CryptoProvider } from "../../reference/core/provider.js";
import { parseRecoveryKey } from "../../reference/core/recovery-key.js";
import type { Secret } from "../../reference/core/secret.js";
import { kekSource, type NewSlot } from "../../reference/core/slot-make.js";
import type { Value, Values } from "../suite/case.js";
import { asObject, asText, bytes, list, MalformedRequest, number, object, optional, present, text } from "./args.js";
import { authenticatorOf } from "./passkey.js";

/**
 * A `secret` of the protocol as the reference takes it.
 *
 * @throws KeepsakeError key.recovery-malformed, key.recovery-check-digit, input.limit-exceeded
 */
export function asSecret(value: Value | undefined, name: string): Secret {
  const secret = asObject(value, name);
  const kind = text(secret, "kind");
  switch (kind) {
    case "recovery-key":
      return { kind, digits: parseRecoveryKey(text(secret, "digits")) };
    case "passkey": {
      const prf = bytes(secret, "prf");
      return { kind, credentialId: bytes(secret, "credentialId"), prf: async () => prf.slice() };
    }
    case "cred-random": {
      const rpId = text(secret, "rpId");
      return authenticatorOf(bytes(secret, "credentialId"), rpId, bytes(secret, "credRandom")).asReader(rpId);
    }
    case "kek":
      return { kind, slotId: bytes(secret, "slotId"), kek: bytes(secret, "kek") };
    case "root-key":
      return { kind, epoch: number(secret, "epoch"), rootKey: bytes(secret, "rootKey") };
    default:
      throw new MalformedRequest(`there is no secret of the kind ${kind}`);
  }
}

export const secret = (args: Values, name: string): Secret => asSecret(args[name], name);

/** A `secret` of the protocol that a slot is made for. */
export function slotSecret(args: Values, name: string): Secret {
  const described = object(args, name);
  if (text(described, "kind") !== "cred-random") return secret(args, name);
  const credentialId = bytes(described, "credentialId");
  return authenticatorOf(credentialId, text(described, "rpId"), bytes(described, "credRandom")).asSecret(credentialId);
}

/** A `newSlot` of the protocol as the reference takes it. */
export function asNewSlot(value: Value | undefined, name: string): NewSlot {
  const slot = asObject(value, name);
  const described = object(slot, "secret");
  const common = { secret: slotSecret(slot, "secret"), label: optional(slot, "label", text) };
  if (common.secret.kind !== "passkey") return present(common);
  const transports = slot.transports === undefined ? [] : list(slot, "transports", asText);
  const passkey = { rpId: text(described, "rpId"), credentialId: bytes(described, "credentialId"), transports };
  return present({ ...common, passkey, backupEligibility: optional(slot, "backupEligibility", number) });
}

/** The key-encryption key that a secret has for a slot. */
export async function kekFor(
  provider: CryptoProvider,
  secret: Secret,
  slot: { readonly vaultId: Uint8Array; readonly slotId: Uint8Array; readonly salt: Uint8Array },
  prfSalt: Uint8Array,
): Promise<Uint8Array> {
  return (await kekSource(provider, secret, slot.vaultId, prfSalt))(slot.slotId, slot.salt);
}
