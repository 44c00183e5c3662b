import { equalBytes } from "./bytes.js";
import { deriveEpochKeys, type EpochKeys } from "./derive.js";
import type { ParsedHeader } from "./header.js";
import type { Decoded, HeaderDetails } from "./proto/types.js";
import type { CryptoProvider } from "./provider.js";

/** The time during which one root key was, or is, in use. */
export interface Epoch {
  readonly epoch: number;
  /** 32 bytes. */
  readonly rootKey: Uint8Array;
  readonly keys: EpochKeys;
  /** Snapshots of this epoch have a higher sequence, */
  readonly after: number;
  /** and none above this one. The current epoch is open. */
  readonly last: number;
  /** Digest of the snapshot with the sequence `last`; absent if the epoch is open, or was without a snapshot. */
  readonly lastDigest?: Uint8Array;
}

/** Every epoch that a header opens, ascending; the current one is the last. Spec: Closed epochs. */
export async function epochsOf(
  provider: CryptoProvider,
  header: ParsedHeader,
  rootKey: Uint8Array,
  details: Decoded<HeaderDetails>,
): Promise<Epoch[]> {
  const epochs: Epoch[] = [];
  let after = 0;
  for (const { epoch, rootKey, lastSequence: last, lastDigest } of details.formerEpochs) {
    const keys = await deriveEpochKeys(provider, rootKey, header.vaultId, epoch);
    epochs.push({ epoch, rootKey, keys, after, last, ...(lastDigest.length > 0 ? { lastDigest } : {}) });
    after = last;
  }
  const keys = await deriveEpochKeys(provider, rootKey, header.vaultId, header.epoch);
  epochs.push({ epoch: header.epoch, rootKey, keys, after, last: Number.MAX_SAFE_INTEGER });
  return epochs;
}

/** The epoch of the header. */
export function currentEpoch({ epochs }: { readonly epochs: readonly Epoch[] }): Epoch {
  return epochs.at(-1)!;
}

/** Whether an authentic snapshot of `epoch` is part of the vault's history. Spec: Closed epochs. */
export function counts(epoch: Epoch, sequence: number, digest: Uint8Array): boolean {
  // [@epoch-closed]
  if (sequence <= epoch.after || sequence > epoch.last) return false;
  return sequence !== epoch.last || epoch.lastDigest === undefined || equalBytes(digest, epoch.lastDigest);
}
