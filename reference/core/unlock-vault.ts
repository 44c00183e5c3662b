import type { RememberedState } from "./device-state.js";
import { KeepsakeError } from "./errors.js";
import { headersInOrder, type ListedHeader, type Unlocked, unlock } from "./header-choose.js";
import type { CryptoProvider } from "./provider.js";
import type { Secret } from "./secret.js";

/** What opens a vault: a secret of one of its slots, or what this device keeps in its key store. */
export type Unlock = Secret | { readonly kind: "device"; readonly state: RememberedState };

/**
 * Chooses and opens a header, by a secret or by what the device keeps: its root key or, after a rotation elsewhere, a
 * key-encryption key.
 *
 * @throws KeepsakeError as `unlock`; header.rollback if the headers are older than what the device remembers
 */
export async function unlockVault(
  provider: CryptoProvider,
  listed: readonly ListedHeader[],
  by: Unlock,
  revision?: number,
): Promise<Unlocked> {
  if (by.kind !== "device") return unlock(provider, listed, by, revision);
  const { epoch } = by.state;
  let refused: unknown;
  for (const secret of secretsOf(by)) {
    try {
      return await unlock(provider, listed, secret, revision);
    } catch (error) {
      if (!(error instanceof KeepsakeError) || error.code !== "key.no-matching-slot") throw error;
      refused ??= error;
    }
  }
  const newest = headersInOrder(listed)[0]!;
  if (newest.epoch >= epoch) throw refused;
  // The root key of a later epoch does not open an earlier one, which must not pass for a wrong key.
  // [@state-header-rollback]
  throw new KeepsakeError("header.rollback", "The vault is older than the one that this device remembers.");
}

/** The secrets with which a vault is opened, in the order in which they are tried. */
export function secretsOf(by: Unlock): Secret[] {
  if (by.kind !== "device") return [by];
  const { epoch, rootKey, slotKeks } = by.state;
  return [
    { kind: "root-key", epoch, rootKey },
    ...slotKeks.map(({ slotId, kek }): Secret => ({ kind: "kek", slotId, kek })),
  ];
}
