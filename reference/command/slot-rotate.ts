import { toHex } from "../core/bytes.js";
import { currentEpoch } from "../core/epochs.js";
import { rotate } from "../core/slots.js";
import { type OpenedVault, withVault } from "./open-vault.js";
import { changingKey, names, type RotationOptions, rotationOf } from "./rotation.js";
import { maybeSealAnew } from "./seal-anew.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";

/** `keepsake slot rotate`: gives the vault a new root key. Nothing is uploaded again unless --deep says so. */
export async function run(context: Context, options: KeyOptions & RotationOptions, path: string): Promise<Outcome> {
  const work = async (opened: OpenedVault): Promise<Outcome> => {
    const { vault, remember } = opened;
    const rotation = await rotationOf(context, path, opened, options);
    const { kept, dropped } = await changingKey(opened, () => rotate(vault, rotation.options)).finally(rotation.forget);
    await remember();
    const { epoch } = currentEpoch(vault);
    const lines = [`The vault has a new root key (epoch ${epoch}). These keys still open it: ${names(kept)}.`];
    if (dropped.length > 0) lines.push(`These no longer do: ${names(dropped)}.`);
    const ids = (slots: typeof kept) => slots.map(({ slotId }) => toHex(slotId));
    const outcome = { result: { epoch, kept: ids(kept), dropped: ids(dropped) }, text: lines.join("\n") };
    return maybeSealAnew(context, opened, outcome, options);
  };
  return withVault(context, path, options, work, "rotate");
}
