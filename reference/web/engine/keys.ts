import { toHex } from "../../core/bytes.js";
import type { Decoded, PasskeySlot } from "../../core/proto/types.js";
import { parseRecoveryKey } from "../../core/recovery-key.js";
import type { Secret } from "../../core/secret.js";
import type { SlotToAdd } from "../../core/slot-make.js";
import type { Vault } from "../../core/vault.js";
import type { Key, NewKey } from "./contract.js";

/** A key in the form that the core takes. @throws KeepsakeError key.recovery-malformed, key.recovery-check-digit */
export function secretOf(key: Key): Secret {
  if (key.kind === "recovery-key") return { kind: "recovery-key", digits: parseRecoveryKey(key.digits) };
  return { kind: "any-passkey", ask: key.ask };
}

/** A new key in the form that the core takes. @param existing - passkeys of the vault. @throws as {@link secretOf} */
export function slotOf(key: NewKey, existing: readonly Decoded<PasskeySlot>[]): SlotToAdd {
  if (key.kind === "recovery-key") {
    return { secret: { kind: "recovery-key", digits: parseRecoveryKey(key.digits) }, label: key.label };
  }
  return async (input) => {
    const { passkey, label, backupEligibility, output } = await key.enroll(input, existing);
    const { credentialId = new Uint8Array() } = passkey;
    return { secret: { kind: "passkey", credentialId, prf: async () => output }, passkey, label, backupEligibility };
  };
}

/** The passkeys of a vault's slots. @param without - ids of slots that go: a new passkey may take their place. [@enroll-exclude-dropped] */
export function passkeysOf({ header }: Vault, without: readonly string[] = []): Decoded<PasskeySlot>[] {
  const staying = header.slots.filter(({ slotId }) => !without.includes(toHex(slotId)));
  return staying.flatMap(({ passkey }) => (passkey === null ? [] : [passkey]));
}

/** The ids of slots from hex. @throws RangeError if the vault has no such slot */
export function slotIdsOf({ header }: Vault, ids: readonly string[]): Uint8Array[] {
  return ids.map((hex) => {
    const slot = header.slots.find(({ slotId }) => toHex(slotId) === hex);
    if (slot === undefined) throw new RangeError(`the vault has no slot ${hex}`);
    return slot.slotId;
  });
}
