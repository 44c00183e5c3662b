import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { toHex } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { secureRandomness } from "../core/randomness.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import type { SlotToAdd } from "../core/slots.js";
import { createVault } from "../core/vault-create.js";
import { UsageError } from "./exit-codes.js";
import { checkNewKeyPlace, handOverNewKey, type NewKeyOptions, withNewKey } from "./new-key.js";
import { isFree, isS3, newStore, placeOf, type StoreOptions } from "./open-store.js";
import { newPasskey } from "./passkeys.js";
import { saveState } from "./state.js";
import type { Context, Outcome } from "./verb.js";

type Options = NewKeyOptions &
  StoreOptions & {
    passkey?: boolean;
    /** False for --no-recovery-key. */
    recoveryKey?: boolean;
  };

/**
 * `keepsake init`: makes a vault. The keys are made and handed over first, so that no vault exists whose key nobody
 * has.
 */
export async function run(context: Context, options: Options, path: string): Promise<Outcome> {
  const { passkey = false, recoveryKey = true, newRecoveryKeyFile: file } = options;
  if (recoveryKey) await checkNewKeyPlace(options);
  else if (!passkey || file !== undefined) {
    throw new UsageError("--no-recovery-key goes with --passkey, and without a file for the recovery key.");
  }
  const endpoint = options.endpoint === undefined ? "" : ` --endpoint ${options.endpoint}`;
  if (!(await isFree(path, options))) {
    throw new UsageError(`${path} is not empty; choose a new place for the vault.`);
  }
  let written: string | undefined;
  const newRecoveryKey: SlotToAdd = async () => {
    const digits = generateRecoveryKey(secureRandomness);
    await handOverNewKey(context, options, digits);
    written = file;
    context.signal.throwIfAborted();
    return { secret: { kind: "recovery-key", digits } };
  };
  // The passkey first: if it fails, nobody has written down digits for nothing.
  const slots = [...(passkey ? [newPasskey(context, path, [])] : []), ...(recoveryKey ? [newRecoveryKey] : [])];
  try {
    const store = await newStore(path, options);
    const create = () =>
      createVault(store, { slots, writerName: hostname().slice(0, 64) }).catch(async (error) => {
        // Another process made a vault first, which this key does not open.
        const isTaken = error instanceof KeepsakeError && error.code === "store.conflict";
        if (!isTaken || written === undefined) throw error;
        await rm(written, { force: true });
        written = undefined;
        throw error;
      });
    const vault = await withNewKey(store, path, () => written, create);
    await saveState(vault, await placeOf(path, options));
    return {
      result: {
        vault: isS3(path) ? path : resolve(path),
        vaultId: toHex(vault.vaultId),
        ...(file === undefined ? {} : { recoveryKeyFile: file }),
      },
      text: [
        `Made a vault in ${path}.`,
        ...(file === undefined ? [] : [`Its recovery key is in ${file}: keep it apart from the vault.`]),
        ...(recoveryKey ? [] : ["Its only key is the passkey: without it, nobody can open the vault."]),
        `Next: keepsake backup EXPORT --vault ${path}${endpoint}${recoveryKey ? "" : " --passkey"}`,
      ].join("\n"),
    };
  } catch (error) {
    throw explain(error);
  }
}

/** There is no vault yet to which another key could be added. */
function explain(error: unknown): unknown {
  if (!(error instanceof KeepsakeError) || error.code !== "key.last-slot") return error;
  const message =
    "The passkey exists on one device only and is lost with it; run the command again without --no-recovery-key.";
  return new KeepsakeError("key.last-slot", message, { reason: "device-bound" });
}
