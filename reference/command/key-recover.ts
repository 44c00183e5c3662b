import { defaultProvider } from "../core/default-provider.js";
import { formatRecoveryKey, parseRecoveryKeyPattern } from "../core/recovery-key.js";
import { completions, countCompletions, findRecoveryKey } from "../core/recovery-key-completion.js";
import { EXIT_CODES } from "./exit-codes.js";
import { newestHeader } from "./headers.js";
import { checkNewKeyPlace, handOverNewKey, keyText, type NewKeyOptions } from "./new-key.js";
import { openStore, type StoreOptions } from "./open-store.js";
import { type KeyOptions, readRecoveryKey } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { count } from "./words.js";

type Options = KeyOptions & NewKeyOptions & StoreOptions & { vault?: string };

/**
 * `keepsake key recover`: completes a recovery key of which some digits cannot be read.
 * Without a vault to try them on, it can only say how many keys fit, unless it is a single one.
 *
 * @throws KeepsakeError key.no-matching-slot if no completion opens the vault
 */
export async function run(context: Context, options: Options): Promise<Outcome> {
  if (options.newRecoveryKeyFile !== undefined) await checkNewKeyPlace(options);
  const opened = options.vault === undefined ? undefined : await openStore(options.vault, options);
  try {
    const header = opened === undefined ? undefined : await newestHeader(opened.store);
    const pattern = await readRecoveryKey(context, options, parseRecoveryKeyPattern);
    const fits = countCompletions(pattern);
    if (header !== undefined) {
      const digits = await findRecoveryKey(defaultProvider(), pattern, header, {
        signal: context.signal,
        onProgress: ({ tried, total }) =>
          context.line.show(`Tried ${tried.toLocaleString("en")} of ${count(total, "key")}`),
      });
      return handOver(context, options, fits, digits);
    }
    const [only] = completions(pattern);
    if (fits === 1 && only !== undefined) return handOver(context, options, fits, only);
    const text = `${count(fits, "key")} fit the digits that can be read; name the vault with --vault to find the right one.`;
    return { result: { fits }, text, exitCode: EXIT_CODES.usage };
  } finally {
    await opened?.close();
  }
}

async function handOver(context: Context, options: Options, fits: number, digits: string): Promise<Outcome> {
  const file = options.newRecoveryKeyFile;
  if (file === undefined) {
    const rows = formatRecoveryKey(digits);
    return { result: { fits, rows }, text: keyText(rows) };
  }
  await handOverNewKey(context, options, digits);
  return { result: { fits, recoveryKeyFile: file }, text: `Wrote the complete recovery key to ${file}.` };
}
