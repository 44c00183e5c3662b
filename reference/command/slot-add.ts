import { toHex } from "../core/bytes.js";
import { secureRandomness } from "../core/randomness.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import { addSlot } from "../core/slots.js";
import { checkNewKeyPlace, handOverNewKey, type NewKeyOptions } from "./new-key.js";
import { type OpenedVault, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";

type Options = KeyOptions & NewKeyOptions & { label?: string };

/** `keepsake slot add`: adds a recovery key. It is handed over before the vault knows it. */
export async function run(context: Context, options: Options, path: string): Promise<Outcome> {
  await checkNewKeyPlace(options);
  const add = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    const digits = generateRecoveryKey(secureRandomness);
    await handOverNewKey(context, options, digits);
    context.signal.throwIfAborted();
    const { label } = options;
    const secret = { kind: "recovery-key", digits } as const;
    const slotId = await addSlot(vault, label === undefined ? { secret } : { secret, label });
    await remember();
    const file = options.newRecoveryKeyFile;
    return {
      result: { slot: toHex(slotId), ...(file === undefined ? {} : { recoveryKeyFile: file }) },
      text: `Added recovery key ${toHex(slotId).slice(0, 8)}.${file === undefined ? "" : ` It is in ${file}.`}`,
    };
  };
  return withVault(context, path, options, add, true);
}
