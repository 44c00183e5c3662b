import { seededRandomness } from "../../reference/core/randomness.js";
import { generateRecoveryKey } from "../../reference/core/recovery-key.js";
import { headerWith, PASSKEY_SLOT, RECOVERY, SECOND } from "./header-parts.js";
import { DIGITS, OTHER_DIGITS, PLACE } from "./people.js";
import { random } from "./seed.js";
import type { Accepted, Rejected } from "./vector.js";

const { revision } = PLACE;
/** A key in which two digits of row 3 cannot be read: ten candidates. */
const unreadable = (key: string) => `${key.slice(0, 17)}?${key[18]}?${key.slice(20)}`;

function finds(id: string, file: Uint8Array, digits: string, comment: string): Accepted {
  return {
    id,
    title: comment,
    requirements: ["completion-try-all"],
    operation: "complete",
    inputs: { file, revision, text: unreadable(digits) },
    ok: { digits },
    comment,
  };
}

function misses(id: string, mutation: string, file: Uint8Array, digits: string): Rejected {
  return {
    id,
    title: mutation,
    requirements: ["completion-none"],
    operation: "complete",
    inputs: { file, revision, text: unreadable(digits) },
    reject: { code: "key.no-matching-slot" },
    parent: "header-complete-one",
    mutation,
    comment: "No candidate opens a slot.",
  };
}

/** Unreadable digits of a recovery key, found by a header. */
export async function completions(): Promise<(Accepted | Rejected)[]> {
  const one = await headerWith();
  const three = await headerWith({ slots: [PASSKEY_SLOT.stored, SECOND.stored, RECOVERY.stored] });
  const passkey = await headerWith({ slots: [PASSKEY_SLOT.stored] });
  const foreign = generateRecoveryKey(seededRandomness(random("header/foreign", 32)));
  return [
    finds("header-complete-one", one, DIGITS, "One recovery-key slot, ten candidates."),
    finds("header-complete-last", three, DIGITS, "The last of three slots."),
    finds("header-complete-second", three, OTHER_DIGITS, "Another slot of the same header."),
    misses("header-complete-foreign", "a key of another vault", one, foreign),
    misses("header-complete-passkey-only", "the recovery-key slot is replaced by a passkey", passkey, DIGITS),
  ];
}
