import { equalBytes } from "./bytes.js";
import { currentEpoch } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import type { Problem } from "./problem.js";
import { type Decoded, type DeviceState, decodeDeviceState, encodeDeviceState } from "./proto/codec.js";
import type { Vault } from "./vault.js";

/** What a device remembers of a vault, in its key store: enough to open it, and to notice a roll-back. A secret. */
export type RememberedState = Decoded<DeviceState>;

/**
 * What this device should remember now. Store it where no other program and no backup of the device reads it, after
 * opening the vault and after each operation that writes (spec: What a device remembers).
 *
 * @returns undefined if the store shows less than the device remembers: then it keeps what it remembered. What only keeps
 * the vault from being written to, such as a planted header, does not keep the device from remembering.
 */
export function deviceState(vault: Vault): RememberedState | undefined {
  // [@state-update]
  if (vault.isOlder || vault.latestError !== undefined) return undefined;
  const { vaultId, header, latest, writerId, slotKeks } = vault;
  const { epoch, rootKey } = currentEpoch(vault);
  return {
    vaultId,
    epoch,
    rootKey: rootKey.slice(),
    headerRevision: header.revision,
    headerDigest: header.digest,
    snapshotSequence: latest?.sequence ?? 0,
    snapshotDigest: latest?.digest ?? new Uint8Array(),
    writerId: writerId ?? new Uint8Array(),
    slotKeks: slotKeks.map(({ slotId, kek }) => ({ slotId, kek: kek.slice() })),
  };
}

/** The bytes of a device state, for a key store. */
export function encodeState(state: RememberedState): Uint8Array {
  return encodeDeviceState(state);
}

/**
 * Reads what {@link encodeState} wrote.
 *
 * @throws KeepsakeError input.malformed
 */
export function decodeState(bytes: Uint8Array): RememberedState {
  const state = decodeDeviceState(bytes);
  const { vaultId, epoch, rootKey, headerRevision, snapshotSequence, writerId, slotKeks } = state;
  const digests = [
    [headerRevision, state.headerDigest],
    [snapshotSequence, state.snapshotDigest],
  ] as const;
  const ok =
    vaultId.length === 16 &&
    epoch > 0 &&
    rootKey.length === 32 &&
    digests.every(([number, digest]) => digest.length === (number === 0 ? 0 : 32)) &&
    (writerId.length === 16 || writerId.length === 0) &&
    slotKeks.every(({ slotId, kek }) => slotId.length === 16 && kek.length === 32);
  // [@state-malformed]
  if (!ok) throw new KeepsakeError("input.malformed", "What this device remembered of the vault is damaged.");
  return state;
}

/** How a vault differs from what the device remembers, if it is an older or another one. */
export function rememberedProblems(remembered: RememberedState, { header, epochs, latest }: Vault): Problem[] {
  const problems = [
    ...headerProblems(remembered, header, epochs),
    ...(remembered.snapshotSequence > 0 ? snapshotProblems(remembered, latest) : []),
  ];
  return problems.map((problem) => ({
    ...problem,
    message: `${problem.message} Another device or the store changed it.`,
    reason: "remembered",
  }));
}

function headerProblems(remembered: RememberedState, header: Vault["header"], epochs: Vault["epochs"]): Problem[] {
  const { vaultId, epoch, rootKey, headerRevision, headerDigest } = remembered;
  // [@state-vault-id]
  if (!equalBytes(header.vaultId, vaultId)) {
    return [{ code: "header.fork", message: "This is another vault than the one that this device remembers." }];
  }
  // [@state-header-rollback]
  if (header.epoch < epoch || header.revision < headerRevision) {
    return [{ code: "header.rollback", message: "The vault is older than the one that this device remembers." }];
  }
  // [@state-header-fork]
  if (header.revision === headerRevision && !equalBytes(header.digest, headerDigest)) {
    return [{ code: "header.fork", message: "The header is not the one that this device remembers." }];
  }
  // [@state-root-key]
  const known = epochs.find((candidate) => candidate.epoch === epoch);
  if (known !== undefined && rootKey.length > 0 && !equalBytes(known.rootKey, rootKey)) {
    return [{ code: "header.fork", message: "The header has another key than the one that this device remembers." }];
  }
  return [];
}

function snapshotProblems(remembered: RememberedState, latest: Vault["latest"]): Problem[] {
  const { snapshotSequence: sequence, snapshotDigest: digest } = remembered;
  // [@state-snapshot-rollback]
  if (latest === undefined || latest.sequence < sequence) {
    return [{ code: "snapshot.rollback", message: `Snapshot ${sequence}, which this device remembers, is gone.` }];
  }
  if (latest.sequence === sequence) {
    // [@state-snapshot-fork]
    if (equalBytes(latest.digest, digest)) return [];
    return [{ code: "snapshot.fork", message: `Snapshot ${sequence} is not the one that this device remembers.` }];
  }
  const { ancestors } = latest.snapshot;
  const listed = ancestors.find((ancestor) => ancestor.sequence === sequence);
  // The latest are listed without a gap, so one that is left out is not in this history. [@state-parent-omitted]
  const mayBeLeftOut = (ancestors[LIMITS.recentAncestors - 1]?.sequence ?? 0) > sequence;
  // [@state-parent-mismatch]
  if (listed === undefined ? mayBeLeftOut : equalBytes(listed.digest, digest)) return [];
  return [{ code: "snapshot.parent-mismatch", message: `The newest snapshot does not follow snapshot ${sequence}.` }];
}
