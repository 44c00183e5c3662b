import { equalBytes } from "../core/bytes.js";
import { parseRecoveryKey } from "../core/recovery-key.js";
import type { Secret } from "../core/secret.js";
import type { ParsedSlot } from "../core/slot.js";
import { listSlots, type SlotSummary } from "../core/slots.js";
import { opensSlot } from "../core/slots-to-carry.js";
import type { Vault } from "../core/vault.js";
import { UsageError } from "./exit-codes.js";
import { localPasskeys } from "./passkeys.js";
import { openPrompt } from "./prompt.js";
import { RP_ID } from "./rp-id.js";
import { askForKey } from "./secret.js";
import type { Context } from "./verb.js";
import { slotName } from "./words.js";

/** What a person said about the keys that were not at hand. */
export interface MissingKeys {
  /** Those that were entered, or will be asked for in the browser. */
  readonly secrets: readonly Secret[];
  /** Ids of slots that may go. */
  readonly dropped: readonly Uint8Array[];
  /** Overwrites what passkeys gave. */
  readonly forget: () => void;
}

/** Asks a person, for one key after another that a rotation would drop, whether it is kept, dropped, or all stopped. */
export async function askForMissing(
  context: Context,
  path: string,
  vault: Vault,
  given: readonly Secret[],
  remove?: Uint8Array,
): Promise<MissingKeys> {
  const secrets: Secret[] = [];
  const dropped: Uint8Array[] = [];
  const forgets: (() => void)[] = [];
  const slots = listSlots(vault);
  for (const [index, slot] of vault.header.slots.entries()) {
    const isGoing = remove !== undefined && equalBytes(remove, slot.slotId);
    if (isGoing || (await isAtHand(vault, slot, [...given, ...secrets]))) continue;
    if ((await decide(context, slots[index]!)) === "drop") dropped.push(slot.slotId);
    else if (slot.kind === "recovery-key") secrets.push(await enterKey(context, vault, slot));
    else {
      // The page opens when the new epoch's salt is there, and each passkey is asked once.
      const passkey = localPasskeys(context, path);
      forgets.push(passkey.forget);
      secrets.push(passkey);
    }
  }
  return { secrets, dropped, forget: () => forgets.forEach((forget) => void forget()) };
}

async function isAtHand(vault: Vault, slot: ParsedSlot, secrets: readonly Secret[]): Promise<boolean> {
  if (vault.openedSlot !== undefined && equalBytes(vault.openedSlot, slot.slotId)) return true;
  for (const secret of secrets) {
    if (secret.kind === "recovery-key" && (await opensSlot(vault, slot, secret))) return true;
  }
  return false;
}

async function decide(context: Context, slot: SlotSummary): Promise<"keep" | "drop"> {
  const canKeep = slot.kind === "recovery-key" || slot.passkey?.rpId === RP_ID;
  const how = slot.kind === "recovery-key" ? "keep it by entering it" : "keep it by using it in the browser";
  const question = canKeep ? `k = ${how}, d = drop it, s = stop` : "it cannot be used here: d = drop it, s = stop";
  context.line.clear();
  const prompt = openPrompt(context.signal, false);
  try {
    process.stderr.write(`${slotName(slot)} is not at hand, and would no longer open the vault.\n`);
    for (;;) {
      const answer = (await prompt.ask(`${question}: `)).trim().toLowerCase();
      if (answer === "s") throw new UsageError("Stopped; nothing was changed.");
      if (answer === "d") return "drop";
      if (answer === "k" && canKeep) return "keep";
    }
  } finally {
    prompt.close();
  }
}

/** Asks until the key is the one of the slot. */
async function enterKey(context: Context, vault: Vault, slot: ParsedSlot): Promise<Secret> {
  const prompt = openPrompt(context.signal, true);
  try {
    for (;;) {
      process.stderr.write("Recovery key, row by row or all at once (what you type stays hidden)\n");
      const secret = { kind: "recovery-key", digits: await askForKey(prompt, parseRecoveryKey) } as const;
      if (await opensSlot(vault, slot, secret)) return secret;
      process.stderr.write("This is a recovery key, but not this one.\n");
    }
  } finally {
    prompt.close();
  }
}
