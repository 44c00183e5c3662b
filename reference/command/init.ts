import { hostname } from "node:os";
import { resolve } from "node:path";
import { toHex } from "../core/bytes.js";
import { secureRandomness } from "../core/randomness.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import { createVault } from "../core/vault-create.js";
import { folderStore } from "../node/store-folder.js";
import { UsageError } from "./exit-codes.js";
import { checkNewKeyPlace, handOverNewKey, type NewKeyOptions } from "./new-key.js";
import { isFree } from "./open-store.js";
import { saveState } from "./state.js";
import type { Context, Outcome } from "./verb.js";

/**
 * `keepsake init`: makes a vault. The key is handed over first, so that no vault exists whose key nobody has.
 */
export async function run(context: Context, options: NewKeyOptions, path: string): Promise<Outcome> {
  await checkNewKeyPlace(options);
  if (!(await isFree(path))) {
    throw new UsageError(`${path} is not empty; choose a new folder for the vault.`);
  }
  const digits = generateRecoveryKey(secureRandomness);
  await handOverNewKey(context, options, digits);
  context.signal.throwIfAborted();
  const vault = await createVault(folderStore(path), {
    slots: [{ secret: { kind: "recovery-key", digits } }],
    writerName: hostname().slice(0, 64),
  });
  await saveState(vault);
  const file = options.newRecoveryKeyFile;
  return {
    result: {
      vault: resolve(path),
      vaultId: toHex(vault.vaultId),
      ...(file === undefined ? {} : { recoveryKeyFile: file }),
    },
    text: [
      `Made a vault in ${path}.`,
      ...(file === undefined ? [] : [`Its recovery key is in ${file}: keep it apart from the vault.`]),
      `Next: keepsake backup EXPORT --vault ${path}`,
    ].join("\n"),
  };
}
