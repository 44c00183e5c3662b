import { equalBytes, zeroize } from "../core/bytes.js";
import type { Decoded, PasskeySlot } from "../core/proto/types.js";
import type { AskPasskey, PasskeyAnswer } from "../core/secret.js";
import type { Assertion, Inputs } from "./assertion.js";

/** What decides which passkeys are asked, and for what. */
export interface AskOptions {
  /**
   * The program's own rp ids. The first that a passkey of the vault has is asked for; no other one is ever used,
   * whatever a header says.
   */
  readonly rpIds: readonly string[];
  /**
   * PRF input of the next epoch, where a rotation follows: it is evaluated in the same dialog as the one asked for, and
   * handed over when it is asked for in turn. A passkey that evaluates one input at a time is asked again then.
   */
  readonly nextInput?: Uint8Array | undefined;
}

/** A secret for `openVault` and `rotate` that asks for a passkey. */
export interface AskingSecret {
  readonly kind: "any-passkey";
  readonly ask: AskPasskey;
  /** Overwrites what the passkey gave, handed over or not. To be called when the vault is open, and rotated. */
  readonly forget: () => void;
}

/** One ceremony over passkeys of one rp id. */
export type Evaluate = (
  rpId: string,
  allowed: readonly Decoded<PasskeySlot>[],
  inputs: Inputs,
) => Promise<Pick<Assertion, "credentialId" | "first" | "second">>;

/** Asks by a ceremony for whichever passkey of a vault is at hand (spec: Passkeys, Using and Rotating). */
export function askingSecret({ rpIds, nextInput }: AskOptions, evaluate: Evaluate): AskingSecret {
  const given: Uint8Array[] = [];
  let next: PasskeyAnswer | undefined;

  const ask: AskPasskey = async (input, passkeys) => {
    // [@use-own-rp-id]
    const rpId = rpIds.find((own) => passkeys.some((passkey) => passkey.rpId === own));
    if (rpId === undefined) return undefined;
    const allowed = passkeys.filter((passkey) => passkey.rpId === rpId);
    const isNext = nextInput !== undefined && equalBytes(input, nextInput);
    const held = next;
    if (
      isNext &&
      held !== undefined &&
      passkeys.some((passkey) => equalBytes(passkey.credentialId, held.credentialId))
    ) {
      next = undefined;
      return held;
    }
    // [@rotate-second-missing]
    const inputs = { first: input, second: isNext ? undefined : nextInput };
    const { credentialId, first, second } = await evaluate(rpId, allowed, inputs);
    given.push(first);
    if (second !== undefined) {
      given.push(second);
      next = { credentialId, output: second };
    }
    return { credentialId, output: first };
  };

  return {
    kind: "any-passkey",
    ask,
    forget: () => {
      zeroize(...given.splice(0));
      next = undefined;
    },
  };
}
