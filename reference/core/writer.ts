import { rememberedProblems } from "./device-state.js";
import { currentEpoch } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { unlock } from "./header-choose.js";
import { WRITER_ID } from "./header-details.js";
import { readHeaders } from "./header-list.js";
import { findLatest } from "./history.js";
import { LIMITS } from "./limits.js";
import { headerName } from "./names.js";
import type { Vault } from "./vault.js";
import { nextDetails, refresh, requireWritable, storeHeader, type WriteOptions } from "./vault-write.js";

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

/**
 * Makes a vault writable again that is read-only because of a damaged or forged header: writes the header that is in
 * use anew, above all others (spec: Choosing a header, repair). The user asked for it, and knows that what newer
 * headers said is lost.
 *
 * @throws KeepsakeError if the vault is read-only for another reason, with its code
 */
export async function repair(vault: Vault, { now = Date.now() }: WriteOptions = {}): Promise<void> {
  const { store, provider, readOnly, remembered } = vault;
  if (readOnly === undefined) return;
  const listed = await readHeaders(store, provider);
  const { epoch, rootKey } = currentEpoch(vault);
  const { header } = await unlock(provider, listed, { kind: "root-key", epoch, rootKey });
  const isDamage = readOnly.code === "header.malformed" || readOnly.code === "header.auth";
  // Neither an older header that somebody only looks at may come back this way, nor a former epoch.
  const isNewest = header.revision === vault.header.revision && (remembered?.epoch ?? 0) <= epoch;
  if (!isDamage || !isNewest) requireWritable(vault);
  const highest = Math.max(...listed.map((entry) => entry.revision));
  if (highest === LIMITS.number) {
    const name = headerName(highest);
    throw new KeepsakeError("store.conflict", `No number is above ${name}. Delete that file by hand.`, { name });
  }
  await rewriteHeader(vault, nextDetails(vault, now), highest);
  vault.readOnly = undefined;
  await findLatest(vault);
  if (remembered !== undefined) vault.readOnly ??= rememberedProblems(remembered, vault)[0];
}

async function rewriteHeader(vault: Vault, details: ReturnType<typeof nextDetails>, above?: number): Promise<void> {
  const { epoch, rootKey } = currentEpoch(vault);
  const { prfSalt, slots } = vault.header;
  const content = async () => ({ slots: slots.map((slot) => slot.stored), details });
  await storeHeader(vault, { epoch, rootKey, prfSalt, content }, above);
}
