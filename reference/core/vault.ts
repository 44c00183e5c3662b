import { zeroize } from "./bytes.js";
import { defaultProvider } from "./default-provider.js";
import { zeroizeEpochKeys } from "./derive.js";
import { type RememberedState, rememberedProblems } from "./device-state.js";
import { currentEpoch, type Epoch, epochsOf } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import type { ParsedHeader } from "./header.js";
import { opensLaterEpoch, type Unlocked, unlock } from "./header-choose.js";
import { readHeaders } from "./header-list.js";
import { findLatest, type StoredSnapshot } from "./history.js";
import { addProblem, type Problem } from "./problem.js";
import type { Decoded, HeaderDetails } from "./proto/types.js";
import type { CryptoProvider } from "./provider.js";
import { type Randomness, secureRandomness } from "./randomness.js";
import type { Store } from "./store.js";
import { secretsOf, type Unlock, unlockVault } from "./unlock-vault.js";

/** An open vault. Operations that write bring it up to date. It holds keys: {@link closeVault} overwrites them. */
export interface Vault {
  readonly store: Store;
  readonly provider: CryptoProvider;
  readonly randomness: Randomness;
  /** 16 bytes. */
  readonly vaultId: Uint8Array;
  header: ParsedHeader;
  details: Decoded<HeaderDetails>;
  /** Every epoch that can be read, ascending; the current one is the last. */
  epochs: readonly Epoch[];
  /** The newest snapshot that counts. */
  latest: StoredSnapshot | undefined;
  /** Why there is none, if something else than an empty vault is the reason. */
  latestError: KeepsakeError | undefined;
  /** Why nothing may be written. */
  readOnly: Problem | undefined;
  /**
   * Whether the store shows less than this device has seen, or the user asked for an older header. Then the device
   * remembers nothing of it.
   */
  isOlder: boolean;
  /** Whether the user asked for a header of an epoch that has ended: what opened it opens a later one, too. */
  readonly hidesLaterEpoch: boolean;
  /** What was met and skipped, for a report. */
  readonly problems: Problem[];
  /** This installation as a writer, 16 bytes. Undefined: it has never written here. */
  writerId: Uint8Array | undefined;
  /** Key-encryption keys of recovery-key slots that this device may carry over to a new epoch. */
  slotKeks: readonly { readonly slotId: Uint8Array; readonly kek: Uint8Array }[];
  /** The slot by which the vault was opened. */
  openedSlot: Uint8Array | undefined;
  /** What this device remembered when it opened the vault. */
  readonly remembered: RememberedState | undefined;
}

/** How to open a vault. */
export interface OpenOptions {
  /** What this device remembers of the vault, to notice a roll-back. Taken from `Unlock` if that is the device. */
  readonly remembered?: RememberedState;
  /** An older header to look at, by its revision; the vault is then read-only. */
  readonly revision?: number;
  readonly provider?: CryptoProvider;
  /** For tests; the platform's generator by default. */
  readonly randomness?: Randomness;
}

/**
 * Opens a vault: chooses its header, opens it, and finds the newest snapshot. What is wrong but does not prevent that
 * is in `problems`; if `readOnly` is set, too much is wrong to write (spec: Vault, Opening).
 *
 * @throws KeepsakeError header.missing, header.malformed, header.auth, header.rollback, key.no-matching-slot,
 * key.prf-missing, input.unsupported-version, input.malformed for a device state, store.unavailable
 */
export async function openVault(store: Store, unlockBy: Unlock, options: OpenOptions = {}): Promise<Vault> {
  const { revision, provider = defaultProvider(), randomness = secureRandomness } = options;
  const remembered = unlockBy.kind === "device" ? unlockBy.state : options.remembered;
  const first = await readHeaders(store, provider);
  const unlocked = await unlockVault(provider, first, unlockBy, revision);
  const isAsked = revision !== undefined;
  const hidesLaterEpoch = isAsked && (await opensLaterEpoch(provider, first, unlocked.header, secretsOf(unlockBy)));
  const open = (by: Unlocked) =>
    openUnlocked(store, by, { provider, randomness, remembered, isAsked, hidesLaterEpoch });
  const vault = await open(unlocked);
  if (vault.latestError?.code !== "header.rollback" || revision !== undefined) return vault;
  // Another device may have stored both the header and the snapshot since the headers were listed. [@read-again]
  const listed = await readHeaders(store, provider);
  const { epoch, rootKey } = currentEpoch(vault);
  const again = await unlock(provider, listed, { kind: "root-key", epoch, rootKey }).catch((error) => {
    if (error instanceof KeepsakeError && error.code === "key.no-matching-slot")
      return unlockVault(provider, listed, unlockBy);
    throw error;
  });
  return open({ ...(unlocked.opened === undefined ? {} : { opened: unlocked.opened }), ...again });
}

interface Opening {
  readonly provider: CryptoProvider;
  readonly randomness: Randomness;
  readonly remembered: RememberedState | undefined;
  /** Whether the user asked for this header. */
  readonly isAsked: boolean;
  readonly hidesLaterEpoch: boolean;
}

async function openUnlocked(store: Store, unlocked: Unlocked, opening: Opening): Promise<Vault> {
  const { provider, randomness, remembered, isAsked, hidesLaterEpoch } = opening;
  const { header, details } = unlocked;
  const vault: Vault = {
    store,
    provider,
    randomness,
    vaultId: header.vaultId,
    header,
    details,
    epochs: await epochsOf(provider, header, unlocked.rootKey, details),
    latest: undefined,
    latestError: undefined,
    readOnly: undefined,
    isOlder: isAsked && unlocked.readOnly,
    hidesLaterEpoch,
    problems: [],
    writerId: remembered !== undefined && remembered.writerId.length > 0 ? remembered.writerId : undefined,
    slotKeks: (remembered?.slotKeks ?? []).map(({ slotId, kek }) => ({ slotId, kek: kek.slice() })),
    openedSlot: unlocked.opened?.slot.slotId,
    remembered,
  };
  reportHeaders(vault, unlocked);
  if (unlocked.opened?.slot.kind === "recovery-key") keepKek(vault, unlocked.opened.slot.slotId, unlocked.opened.kek);
  await findLatest(vault);
  for (const problem of remembered === undefined ? [] : rememberedProblems(remembered, vault)) {
    addProblem(vault.problems, problem);
    // [@state-read-only]
    vault.readOnly ??= problem;
    vault.isOlder = true;
  }
  return vault;
}

/**
 * Overwrites the keys of a vault that is done with, and of the device state by which it was opened. What `deviceState`
 * gave stays as it is.
 */
export function closeVault(vault: Vault): void {
  for (const { rootKey, keys } of vault.epochs) {
    zeroize(rootKey);
    zeroizeEpochKeys(keys);
  }
  zeroize(...vault.slotKeks.map(({ kek }) => kek));
  if (vault.remembered !== undefined) {
    zeroize(vault.remembered.rootKey, ...vault.remembered.slotKeks.map(({ kek }) => kek));
  }
  vault.epochs = [];
  vault.slotKeks = [];
}

/** Reports what `unlock` skipped. A damaged header older than the chosen one does not keep the vault from writing. */
export function reportHeaders(vault: Vault, { skipped, readOnly, header }: Unlocked): void {
  for (const { name, code } of skipped) {
    addProblem(vault.problems, { code, name, message: `${name} cannot be used.` });
  }
  if (!readOnly) return;
  const message = `There is a header that should have been used instead of revision ${header.revision}.`;
  const first = vault.problems.find(({ reason }) => reason === undefined);
  vault.readOnly = {
    code: "header.rollback",
    ...first,
    message: `${message} Nothing is written until that is repaired.`,
  };
}

/** Remembers the key-encryption key of a recovery-key slot for {@link Vault.slotKeks}. */
export function keepKek(vault: Vault, slotId: Uint8Array, kek: Uint8Array): void {
  const others = vault.slotKeks.filter((entry) => entry.slotId.some((byte, i) => byte !== slotId[i]));
  vault.slotKeks = [...others, { slotId, kek }];
}
