import { equalBytes, utf8, zeroize } from "../core/bytes.js";
import type { BackupEligibility, PasskeySlot } from "../core/proto/types.js";
import { secureRandomness } from "../core/randomness.js";
import type { Secret } from "../core/secret.js";
import type { NewSlot } from "../core/slot-make.js";
import { type Assertion, assertPasskey, descriptor } from "./assertion.js";
import { type CeremonyOptions, runCeremony } from "./ceremony.js";
import { failed } from "./failures.js";
import { takeOutputs } from "./outputs.js";

/** For whom a passkey is made, and how people will know it. */
export interface NewPasskey {
  /** The relying party: the program's own rp id, and its name as the browser shows it. */
  readonly rp: { readonly id: string; readonly name: string };
  /** How the passkey is listed where passkeys are listed, such as "Backup of Sam's phone". */
  readonly user: { readonly name: string; readonly displayName?: string };
  /** How the owner knows its slot, at most 256 bytes. */
  readonly label?: string;
}

/** How to enroll a passkey. */
export interface EnrollOptions extends NewPasskey, CeremonyOptions {
  /** PRF input of the epoch of its slot, 48 bytes: what `createVault`, `addSlot` and `rotate` hand to a function. */
  readonly input: Uint8Array;
  /** Passkeys of the vault's slots: one that has one of them is not enrolled again. */
  readonly existing: readonly PasskeySlot[];
}

/** A passkey that was created and confirmed, for `createVault`, `addSlot` or `rotate`. It shows no secret if it is copied or printed. */
export interface EnrolledPasskey extends NewSlot {
  /** Hands over the output that was confirmed, once; for any other input, or asked again, it asks the person. */
  readonly secret: Extract<Secret, { kind: "passkey" }>;
  readonly passkey: PasskeySlot;
  readonly backupEligibility: BackupEligibility;
}

const PRF_INPUT = 48;
const ALGORITHMS = [-7, -8, -257];

/**
 * Creates a passkey and makes sure that it gives the same output again: two dialogs of the browser, or three where the
 * first gives no output (spec: Passkeys, Enrolling). Nothing is stored, and a passkey that failed stays where it is,
 * unused.
 *
 * @throws KeepsakeError key.prf-missing with {@link PasskeyFailure}; the signal's reason; RangeError for a wrong input
 */
export async function enrollPasskey(options: EnrollOptions): Promise<EnrolledPasskey> {
  const { rp, input, label } = options;
  if (input.length !== PRF_INPUT) throw new RangeError(`expected an input of ${PRF_INPUT} bytes, got ${input.length}`);
  const created = await create(options);
  const passkey = { rpId: rp.id, credentialId: created.credentialId, transports: created.transports };
  let assertion: Assertion | undefined;
  let other = created.output;
  try {
    // [@enroll-confirm-get]
    assertion = await assertPasskey(options, "confirm", rp.id, [passkey], { first: input });
    // [@enroll-second-assertion]
    other ??= (await assertPasskey(options, "compare", rp.id, [passkey], { first: input })).first;
    // [@enroll-create-differs]
    if (!equalBytes(assertion.first, other)) throw failed("outputs-differ", "compare");
  } catch (error) {
    zeroize(assertion?.first);
    throw error;
  } finally {
    zeroize(other);
  }
  return {
    secret: { kind: "passkey", credentialId: created.credentialId, prf: handOver(options, passkey, assertion.first) },
    passkey,
    backupEligibility: assertion.backupEligibility,
    ...(label === undefined ? {} : { label }),
  };
}

interface Created {
  readonly credentialId: Uint8Array;
  readonly transports: readonly string[];
  readonly output: Uint8Array | undefined;
}

function create(options: EnrollOptions): Promise<Created> {
  const { rp, user, input, existing } = options;
  return runCeremony(options, "create", {
    call: (credentials, { signal, timeout }) =>
      credentials.create({
        ...(signal === undefined ? {} : { signal }),
        publicKey: {
          rp: { id: rp.id, name: rp.name },
          // [@enroll-new-user-handle]
          user: {
            id: secureRandomness("webauthn-user-handle", 32).slice(),
            name: user.name,
            displayName: user.displayName ?? user.name,
          },
          challenge: secureRandomness("webauthn-challenge", 32).slice(),
          pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
          excludeCredentials: existing.map(descriptor), // [@enroll-exclude]
          // [@enroll-discoverable] [@passkey-uv-required]
          authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
          extensions: { prf: { eval: { first: input.slice() } } }, // [@enroll-eval-at-create]
          ...(timeout === undefined ? {} : { timeout }),
        },
      }),
    read: (credential) => {
      const { first: output, second } = takeOutputs(credential);
      zeroize(second);
      return { credentialId: new Uint8Array(credential.rawId).slice(), transports: transportsOf(credential), output };
    },
  });
}

function transportsOf({ response }: PublicKeyCredential): string[] {
  const transports = (response as AuthenticatorAttestationResponse).getTransports?.() ?? [];
  return transports.filter((name) => utf8(name).length <= 32).slice(0, 8);
}

function handOver(options: EnrollOptions, passkey: PasskeySlot, output: Uint8Array) {
  const { input, rp } = options;
  let held: Uint8Array | undefined = output;
  return async (asked: Uint8Array): Promise<Uint8Array> => {
    const once = held;
    if (once !== undefined && equalBytes(asked, input)) {
      held = undefined;
      return once;
    }
    return (await assertPasskey(options, "unlock", rp.id, [passkey], { first: asked })).first;
  };
}
