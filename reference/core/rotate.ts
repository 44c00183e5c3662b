import { equalBytes } from "./bytes.js";
import { currentEpoch } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { PRF_SALT } from "./header.js";
import { listSnapshotFiles, SNAPSHOT_HEAD } from "./history.js";
import { LIMITS } from "./limits.js";
import { problemOf } from "./problem.js";
import type { FormerEpoch, KeySlot, SlotDetails } from "./proto/types.js";
import type { Secret } from "./secret.js";
import { openSlot, type ParsedSlot, ROOT_KEY, sealSlot } from "./slot.js";
import { listSlots, refuseDeviceBoundOnly, type SlotSummary } from "./slot-list.js";
import { type KekSource, kekSource, type MadeSlot, makeSlot, type NewSlot } from "./slot-make.js";
import { peekSnapshotEpoch } from "./snapshot.js";
import { storeSnapshot } from "./snapshot-put.js";
import { keepKek, type Vault } from "./vault.js";
import { deleteOldHeaders, nextDetails, refresh, storeHeader } from "./vault-write.js";

/** How to change the key of a vault. */
export interface RotateOptions {
  /** Secrets that are at hand: their slots are carried over. Those whose keys this device keeps need not be given. */
  readonly secrets?: readonly Secret[];
  /** Ids of slots that are not carried over: what was lost, or may be known to others. */
  readonly remove?: readonly Uint8Array[];
  /** Slots to add in the same step, such as the recovery key that replaces a removed one. */
  readonly add?: readonly NewSlot[];
  /** Gets the slots that will no longer open the vault, before anything is stored. Throws to stop. */
  readonly confirmDropped?: (dropped: readonly SlotSummary[]) => void | Promise<void>;
  /** Allows a passkey that exists on one device only to be the only slot left. */
  readonly allowDeviceBoundOnly?: boolean;
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
  const { secrets = [], remove = [], add = [], now = Date.now() } = options;
  await refresh(vault);
  const { provider, randomness, vaultId } = vault;
  const epoch = currentEpoch(vault).epoch + 1;
  // [@rotate-new-secrets] [@root-key-random]
  const rootKey = randomness(`root-key/${epoch}`, ROOT_KEY);
  const prfSalt = randomness(`prf-salt/${epoch}`, PRF_SALT);

  const formerEpochs = await closeEpoch(vault);
  const carried = await keksToCarry(vault, secrets, remove, prfSalt);
  const summaries = listSlots(vault);
  const kept = summaries.filter((_, index) => carried[index] !== undefined);
  const dropped = summaries.filter((_, index) => carried[index] === undefined);
  checkSlotsLeft(kept, options);
  const added: [NewSlot, KekSource][] = [];
  for (const slot of add) added.push([slot, await kekSource(provider, slot.secret, vaultId, prfSalt)]);
  // [@rotate-drop-named]
  if (dropped.length > 0) await options.confirmDropped?.(dropped);

  const oldSlots = vault.header.slots;
  let made: MadeSlot[] = [];
  const content = async (revision: number) => {
    const target = { vaultId, epoch, revision, rootKey };
    const slots: KeySlot[] = [];
    for (const [index, kek] of carried.entries()) {
      const { stored } = oldSlots[index]!;
      // [@rotate-carry] [@slot-carry-ids]
      if (kek !== undefined) slots.push(await sealSlot(provider, rootKey, target, stored.info, kek, randomness));
    }
    made = [];
    for (const [slot, keks] of added) {
      made.push(await makeSlot(provider, randomness, target, slots.length + made.length, slot, keks, now));
    }
    const details = nextDetails(vault, now);
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
  vault.slotKeks = vault.slotKeks.filter(({ slotId }) => kept.some((slot) => equalBytes(slot.slotId, slotId)));
  for (const [index, { slotId, kek }] of made.entries()) {
    if (add[index]!.secret.kind === "recovery-key") keepKek(vault, slotId, kek);
  }
  // [@rotate-snapshot]
  if (vault.latest !== undefined) {
    await storeSnapshot(vault, vault.latest.snapshot);
    await deleteOldHeaders(vault);
  }
  return { kept, dropped };
}

function checkSlotsLeft(kept: readonly SlotSummary[], { add = [], allowDeviceBoundOnly = false }: RotateOptions): void {
  const eligibilities = [...kept.map((slot) => slot.backupEligibility), ...add.map((slot) => slot.backupEligibility)];
  // [@last-slot]
  if (eligibilities.length === 0) {
    throw new KeepsakeError("key.last-slot", "No key would open the backup any more; present one, or add a new one.");
  }
  if (!allowDeviceBoundOnly) refuseDeviceBoundOnly(eligibilities);
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
    const head = await store.getRange(name, 0, SNAPSHOT_HEAD);
    try {
      if (head !== undefined) named.add(peekSnapshotEpoch(head));
    } catch (error) {
      // A damaged file names none.
      problemOf(error);
    }
  }
  return named;
}

/** For each slot the key-encryption key by which it goes over to the new epoch; undefined if it is dropped. */
async function keksToCarry(
  vault: Vault,
  secrets: readonly Secret[],
  remove: readonly Uint8Array[],
  prfSalt: Uint8Array,
): Promise<(Uint8Array | undefined)[]> {
  const keeping = vault.slotKeks.map(({ slotId, kek }): Secret => ({ kind: "kek", slotId, kek }));
  const carried: (Uint8Array | undefined)[] = vault.header.slots.map(() => undefined);
  for (const secret of [...secrets, ...keeping]) {
    for (const [index, slot] of vault.header.slots.entries()) {
      if (carried[index] !== undefined || remove.some((slotId) => equalBytes(slotId, slot.slotId))) continue;
      carried[index] = await kekToCarry(vault, slot, secret, prfSalt);
    }
  }
  return carried;
}

async function kekToCarry(
  vault: Vault,
  slot: ParsedSlot,
  secret: Secret,
  prfSalt: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { provider, vaultId, header } = vault;
  const { slotId, salt } = slot;
  if (secret.kind === "passkey") {
    if (slot.passkey === null || !equalBytes(slot.passkey.credentialId, secret.credentialId)) return undefined;
    return (await kekSource(provider, secret, vaultId, prfSalt))(slotId, salt);
  }
  if (slot.kind !== "recovery-key" || secret.kind === "root-key") return undefined;
  if (secret.kind === "kek" && !equalBytes(secret.slotId, slotId)) return undefined;
  const kek =
    secret.kind === "kek" ? secret.kek : await (await kekSource(provider, secret, vaultId, prfSalt))(slotId, salt);
  // A key that does not open the slot today must not open it tomorrow.
  return (await openSlot(provider, slot, header, kek)) === null ? undefined : kek;
}
