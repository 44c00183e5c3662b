import { compareBytes, equalBytes } from "./bytes.js";
import { deviceState, rememberedProblems } from "./device-state.js";
import { currentEpoch, epochsOf } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { buildHeader, type HeaderFields, isAuthentic, type ParsedHeader, parseHeader, verifyHeader } from "./header.js";
import { type ListedHeader, parsedOf, readListedHeader, unlock } from "./header-choose.js";
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
  throw new KeepsakeError("store.conflict", `${who} writes to this vault. Restore or merge it, then take over.`, {
    reason: "other-writer",
  });
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
  const { name, sequence } = latest;
  throw new KeepsakeError("store.conflict", message, { name, sequence, reason: "other-writer" });
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
 * @throws KeepsakeError store.conflict if another device stored one meanwhile, be it that this one is stored, too, under
 * a revision that was used and deleted
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
  await refuseOvertaken(vault, stored.name, header);
  await adopt(vault, header, rootKey, await verifyHeader(provider, header, rootKey));
}

/** Looks again, while the vault has the header before open: others may have gone on. @throws KeepsakeError store.conflict */
async function refuseOvertaken(vault: Vault, name: string, header: ParsedHeader): Promise<void> {
  const listed = await readHeaders(vault.store, vault.provider);
  const newer = await newerAmong(vault, listed, header.revision);
  const isThere = listed.some((entry) => "header" in entry && equalBytes(entry.header.digest, header.digest));
  // [@header-overtaken]
  if (isThere && newer.length === 0) return;
  // [@header-overtaken-epoch]
  const hidesOther = newer.some((entry) => "header" in entry && entry.header.epoch < header.epoch);
  if (isThere && hidesOther) await vault.store.delete(name);
  const message = `${name} is not part of the vault: another device changed its keys or its writer meanwhile. Open the vault again.`;
  throw new KeepsakeError("store.conflict", message, { name });
}

/** Whether a header file can be stepped over: no device that holds the key of this epoch or a later one wrote it. */
async function isJunk(vault: Vault, name: string, bytes: Uint8Array): Promise<boolean> {
  return !(await isOther(vault, await readListedHeader(vault.provider, name, bytes)));
}

/** Whether another device wrote a header file, as far as can be told. [@header-conflict-junk] [@header-conflict-other] */
async function isOther(vault: Vault, listed: ListedHeader): Promise<boolean> {
  // Unknown features are those of a header of this version; another version byte is nothing of this vault.
  const header = parsedOf(listed);
  return header !== undefined && isCounted(vault, header);
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
  // [@write-headers-again]
  const [newer] = await newerAmong(vault, await readHeaders(vault.store, vault.provider), vault.header.revision);
  return newer?.name;
}

async function newerAmong(vault: Vault, listed: readonly ListedHeader[], revision: number): Promise<ListedHeader[]> {
  const above = listed.filter((entry) => entry.revision > revision);
  const isNewer = await Promise.all(above.map((entry) => isOther(vault, entry)));
  return above.filter((_, index) => isNewer[index]);
}

/** The details of a header that only changes slots or the writer, with what was seen of its slot since it was opened. */
export function nextDetails(vault: Vault, now: number): HeaderDetails & { slots: SlotDetails[] } {
  const { details, openedSlot } = vault;
  // [@slot-details-kept] [@header-copies]
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
