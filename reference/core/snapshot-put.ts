import { equalBytes } from "./bytes.js";
import { digest as digestOf } from "./digest.js";
import { currentEpoch } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { headersInOrder } from "./header-choose.js";
import { readHeaders } from "./header-list.js";
import { listSnapshotFiles, needsNewerProgram, readSnapshot, type StoredSnapshot } from "./history.js";
import { LIMITS } from "./limits.js";
import { parseName, snapshotName } from "./names.js";
import { damageOf } from "./problem.js";
import type { Ancestor, Snapshot } from "./proto/types.js";
import { putNumbered } from "./put-numbered.js";
import { openSnapshot, peekSnapshotEpoch, sealSnapshot } from "./snapshot.js";
import type { Vault } from "./vault.js";

/** What a backup says of itself; the rest of a snapshot follows from the vault. */
export type SnapshotContent = Omit<
  Snapshot,
  "sequence" | "epoch" | "minHeaderRevision" | "writerId" | "writerName" | "ancestors"
>;

/**
 * Stores the next snapshot, under the header that the vault has open, and makes it the newest (spec: Snapshots, Writing).
 *
 * @throws KeepsakeError store.conflict if another device stored one meanwhile, also if this one was free to take a
 * sequence that had been used and forgotten
 */
export async function storeSnapshot(vault: Vault, content: SnapshotContent): Promise<StoredSnapshot> {
  const { store, provider, randomness, vaultId, header, details, latest } = vault;
  const { epoch, keys } = currentEpoch(vault);
  const build = (sequence: number) => {
    const snapshot = {
      ...content,
      sequence,
      epoch,
      // [@snapshot-min-header-writer]
      minHeaderRevision: header.revision,
      writerId: details.writerId,
      writerName: details.writerName,
      ancestors: ancestorsAfter(latest),
    };
    return sealSnapshot(provider, keys, vaultId, snapshot, randomness);
  };
  // [@snapshot-put-if-absent]
  const { name, number, bytes } = await putNumbered(store, snapshotName, nextSequence(vault), build, (taken, found) =>
    isJunk(vault, taken, found),
  );
  const snapshot = await openSnapshot(provider, new Map([[epoch, keys]]), vaultId, name, bytes);
  const digest = await digestOf(provider, bytes);
  const stored = { sequence: number, name, size: bytes.length, digest, snapshot };
  await refuseOvertaken(vault, stored);
  vault.latest = stored;
  return stored;
}

/**
 * What was stored under a sequence that others used and forgot is in nobody's history. It is deleted: prune would go by
 * its objects, which may be gone.
 *
 * @throws KeepsakeError store.conflict
 */
async function refuseOvertaken(vault: Vault, { sequence, name, digest }: StoredSnapshot): Promise<void> {
  for (const file of await listSnapshotFiles(vault)) {
    if (file.sequence <= sequence) return;
    const later = await readSnapshot(vault, file).catch((error) => void damageOf(error));
    if (later === undefined) continue;
    // [@snapshot-overtaken]
    if (later.snapshot.ancestors.some((ancestor) => equalBytes(ancestor.digest, digest))) return;
    await vault.store.delete(name);
    const message = `${name} is not part of the vault: other backups were made meanwhile. Back up again.`;
    throw new KeepsakeError("store.conflict", message, { name, sequence });
  }
}

/** One above every snapshot that counts, or that this device or the header remembers. */
function nextSequence({ latest, remembered, epochs }: Vault): number {
  const closed = epochs.slice(0, -1).map((epoch) => epoch.last);
  // [@snapshot-next-sequence]
  return 1 + Math.max(latest?.sequence ?? 0, remembered?.snapshotSequence ?? 0, ...closed);
}

/** The ancestors of the snapshot that follows `parent`: the last 64, and every 64th before. */
export function ancestorsAfter(parent: StoredSnapshot | undefined): Ancestor[] {
  if (parent === undefined) return [];
  const { sequence, digest, snapshot } = parent;
  // [@ancestors]
  return [{ sequence, digest }, ...snapshot.ancestors]
    .filter((ancestor, index) => index < LIMITS.recentAncestors || ancestor.sequence! % LIMITS.recentAncestors === 0)
    .slice(0, LIMITS.ancestors);
}

/**
 * Whether a snapshot file can be stepped over. One of a later epoch may be of a rotation that this device has not seen;
 * then that epoch has a header. [@snapshot-conflict-junk] [@snapshot-conflict-other] [@snapshot-conflict-epoch]
 */
async function isJunk(vault: Vault, name: string, bytes: Uint8Array): Promise<boolean> {
  const parsed = parseName(name);
  if (parsed?.kind !== "snapshot") return false;
  try {
    if (peekSnapshotEpoch(bytes) > currentEpoch(vault).epoch) return !(await hasLaterEpoch(vault));
    await readSnapshot(vault, { name, sequence: parsed.number, size: bytes.length });
    return false;
  } catch (error) {
    damageOf(error);
    return !needsNewerProgram(error);
  }
}

/** Whether the store has a header of a later epoch. Whether it is genuine cannot be seen with the keys of this one. */
async function hasLaterEpoch(vault: Vault): Promise<boolean> {
  const headers = headersInOrder(await readHeaders(vault.store, vault.provider));
  const { epoch } = currentEpoch(vault);
  return headers.some((header) => header.epoch > epoch && equalBytes(header.vaultId, vault.vaultId));
}
