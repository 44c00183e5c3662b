import { compareBytes, equalBytes } from "./bytes.js";
import { deviceState, rememberedProblems } from "./device-state.js";
import { currentEpoch, epochsOf } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { buildHeader, type HeaderFields, isAuthentic, type ParsedHeader, parseHeader, verifyHeader } from "./header.js";
import { readListedHeader, unlock } from "./header-choose.js";
import { readHeaders } from "./header-list.js";
import { findLatest } from "./history.js";
import { FOLDERS, headerName, parseName } from "./names.js";
import { errorOf } from "./problem.js";
import type { HeaderDetails, SlotDetails } from "./proto/types.js";
import { putNumbered } from "./put-numbered.js";
import { listFiles } from "./store.js";
import { reportHeaders, type Vault } from "./vault.js";

/** When something is written. */
export interface WriteOptions {
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/** Refuses to write to a vault that is read-only. @throws KeepsakeError with the code of the reason */
export function requireWritable({ readOnly }: Vault): void {
  // [@read-only-no-write] [@header-no-write-read-only]
  if (readOnly !== undefined) throw errorOf(readOnly);
}

/** Refuses to write where another device is the writer. @throws KeepsakeError store.conflict */
export function requireWriter(vault: Vault): void {
  const { writerId, details } = vault;
  // [@writer-is-named]
  if (writerId !== undefined && equalBytes(writerId, details.writerId)) return;
  const who = details.writerName === "" ? "Another device" : `The device "${details.writerName}"`;
  throw new KeepsakeError("store.conflict", `${who} writes to this vault. Restore or merge it, then take over.`);
}

/**
 * Refuses to follow a backup of another device unless its content is part of the next one, or given up.
 *
 * @param merged - the sequence of the backup of which the caller says so
 * @throws KeepsakeError store.conflict
 */
export function requireMerged({ latest, writerId }: Vault, merged: number | undefined): void {
  // [@parent-merged]
  if (latest === undefined || latest.sequence === merged) return;
  if (writerId !== undefined && equalBytes(latest.snapshot.writerId, writerId)) return;
  const who = latest.snapshot.writerName === "" ? "another device" : `the device "${latest.snapshot.writerName}"`;
  const message = `Backup ${latest.sequence} was made by ${who}. Restore or merge it first.`;
  throw new KeepsakeError("store.conflict", message, { name: latest.name, sequence: latest.sequence });
}

/**
 * Brings an open vault up to date before something is written: headers first, then the newest snapshot.
 *
 * @param between - what has to be read after the headers and before the snapshots
 * @throws KeepsakeError store.conflict if another device changed the key, and the reason why the vault is read-only
 */
export async function refresh(vault: Vault, between?: () => Promise<void>): Promise<void> {
  requireWritable(vault);
  const before = deviceState(vault);
  const { epoch, rootKey } = currentEpoch(vault);
  const listed = await readHeaders(vault.store, vault.provider);
  const unlocked = await unlock(vault.provider, listed, { kind: "root-key", epoch, rootKey }).catch((cause) => {
    if (!(cause instanceof KeepsakeError) || cause.code !== "key.no-matching-slot") throw cause;
    throw new KeepsakeError("store.conflict", "Another device changed the key. Open the vault again.", { cause });
  });
  await adopt(vault, unlocked.header, rootKey, unlocked.details);
  reportHeaders(vault, unlocked);
  await between?.();
  await findLatest(vault);
  const [older] = before === undefined ? [] : rememberedProblems(before, vault);
  vault.readOnly ??= older;
  vault.isOlder ||= older !== undefined;
  requireWritable(vault);
}

async function adopt(
  vault: Vault,
  header: Vault["header"],
  rootKey: Uint8Array,
  details: Vault["details"],
): Promise<void> {
  if (equalBytes(header.digest, vault.header.digest)) return;
  vault.header = header;
  vault.details = details;
  vault.epochs = await epochsOf(vault.provider, header, rootKey, details);
}

/** What a new header is to say. The rest is as in the one before. */
export interface HeaderChange {
  readonly epoch: number;
  readonly rootKey: Uint8Array;
  readonly prfSalt: Uint8Array;
  /** Slots and details for the revision that the header gets. */
  readonly content: (revision: number) => Promise<{ slots: HeaderFields["slots"]; details: HeaderDetails }>;
}

/**
 * Stores the next header and puts it into the vault.
 *
 * @param above - the revision that the new one has to be above
 * @throws KeepsakeError store.conflict if another device stored one meanwhile
 */
export async function storeHeader(vault: Vault, change: HeaderChange, above = vault.header.revision): Promise<void> {
  const { store, provider, randomness, vaultId } = vault;
  const { epoch, rootKey, prfSalt, content } = change;
  const unknowns = vault.header.message.$unknowns;
  const build = async (revision: number) => {
    const { slots, details } = await content(revision);
    const fields = {
      vaultId,
      epoch,
      revision,
      prfSalt,
      slots,
      ...(unknowns === undefined ? {} : { $unknowns: unknowns }),
    };
    const sorted = [...(details.slots ?? [])].sort((a, b) => compareBytes(a.slotId!, b.slotId!));
    return buildHeader(provider, rootKey, fields, { ...details, slots: sorted }, randomness);
  };
  // [@header-next-revision] [@header-put-if-absent] [@header-epoch-revision]
  const stored = await putNumbered(store, headerName, above + 1, build, (name, bytes) => isJunk(vault, name, bytes));
  const header = await parseHeader(provider, stored.bytes, stored.number);
  await adopt(vault, header, rootKey, await verifyHeader(provider, header, rootKey));
}

/** Whether a header file can be stepped over: no device that holds the key of this epoch or a later one wrote it. */
async function isJunk(vault: Vault, name: string, bytes: Uint8Array): Promise<boolean> {
  const listed = await readListedHeader(vault.provider, name, bytes);
  if ("header" in listed) return !(await isCounted(vault, listed.header));
  // Unknown features are those of a header of this version; another version byte is nothing of this vault.
  return listed.error.details.features === undefined; // [@header-conflict-junk] [@header-conflict-other]
}

async function isCounted(vault: Vault, header: ParsedHeader): Promise<boolean> {
  const { epoch, rootKey } = currentEpoch(vault);
  if (!equalBytes(header.vaultId, vault.vaultId) || header.epoch < epoch) return false;
  // Of a later epoch no more can be known than that somebody claims it.
  if (header.epoch > epoch) return true;
  // One whose author held the key counts, whatever is wrong with its details.
  return isAuthentic(vault.provider, header, rootKey);
}

/** The name of a header that another device has stored since the vault was brought up to date. */
export async function newerHeader(vault: Vault): Promise<string | undefined> {
  for (const listed of await readHeaders(vault.store, vault.provider)) {
    // [@write-headers-again]
    const isNewer = "header" in listed && listed.revision > vault.header.revision;
    if (isNewer && (await isCounted(vault, listed.header))) return listed.name;
  }
  return undefined;
}

/** The details of a header that only changes slots or the writer, with what was seen of its slot since it was opened. */
export function nextDetails(vault: Vault, now: number): HeaderDetails & { slots: SlotDetails[] } {
  const { details, openedSlot } = vault;
  // [@slot-details-kept]
  const slots = details.slots.map((slot) =>
    openedSlot !== undefined && equalBytes(slot.slotId, openedSlot) ? { ...slot, confirmedAtMs: now } : slot,
  );
  return { ...details, createdAtMs: now, slots };
}

/** Deletes the headers that the newest snapshot no longer allows. */
export async function deleteOldHeaders(vault: Vault): Promise<void> {
  // [@header-delete-old]
  const lowest = vault.latest?.snapshot.minHeaderRevision ?? 0;
  for (const { name } of await listFiles(vault.store, FOLDERS.header)) {
    const parsed = parseName(name);
    if (parsed?.kind === "header" && parsed.number < lowest) await vault.store.delete(name);
  }
}
