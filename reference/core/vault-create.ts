import { compareBytes, equalBytes } from "./bytes.js";
import { defaultProvider } from "./default-provider.js";
import { KeepsakeError } from "./errors.js";
import { buildHeader, PRF_SALT, VAULT_ID } from "./header.js";
import { WRITER_ID } from "./header-details.js";
import { FOLDERS, headerName, parseName } from "./names.js";
import type { CryptoProvider } from "./provider.js";
import { putNumbered } from "./put-numbered.js";
import { type Randomness, secureRandomness } from "./randomness.js";
import { ROOT_KEY } from "./slot.js";
import { refuseDeviceBoundOnly } from "./slot-list.js";
import { type MadeSlot, makeSlot, type SlotMaker, type SlotToAdd, withSlotMakers } from "./slot-make.js";
import type { Store } from "./store.js";
import { keepKek, openVault, type Vault } from "./vault.js";

/** How to make a vault. */
export interface CreateOptions {
  /** At least one. */
  readonly slots: readonly SlotToAdd[];
  /** How the owner knows this device, at most 256 bytes. */
  readonly writerName?: string;
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** Allows a passkey that exists on one device only to be the only slot. */
  readonly allowDeviceBoundOnly?: boolean;
  readonly provider?: CryptoProvider;
  /** For tests; the platform's generator by default. */
  readonly randomness?: Randomness;
}

/**
 * Makes a new vault in an empty store, with this device as its writer (spec: Header).
 *
 * @throws KeepsakeError store.conflict if a vault is there, key.last-slot for a device-bound passkey alone,
 * key.prf-missing, store.unavailable; RangeError for no slots, too many, or labels that are too long
 */
export async function createVault(store: Store, options: CreateOptions): Promise<Vault> {
  const { slots, writerName = "", now = Date.now(), provider = defaultProvider() } = options;
  const { randomness = secureRandomness } = options;
  // [@create-empty]
  for (const name of await vaultFiles(store)) throw vaultIsHere(name);
  const vaultId = randomness("vault-id", VAULT_ID);
  const writerId = randomness("writer-id", WRITER_ID);
  // [@root-key-random]
  const rootKey = randomness("root-key/1", ROOT_KEY);
  const prfSalt = randomness("prf-salt/1", PRF_SALT);
  const target = { vaultId, epoch: 1, revision: 1, rootKey };
  const made = await withSlotMakers(provider, slots, { vaultId, prfSalt }, async (makers) => {
    if (!options.allowDeviceBoundOnly) refuseDeviceBoundOnly(makers.map(({ slot }) => slot.backupEligibility));
    const all: (MadeSlot & Pick<SlotMaker, "slot">)[] = [];
    for (const [index, maker] of makers.entries()) {
      all.push({ ...(await makeSlot(provider, randomness, target, index, maker, now)), slot: maker.slot });
    }
    return all;
  });
  const fields = { ...target, prfSalt, slots: made.map(({ stored }) => stored) };
  const details = {
    writerId,
    writerName,
    createdAtMs: now,
    slots: made.map((slot) => slot.details).sort((a, b) => compareBytes(a.slotId!, b.slotId!)),
  };
  const header = await buildHeader(provider, rootKey, fields, details, randomness);
  const { name } = await putNumbered(
    store,
    headerName,
    1,
    async () => header,
    async () => false,
  );
  await refuseOvertaken(store, name, header);

  const vault = await openVault(store, { kind: "root-key", epoch: 1, rootKey }, { provider, randomness });
  vault.writerId = writerId;
  for (const { slotId, kek, slot } of made) {
    if (slot.secret.kind === "recovery-key") keepKek(vault, slotId, kek);
  }
  return vault;
}

/** Names of the headers and snapshots that a store lists. */
async function vaultFiles(store: Store): Promise<string[]> {
  const names: string[] = [];
  for (const folder of [FOLDERS.header, FOLDERS.snapshot]) {
    for await (const { name } of store.list(folder)) if (parseName(name) !== undefined) names.push(name);
  }
  return names;
}

/** Looks again: another device may have made a vault, gone on, and deleted its first header. @throws KeepsakeError store.conflict */
async function refuseOvertaken(store: Store, name: string, header: Uint8Array): Promise<void> {
  const [other] = (await vaultFiles(store)).filter((listed) => listed !== name);
  const stored = await store.get(name);
  const isOwn = stored !== undefined && equalBytes(stored, header);
  if (other === undefined && isOwn) return;
  // [@create-overtaken]
  if (isOwn) await store.delete(name);
  throw vaultIsHere(other ?? name);
}

function vaultIsHere(name: string): KeepsakeError {
  const message = "There is a vault here already; open it, or choose another place.";
  return new KeepsakeError("store.conflict", message, { name });
}
