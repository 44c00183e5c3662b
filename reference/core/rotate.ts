import { equalBytes } from "./bytes.js";
import { HEAD } from "./epoch-file.js";
import { currentEpoch } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { PRF_SALT } from "./header.js";
import { WRITER_ID } from "./header-details.js";
import { listSnapshotFiles, readAnySnapshot } from "./history.js";
import { LIMITS } from "./limits.js";
import { damageOf, problemOf } from "./problem.js";
import type { FormerEpoch, KeySlot, SlotDetails } from "./proto/types.js";
import type { Secret } from "./secret.js";
import { ROOT_KEY, sealSlot } from "./slot.js";
import { listSlots, refuseDeviceBoundOnly, type SlotSummary } from "./slot-list.js";
import { type MadeSlot, makeSlot, type SlotToAdd, withSlotMakers } from "./slot-make.js";
import { slotsToCarry } from "./slots-to-carry.js";
import { peekSnapshotEpoch } from "./snapshot.js";
import { storeSnapshot } from "./snapshot-put.js";
import { keepKek, type Vault } from "./vault.js";
import { deleteOldHeaders, nextDetails, refresh, requireMerged, requireWriter, storeHeader } from "./vault-write.js";

/** How to change the key of a vault. */
export interface RotateOptions {
  /**
   * Secrets that are at hand: their slots are carried over, with a new salt. Those whose keys this device keeps need not
   * be given.
   */
  readonly secrets?: readonly Secret[];
  /** Ids of slots that are not carried over: what was lost, or may be known to others. */
  readonly remove?: readonly Uint8Array[];
  /** Slots to add in the same step, such as the recovery key that replaces a removed one. */
  readonly add?: readonly SlotToAdd[];
  /** Gets the slots that will no longer open the vault, before anything is stored. Throws to stop. */
  readonly confirmDropped?: (dropped: readonly SlotSummary[]) => void | Promise<void>;
  /** Allows a passkey that exists on one device only to be the only slot left. */
  readonly allowDeviceBoundOnly?: boolean;
  /**
   * Shuts out a device that was lost: no slot is carried over by a key that this device keeps, because the lost one may
   * keep the same; only by its secret, with a new salt.
   */
  readonly secretsOnly?: boolean;
  /** Makes this device the writer, as `takeOver` does. Needed where another device is. */
  readonly takeOver?: { readonly writerName?: string };
  /** The newest backup, if another device made it: its sequence says that what it holds is known, or given up. */
  readonly merged?: number;
  /**
   * prf_salt of the new epoch, 32 bytes that were just made on this device, where the ceremony that opened the vault
   * was asked for it too. A new one is made if absent.
   */
  readonly prfSalt?: Uint8Array;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/** What a rotation did with the slots that there were. */
export interface Rotation {
  readonly kept: readonly SlotSummary[];
  readonly dropped: readonly SlotSummary[];
}

/**
 * Starts a new epoch: a new root key in a new header, and the newest backup under it, of which no object is sealed
 * again (spec: Epochs and rotation). Who has the old key reads nothing of what is backed up from now on.
 *
 * @throws KeepsakeError key.last-slot if no slot would be left, key.prf-missing, input.limit-exceeded, store.conflict,
 * and the reason why the vault is read-only
 */
export async function rotate(vault: Vault, options: RotateOptions = {}): Promise<Rotation> {
  const { add = [], now = Date.now() } = options;
  await refresh(vault);
  const { provider, randomness, vaultId } = vault;
  const writer = writerAfter(vault, options);
  requireMerged(vault, options.merged);
  const epoch = currentEpoch(vault).epoch + 1;
  // [@rotate-new-secrets] [@root-key-random]
  const rootKey = randomness(`root-key/${epoch}`, ROOT_KEY);
  const prfSalt = options.prfSalt ?? randomness(`prf-salt/${epoch}`, PRF_SALT);

  const formerEpochs = await closeEpoch(vault);
  const carried = await slotsToCarry(vault, options, prfSalt);
  const summaries = listSlots(vault);
  const kept = summaries.filter((_, index) => carried[index] !== undefined);
  const dropped = summaries.filter((_, index) => carried[index] === undefined);
  refuseNoSlots(kept.length + add.length);
  // [@rotate-drop-named] Before a new passkey is made, which would stay where it is.
  if (dropped.length > 0) await options.confirmDropped?.(dropped);

  return withSlotMakers(provider, add, { vaultId, prfSalt }, async (added) => {
    const slotsLeft = [...kept, ...added.map(({ slot }) => slot)];
    if (!options.allowDeviceBoundOnly) refuseDeviceBoundOnly(slotsLeft.map((slot) => slot.backupEligibility));
    let made: MadeSlot[] = [];
    const content = async (revision: number) => {
      const target = { vaultId, epoch, revision, rootKey };
      const slots: KeySlot[] = [];
      for (const slot of carried) {
        if (slot !== undefined) slots.push(await sealSlot(provider, rootKey, target, slot.info, slot.kek, randomness));
      }
      made = [];
      for (const maker of added) {
        made.push(await makeSlot(provider, randomness, target, slots.length + made.length, maker, now));
      }
      const details = { ...nextDetails(vault, now), ...writer };
      const known: SlotDetails[] = details.slots.filter((entry) =>
        kept.some((slot) => equalBytes(slot.slotId, entry.slotId!)),
      );
      const newSlots = made.map((slot) => slot.stored);
      return {
        slots: [...slots, ...newSlots],
        details: { ...details, formerEpochs, slots: [...known, ...made.map((slot) => slot.details)] },
      };
    };
    await storeHeader(vault, { epoch, rootKey, prfSalt, content });
    vault.writerId = writer.writerId;
    vault.slotKeks = [];
    for (const [index, slot] of carried.entries()) {
      if (slot?.keep) keepKek(vault, summaries[index]!.slotId, slot.kek);
    }
    for (const [index, { slotId, kek }] of made.entries()) {
      if (added[index]!.slot.secret.kind === "recovery-key") keepKek(vault, slotId, kek);
    }
    await finishRotation(vault, options.merged);
    await refuseLateSnapshots(vault);
    return { kept, dropped };
  });
}

/**
 * Stores the newest backup under the current epoch, unless it is of that epoch. A change of the key that was stopped is
 * finished by it.
 *
 * @throws KeepsakeError store.conflict if it is of another device, as with `merged`
 */
export async function finishRotation(vault: Vault, merged?: number): Promise<void> {
  const { latest } = vault;
  if (latest === undefined || latest.snapshot.epoch === currentEpoch(vault).epoch) return;
  requireMerged(vault, merged);
  // [@rotate-snapshot] [@rotate-snapshot-content] [@rotate-unfinished]
  await storeSnapshot(vault, latest.snapshot);
  await deleteOldHeaders(vault);
}

/** Who writes in the new epoch: only the writer changes the key, or whoever becomes it. [@rotate-writer] */
function writerAfter(vault: Vault, { takeOver }: RotateOptions): { writerId: Uint8Array; writerName: string } {
  if (takeOver === undefined) {
    requireWriter(vault);
    const { writerId, writerName } = vault.details;
    return { writerId, writerName };
  }
  const writerId = vault.writerId ?? vault.randomness("writer-id", WRITER_ID);
  return { writerId, writerName: takeOver.writerName ?? "" };
}

/** A vault that no key opens is lost. [@last-slot] */
function refuseNoSlots(slots: number): void {
  if (slots === 0) {
    throw new KeepsakeError("key.last-slot", "No key would open the backup any more; present one, or add a new one.");
  }
}

/** The former epochs that the next header lists, the current one included. */
async function closeEpoch(vault: Vault): Promise<FormerEpoch[]> {
  const { latest, details } = vault;
  const { epoch, rootKey, after } = currentEpoch(vault);
  const before = details.formerEpochs.at(-1);
  // [@rotate-close]
  const last =
    latest !== undefined && latest.sequence > after
      ? { lastSequence: latest.sequence, lastDigest: latest.digest }
      : { lastSequence: before?.lastSequence ?? 0, lastDigest: before?.lastDigest ?? new Uint8Array() };
  // [@rotate-former]
  const formerEpochs = [...details.formerEpochs, { epoch, rootKey, ...last }];
  if (formerEpochs.length <= LIMITS.formerEpochs) return formerEpochs;
  // [@former-drop] [@former-limit]
  const named = await namedEpochs(vault);
  const needed = formerEpochs.filter((former) => named.has(former.epoch) || former.epoch === epoch);
  if (needed.length <= LIMITS.formerEpochs) return needed;
  throw new KeepsakeError("input.limit-exceeded", "The key was changed too often; forget old backups first.");
}

/** Epochs of which a snapshot is stored, by what the files say in the clear. */
async function namedEpochs({ store }: Vault): Promise<Set<number>> {
  const named = new Set<number>();
  for (const { name } of await listSnapshotFiles({ store })) {
    const head = await store.getRange(name, 0, HEAD);
    try {
      if (head !== undefined) named.add(peekSnapshotEpoch(head));
    } catch (error) {
      // A damaged file names none.
      problemOf(error);
    }
  }
  return named;
}

/**
 * A backup that was stored between the closing of the epoch and the new header does not count, and nobody would notice.
 *
 * @throws KeepsakeError store.conflict
 */
async function refuseLateSnapshots(vault: Vault): Promise<void> {
  const closed = vault.epochs.at(-2)!;
  for (const file of await listSnapshotFiles(vault)) {
    if (file.sequence <= closed.last) return;
    const stored = await readAnySnapshot(vault, file).catch((error) => void damageOf(error));
    if (stored?.snapshot.epoch !== closed.epoch) continue;
    // [@rotate-recheck]
    const message = `The key was changed, but ${file.name} was stored meanwhile and is not part of the vault. Back up again.`;
    throw new KeepsakeError("store.conflict", message, { name: file.name, sequence: file.sequence });
  }
}
