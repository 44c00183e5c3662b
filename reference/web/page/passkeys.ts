import type { PasskeySlot } from "../../core/proto/types.js";
import { type EnrolledPasskey, enrollPasskey, passkeySecret } from "../../passkey/index.js";
import type { Enroll, Key, NewKey } from "../engine/contract.js";
import { T } from "./texts.js";
import { day } from "./words.js";

/** Whichever passkey of the vault is at hand. */
export function passkeyKey(signal: AbortSignal): Key {
  return { kind: "passkey", ask: passkeySecret({ rpIds: [location.hostname], signal }).ask };
}

/** A passkey that is made when the engine asks for it. @param device - how the person knows this device */
export function newPasskey(device: string, signal: AbortSignal, made?: (passkey: EnrolledPasskey) => void): NewKey {
  const enroll: Enroll = async (input, existing) => {
    const label = `${T.keys.passkey}, ${device}`;
    const user = { name: `${T.name} backup ${day(Date.now())}`, displayName: `${T.name} backup, ${device}` };
    const rp = { id: location.hostname, name: T.name };
    const enrolled = await enrollPasskey({ rp, user, label, input, existing, signal });
    made?.(enrolled);
    const { passkey, backupEligibility, secret } = enrolled;
    return { passkey, label, backupEligibility, output: await secret.prf(input) };
  };
  return { kind: "passkey", enroll };
}

/** A passkey that was made for a vault that then was not: it is asked again, for another input. */
export function madePasskey(made: EnrolledPasskey, signal: AbortSignal): NewKey {
  const { passkey, label = "", backupEligibility } = made;
  const { credentialId = new Uint8Array(), transports = [] } = passkey;
  // Not its own secret, which ends with the signal of the dialog in which it was made.
  const { ask } = passkeySecret({ rpIds: [location.hostname], signal });
  return {
    kind: "passkey",
    enroll: async (input) => {
      const { output } = (await ask(input, [{ rpId: location.hostname, credentialId, transports }]))!;
      return { passkey, label, backupEligibility, output };
    },
  };
}

/** Whether a passkey works on this page. */
export function isOwnPasskey({ rpId }: Pick<PasskeySlot, "rpId">): boolean {
  return rpId === location.hostname;
}
