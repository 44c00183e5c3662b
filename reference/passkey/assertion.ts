import { equalBytes, utf8, zeroize } from "../core/bytes.js";
import { BackupEligibility, type PasskeySlot } from "../core/proto/types.js";
import { secureRandomness } from "../core/randomness.js";
import { type CeremonyOptions, runCeremony } from "./ceremony.js";
import { failed, type PasskeyStep } from "./failures.js";
import { type Outputs, takeOutputs } from "./outputs.js";

/** What PRF is evaluated on: `first`, and in the same dialog, if the passkey can, `second`. */
export interface Inputs {
  readonly first: Uint8Array;
  readonly second?: Uint8Array | undefined;
}

/** What a passkey answered. */
export interface Assertion {
  readonly credentialId: Uint8Array;
  /** By the flag BE. */
  readonly backupEligibility: BackupEligibility;
  /** 32 bytes, to be overwritten after use. */
  readonly first: Uint8Array;
  /** The same. Undefined if it was not asked for, or not given. */
  readonly second: Uint8Array | undefined;
}

type Answer = Omit<Assertion, "first"> & Outputs;

const RP_ID_HASH = 32;
const FLAG_UV = 0x04;
const FLAG_BE = 0x08;

/**
 * Asks for one of some passkeys and for its outputs, with user verification. Where one answers without any, it is asked
 * once more alone and for one output, as when it was enrolled. Spec: Passkeys, Using.
 *
 * @param allowed - passkeys of this relying party, at least one
 * @throws KeepsakeError `key.prf-missing` with what failed, and the signal's reason
 */
export async function assertPasskey(
  options: CeremonyOptions,
  step: PasskeyStep,
  rpId: string,
  allowed: readonly PasskeySlot[],
  { first, second }: Inputs,
): Promise<Assertion> {
  let answer = await ask(options, step, rpId, allowed, { first, second });
  // [@use-again-alone]
  if (answer.first === undefined && (allowed.length > 1 || second !== undefined)) {
    const { credentialId } = answer;
    zeroize(answer.second);
    const alone = allowed.filter((passkey) => equalBytes(passkey.credentialId!, credentialId)).slice(0, 1);
    answer = await ask(options, "again", rpId, alone, { first });
  }
  // [@prf-output-missing] [@prf-output-length]
  if (answer.first === undefined) {
    zeroize(answer.second);
    throw failed("no-prf", step);
  }
  return { ...answer, first: answer.first };
}

function ask(
  options: CeremonyOptions,
  step: PasskeyStep,
  rpId: string,
  allowed: readonly PasskeySlot[],
  { first, second }: Inputs,
): Promise<Answer> {
  return runCeremony(options, step, {
    call: (credentials, { signal, timeout }) =>
      credentials.get({
        ...(signal === undefined ? {} : { signal }),
        publicKey: {
          rpId,
          challenge: secureRandomness("webauthn-challenge", 32).slice(),
          allowCredentials: allowed.map(descriptor), // [@use-allow-credentials]
          userVerification: "required", // [@passkey-uv-required]
          // [@prf-input-first] [@rotate-second]
          extensions: {
            prf: { eval: { first: first.slice(), ...(second === undefined ? {} : { second: second.slice() }) } },
          },
          ...(timeout === undefined ? {} : { timeout }),
        },
      }),
    read: async (credential) => {
      const outputs = takeOutputs(credential);
      try {
        return { ...(await check(credential, step, rpId, allowed)), ...outputs };
      } catch (error) {
        zeroize(outputs.first, outputs.second);
        throw error;
      }
    },
  });
}

async function check(
  { rawId, response }: PublicKeyCredential,
  step: PasskeyStep,
  rpId: string,
  allowed: readonly PasskeySlot[],
): Promise<Pick<Assertion, "credentialId" | "backupEligibility">> {
  const credentialId = new Uint8Array(rawId);
  if (!allowed.some((passkey) => equalBytes(passkey.credentialId!, credentialId))) {
    throw failed("wrong-credential", step);
  }
  const data = new Uint8Array((response as AuthenticatorAssertionResponse).authenticatorData);
  const rpIdHash = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(rpId).slice()));
  if (!equalBytes(data.subarray(0, RP_ID_HASH), rpIdHash)) throw failed("wrong-credential", step);
  const flags = data[RP_ID_HASH] ?? 0;
  // [@passkey-uv-flag]
  if ((flags & FLAG_UV) === 0) throw failed("no-user-verification", step);
  // [@enroll-backup-eligibility]
  const backupEligibility = (flags & FLAG_BE) === 0 ? BackupEligibility.DEVICE_BOUND : BackupEligibility.ELIGIBLE;
  return { credentialId, backupEligibility };
}

/** A passkey as WebAuthn names one. */
export function descriptor({
  credentialId = new Uint8Array(),
  transports = [],
}: PasskeySlot): PublicKeyCredentialDescriptor {
  return {
    type: "public-key",
    id: credentialId.slice(),
    ...(transports.length === 0 ? {} : { transports: [...transports] as AuthenticatorTransport[] }),
  };
}
