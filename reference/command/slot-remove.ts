import { toHex } from "../core/bytes.js";
import { currentEpoch } from "../core/epochs.js";
import { listSlots, type Rotation, removeSlot } from "../core/slots.js";
import type { Vault } from "../core/vault.js";
import { UsageError } from "./exit-codes.js";
import { type OpenedVault, withVault } from "./open-vault.js";
import { changingKey, names, type RotationOptions, rotationOf } from "./rotation.js";
import { maybeSealAnew } from "./seal-anew.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";

type Options = KeyOptions & RotationOptions & { secretDestroyed?: boolean };

/** `keepsake slot remove`: takes a key away, by changing the vault's root key unless nobody has the secret any more. */
export async function run(context: Context, options: Options, path: string, slot: string): Promise<Outcome> {
  const remove = async (opened: OpenedVault): Promise<Outcome> => {
    const { vault, remember } = opened;
    const slotId = findSlot(vault, slot);
    const rotation = await removed(context, path, opened, options, slotId);
    await remember();
    const others = rotation?.dropped.filter((dropped) => toHex(dropped.slotId) !== toHex(slotId)) ?? [];
    const { epoch } = currentEpoch(vault);
    const lines = [`Removed key ${toHex(slotId).slice(0, 8)}.`];
    if (rotation !== undefined) lines.push(`The vault has a new root key (epoch ${epoch}).`);
    if (others.length > 0) lines.push(`These no longer open it either: ${names(others)}.`);
    const dropped = others.map((entry) => toHex(entry.slotId));
    const outcome = { result: { removed: toHex(slotId), dropped, epoch }, text: lines.join("\n") };
    return maybeSealAnew(context, opened, outcome, options);
  };
  return withVault(context, path, options, remove, options.secretDestroyed ? "write" : "rotate");
}

async function removed(
  context: Context,
  path: string,
  opened: OpenedVault,
  options: Options,
  slotId: Uint8Array,
): Promise<Rotation | undefined> {
  const { vault } = opened;
  if (options.secretDestroyed) {
    if (options.deep) throw new UsageError("Without a new root key nothing can be sealed under it: --deep rotates.");
    return removeSlot(vault, slotId, { secretDestroyed: true });
  }
  const rotation = await rotationOf(context, path, opened, options, slotId);
  return changingKey(opened, () => removeSlot(vault, slotId, rotation.options)).finally(rotation.forget);
}

/** The slot whose id starts with what was typed. */
function findSlot(vault: Vault, typed: string): Uint8Array {
  const found = listSlots(vault).filter(({ slotId }) => toHex(slotId).startsWith(typed.toLowerCase()));
  if (found.length === 1 && typed !== "") return found[0]!.slotId;
  const problem = found.length === 0 ? `No key slot starts with ${typed}` : `Several key slots start with ${typed}`;
  throw new UsageError(`${problem}; \`keepsake slot list\` shows them.`);
}
