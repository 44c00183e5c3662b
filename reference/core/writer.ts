import { equalBytes } from "./bytes.js";
import { rememberedProblems } from "./device-state.js";
import { currentEpoch } from "./epochs.js";
import { type ErrorCode, KeepsakeError } from "./errors.js";
import { isAuthentic, type ParsedHeader, verifyHeader } from "./header.js";
import { type ListedHeader, parsedOf } from "./header-choose.js";
import { WRITER_ID } from "./header-details.js";
import { readHeaders } from "./header-list.js";
import { findLatest } from "./history.js";
import { errorOf } from "./problem.js";
import type { Vault } from "./vault.js";
import { nextDetails, refresh, storeHeader, type WriteOptions } from "./vault-write.js";

/**
 * Makes this device the one that backs up (spec: One writer). The user asked for it, and this device has restored or
 * merged the newest backup. The device that wrote until now finds out at its next backup.
 *
 * @throws KeepsakeError store.conflict, and the reason why the vault is read-only
 */
export async function takeOver(
  vault: Vault,
  options: WriteOptions & { readonly writerName?: string } = {},
): Promise<void> {
  const { now = Date.now(), writerName = "" } = options;
  await refresh(vault);
  const writerId = vault.writerId ?? vault.randomness("writer-id", WRITER_ID);
  // [@take-over]
  await rewriteHeader(vault, { ...nextDetails(vault, now), writerId, writerName });
  vault.writerId = writerId;
}

/** A header file that a repair deletes. */
export interface DeletedHeader {
  readonly name: string;
  readonly revision: number;
  /** What is wrong with it. Absent: it is whole, but nothing here opens it. */
  readonly code?: ErrorCode;
}

/** How to repair a vault. */
export interface RepairOptions extends WriteOptions {
  /** Gets the headers that will be deleted, before anything is. Throws to stop. */
  readonly confirmDeleted?: (headers: readonly DeletedHeader[]) => void | Promise<void>;
}

/**
 * Makes a vault writable again that is read-only because of a damaged or planted header: deletes every header that goes
 * before the one in use, and writes that one anew (spec: Choosing a header, repair). The user asked for it, and knows
 * that what these headers said is lost. If one of them keeps the vault from being opened at all, open it with the
 * revision that the error names.
 *
 * @returns What was deleted.
 * @throws KeepsakeError if the vault is read-only for another reason, or a header before the one in use is genuine, with
 * the code of the reason
 */
export async function repair(
  vault: Vault,
  { now = Date.now(), confirmDeleted }: RepairOptions = {},
): Promise<readonly DeletedHeader[]> {
  const { store, provider, readOnly, remembered, header, hidesLaterEpoch } = vault;
  if (readOnly === undefined) return [];
  const listed = await readHeaders(store, provider);
  const above = headersAbove(listed, header);
  const genuine = await Promise.all(above.map((entry) => isGenuine(vault, entry)));
  const isThere = listed.some((entry) => "header" in entry && equalBytes(entry.header.digest, header.digest));
  const problems = remembered === undefined ? [] : rememberedProblems(remembered, vault);
  const isOther = (remembered?.epoch ?? 0) > header.epoch || problems.some(({ code }) => code === "header.fork");
  // [@repair-genuine] [@repair-state]
  const isRefused = isOther || hidesLaterEpoch || genuine.includes(true);
  if (above.length === 0 || !isThere || isRefused) throw errorOf(readOnly);
  const deleted = above.map((entry): DeletedHeader => {
    const { name, revision } = entry;
    return { name, revision, ...("error" in entry ? { code: entry.error.code } : {}) };
  });
  // [@repair-named]
  await confirmDeleted?.(deleted);
  // [@repair-delete]
  for (const { name } of deleted) await store.delete(name);
  // [@repair-next]
  const next = Math.max(header.revision, remembered?.headerRevision ?? 0);
  await rewriteHeader(vault, nextDetails(vault, now), next);
  vault.readOnly = undefined;
  await findLatest(vault);
  const [older] = remembered === undefined ? [] : rememberedProblems(remembered, vault);
  vault.readOnly ??= older;
  vault.isOlder = older !== undefined;
  return deleted;
}

/** The header files that go before `header`, or whose number is above its own. */
function headersAbove(listed: readonly ListedHeader[], header: ParsedHeader): ListedHeader[] {
  return listed.filter((entry) => entry.revision > header.revision || (parsedOf(entry)?.epoch ?? 0) > header.epoch);
}

/** Whether a header was written by a holder of this epoch's key, and by a program that knew what it did. */
async function isGenuine(vault: Vault, entry: ListedHeader): Promise<boolean> {
  const { provider } = vault;
  const { epoch, rootKey } = currentEpoch(vault);
  const header = parsedOf(entry);
  // A former epoch's key may be in other hands.
  if (header?.epoch !== epoch) return false;
  // What a newer program seals, this one cannot judge.
  if ("error" in entry) return isAuthentic(provider, header, rootKey);
  try {
    await verifyHeader(provider, header, rootKey);
    return true;
  } catch (error) {
    if (error instanceof KeepsakeError) return false;
    throw error;
  }
}

async function rewriteHeader(vault: Vault, details: ReturnType<typeof nextDetails>, above?: number): Promise<void> {
  const { epoch, rootKey } = currentEpoch(vault);
  const { prfSalt, slots } = vault.header;
  const content = async () => ({ slots: slots.map((slot) => slot.stored), details });
  await storeHeader(vault, { epoch, rootKey, prfSalt, content }, above);
}
