import { toHex } from "../core/bytes.js";
import { secureRandomness } from "../core/randomness.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import { addSlot, listSlots } from "../core/slots.js";
import { UsageError } from "./exit-codes.js";
import { checkNewKeyPlace, handOverNewKey, type NewKeyOptions, withNewKey } from "./new-key.js";
import { type OpenedVault, withVault } from "./open-vault.js";
import { newPasskey } from "./passkeys.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";

type Options = Pick<KeyOptions, "recoveryKeyFile"> &
  NewKeyOptions & { label?: string; passkey?: boolean; openWithPasskey?: boolean };

/** `keepsake slot add`: adds a recovery key, which is handed over before the vault knows it, or a passkey. */
export async function run(context: Context, options: Options, path: string): Promise<Outcome> {
  const { passkey = false, openWithPasskey = false, newRecoveryKeyFile } = options;
  if (!passkey) await checkNewKeyPlace(options);
  else if (newRecoveryKeyFile !== undefined) {
    throw new UsageError("One key is added at a time: give either --passkey or --new-recovery-key-file.");
  }
  const add = passkey ? addPasskey : addRecoveryKey;
  return withVault(
    context,
    path,
    { ...options, passkey: openWithPasskey },
    (opened) => add(context, options, opened, path),
    "write",
  );
}

async function addRecoveryKey(
  context: Context,
  options: Options,
  { vault, remember }: OpenedVault,
  path: string,
): Promise<Outcome> {
  const digits = generateRecoveryKey(secureRandomness);
  await handOverNewKey(context, options, digits);
  const { label, newRecoveryKeyFile: file } = options;
  const secret = { kind: "recovery-key", digits } as const;
  const slotId = await withNewKey(
    vault.store,
    path,
    () => file,
    async () => {
      context.signal.throwIfAborted();
      return addSlot(vault, label === undefined ? { secret } : { secret, label });
    },
  );
  await remember();
  return {
    result: { slot: toHex(slotId), ...(file === undefined ? {} : { recoveryKeyFile: file }) },
    text: `Added recovery key ${toHex(slotId).slice(0, 8)}.${file === undefined ? "" : ` It is in ${file}.`}`,
  };
}

async function addPasskey(
  context: Context,
  { label }: Options,
  { vault, remember }: OpenedVault,
  path: string,
): Promise<Outcome> {
  const existing = listSlots(vault).flatMap(({ passkey }) => passkey ?? []);
  const slotId = await addSlot(vault, newPasskey(context, path, existing, label));
  await remember();
  const text = `Added passkey ${toHex(slotId).slice(0, 8)}: --passkey opens the vault with it.`;
  return { result: { slot: toHex(slotId) }, text };
}
