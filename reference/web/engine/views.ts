import { equalBytes, toHex } from "../../core/bytes.js";
import { defaultProvider } from "../../core/default-provider.js";
import { headersInOrder } from "../../core/header-choose.js";
import { readHeaders } from "../../core/header-list.js";
import { inspectStore, inspectVault } from "../../core/inspect.js";
import type { PasskeySlot } from "../../core/proto/types.js";
import { listSlots, type SlotSummary } from "../../core/slot-list.js";
import type { Store } from "../../core/store.js";
import type { Vault } from "../../core/vault.js";
import type { LockedView, OpenView, SeenView, SlotView } from "./contract.js";
import type { SavedState } from "./remembered.js";

/** A slot, as anybody sees it who has the sealed files. */
function outsideOfSlot({ kind, passkey }: { kind: SlotView["kind"]; passkey: PasskeySlot | null }) {
  return { kind, ...(passkey?.rpId ? { rpId: passkey.rpId } : {}) };
}

/** @throws KeepsakeError header.missing, header.malformed, input.unsupported-version */
export async function lockedView(store: Store): Promise<LockedView> {
  const listed = await readHeaders(store, defaultProvider());
  const [header] = headersInOrder(listed);
  if (header === undefined) throw listed.find((entry) => "error" in entry)?.error;
  const { vaultId, slots } = header;
  return { state: "locked", vaultId: toHex(vaultId), slots: slots.map(outsideOfSlot), bytes: await bytesOf(store) };
}

export function slotViews(vault: Vault, slots: readonly SlotSummary[] = listSlots(vault)): SlotView[] {
  const { openedSlot } = vault;
  return slots.map((slot) => ({
    ...outsideOfSlot(slot),
    slotId: toHex(slot.slotId),
    label: slot.label,
    createdAtMs: slot.createdAtMs,
    backupEligibility: slot.backupEligibility,
    isOpener: openedSlot !== undefined && equalBytes(slot.slotId, openedSlot),
  }));
}

/** Whether this browser is the device that writes. [@writer-is-named] */
export function isWriter({ writerId, details }: Vault): boolean {
  return writerId !== undefined && equalBytes(writerId, details.writerId);
}

export async function openView(vault: Vault, saved?: SavedState): Promise<OpenView> {
  const { vaultId, revision, snapshots, problems, readOnly } = await inspectVault(vault);
  const backups = snapshots.map(({ sequence, createdAtMs, writerName, service, account, totals }) => ({
    sequence,
    createdAtMs,
    writerName,
    service,
    account,
    totals,
  }));
  const mine = saved?.vaultId === toHex(vaultId) ? saved : undefined;
  return {
    state: "open",
    vaultId: toHex(vaultId),
    slots: slotViews(vault),
    backups,
    problems,
    readOnly,
    isWriter: isWriter(vault),
    writerName: vault.details.writerName,
    bytes: await bytesOf(vault.store),
    savedAtMs: mine?.atMs,
    isSaved: mine?.revision === revision && mine.sequence === (vault.latest?.sequence ?? 0),
  };
}

export async function seenView(store: Store): Promise<SeenView> {
  const { headers, snapshots, objects, files, bytes } = await inspectStore(store);
  const newest = headers.findLast(({ vaultId }) => vaultId !== undefined);
  const epochs = new Set([...headers, ...snapshots].flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch])));
  return {
    vaultId: newest?.vaultId === undefined ? "" : toHex(newest.vaultId),
    files,
    bytes,
    epochs: epochs.size,
    slots: (newest?.slots ?? []).map(outsideOfSlot),
    snapshots: snapshots.length,
    objects,
  };
}

async function bytesOf(store: Store): Promise<number> {
  let bytes = 0;
  for await (const { size } of store.list("")) bytes += size;
  return bytes;
}
