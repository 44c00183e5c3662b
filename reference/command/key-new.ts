import { secureRandomness } from "../core/randomness.js";
import { formatRecoveryKey, generateRecoveryKey } from "../core/recovery-key.js";
import { checkNewKeyPlace, handOverNewKey, keyText, type NewKeyOptions } from "./new-key.js";
import type { Context, Outcome } from "./verb.js";

/** `keepsake key new`: makes a recovery key that belongs to no vault yet. */
export async function run(context: Context, options: NewKeyOptions): Promise<Outcome> {
  const digits = generateRecoveryKey(secureRandomness);
  const file = options.newRecoveryKeyFile;
  if (file === undefined) {
    const rows = formatRecoveryKey(digits);
    return { result: { rows }, text: keyText(rows) };
  }
  await checkNewKeyPlace(options);
  await handOverNewKey(context, options, digits);
  return { result: { recoveryKeyFile: file }, text: `Wrote a new recovery key to ${file}.` };
}
