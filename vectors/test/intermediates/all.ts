import { header, mark, object, rotation, snapshot, vault } from "./files.js";
import type { Intermediates } from "./intermediate.js";
import { derivation, digests, passkey, recoveryKey, sealing, slots } from "./keys.js";

/** By layer. Other intermediates are seen by the requests of the vector, or by nobody. */
export const INTERMEDIATES: Readonly<Record<string, Intermediates>> = {
  "recovery-key": recoveryKey,
  derivation,
  digest: digests,
  sealing,
  passkey,
  slots,
  header,
  object,
  snapshot,
  mark,
  rotation,
  vault,
};
