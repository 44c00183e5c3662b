import type { Values } from "../case.js";
import { bytesOf, type Inputs } from "./load.js";

/** A secret of a vector, as the argument `secret` of protocol.md. */
export function secretOf(secret: Inputs): Values {
  switch (secret.kind) {
    case "recovery-key":
      return { kind: "recovery-key", digits: secret.digits };
    case "passkey":
      return { kind: "passkey", credentialId: bytesOf(secret.credentialId), prf: bytesOf(secret.prf) };
    case "kek":
      return { kind: "kek", slotId: bytesOf(secret.slotId), kek: bytesOf(secret.kek) };
    default:
      return { kind: "root-key", epoch: secret.epoch, rootKey: bytesOf(secret.rootKey) };
  }
}
