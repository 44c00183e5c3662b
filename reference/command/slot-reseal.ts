import { withVault } from "./open-vault.js";
import { sealAnew } from "./seal-anew.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";

/** `keepsake slot reseal`: goes on with a deep rotation that was stopped. */
export async function run(context: Context, options: KeyOptions, path: string): Promise<Outcome> {
  return withVault(context, path, options, (opened) => sealAnew(context, opened), "write");
}
