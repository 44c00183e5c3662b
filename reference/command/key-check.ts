import { defaultProvider } from "../core/default-provider.js";
import { unlock } from "../core/header-choose.js";
import { readHeaders } from "../core/header-list.js";
import { openStore, type StoreOptions } from "./open-store.js";
import { type KeyOptions, readRecoveryKey } from "./secret.js";
import type { Context, Outcome } from "./verb.js";

/**
 * `keepsake key check`: names the rows with typing errors, and says whether the key opens a vault.
 *
 * @throws KeepsakeError key.recovery-check-digit, key.recovery-malformed, key.no-matching-slot
 */
export async function run(context: Context, options: KeyOptions & StoreOptions & { vault?: string }): Promise<Outcome> {
  // Before the key is asked for: a wrong path should not cost 64 digits of typing.
  const opened = options.vault === undefined ? undefined : await openStore(options.vault, options);
  try {
    const digits = await readRecoveryKey(context, options);
    if (opened === undefined) return { result: { ok: true }, text: "All 8 rows are right." };
    await unlock(defaultProvider(), await readHeaders(opened.store, defaultProvider()), {
      kind: "recovery-key",
      digits,
    });
    return { result: { ok: true, opens: true }, text: `All 8 rows are right, and the key opens ${options.vault}.` };
  } finally {
    await opened?.close();
  }
}
