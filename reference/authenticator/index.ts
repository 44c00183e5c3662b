/**
 * A passkey in software, for tests, vectors and the command line: the `hmac-secret` part of a CTAP2 authenticator, and
 * what a browser makes of it for the WebAuthn PRF extension. It keeps its secrets where the caller keeps them, asks
 * nobody for consent and signs nothing, so it protects no better than the file that its credentials are in.
 *
 * @module
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, equalBytes, utf8 } from "../core/bytes.js";
import type { PasskeySlot } from "../core/proto/types.js";
import { type Randomness, secureRandomness } from "../core/randomness.js";
import type { AskPasskey, Secret } from "../core/secret.js";

/** What the authenticator keeps of one passkey. */
export interface SoftwareCredential {
  /** 32 bytes. */
  readonly credentialId: Uint8Array;
  readonly rpId: string;
  /** The secret behind the PRF where the user was verified, 32 bytes. */
  readonly credRandomWithUv: Uint8Array;
  /** The same where the user only touched, 32 bytes. Keepsake never uses it. */
  readonly credRandomWithoutUv: Uint8Array;
}

/** A software authenticator. */
export interface SoftwareAuthenticator {
  /** Makes a passkey for a relying party. */
  makeCredential(rpId: string): SoftwareCredential;
  /** All passkeys, to be kept and handed to {@link createSoftwareAuthenticator} the next time. */
  credentials(): readonly SoftwareCredential[];
  /**
   * Evaluates the PRF of a passkey, as `results.first` of the WebAuthn extension.
   *
   * @param input - what the relying party passes as `eval.first`
   * @param userVerified - whether the user was verified; another secret is used if not
   * @returns 32 bytes
   * @throws DOMException `NotAllowedError` if there is no such passkey for that relying party
   */
  getPrf(credentialId: Uint8Array, rpId: string, input: Uint8Array, userVerified?: boolean): Uint8Array;
  /** A passkey as something to open a vault with. */
  asSecret(credentialId: Uint8Array): Secret;
  /** Whichever passkey of one relying party has a slot, as something to open a vault with. */
  asReader(rpId: string): Secret;
  /** A passkey as a key slot describes it. */
  asSlot(credentialId: Uint8Array): PasskeySlot;
}

/** CTAP2 salt of a PRF input, as a WebAuthn client makes it. */
function ctapSalt(input: Uint8Array): Uint8Array {
  return sha256(concat(utf8("WebAuthn PRF\0"), input));
}

/**
 * Makes a software authenticator.
 *
 * @param randomness - where new passkeys come from; `credential-id/<n>`, `cred-random-with-uv/<n>` and
 * `cred-random-without-uv/<n>` for the n-th one
 * @param kept - passkeys of an earlier time
 */
export function createSoftwareAuthenticator(
  randomness: Randomness = secureRandomness,
  kept: readonly SoftwareCredential[] = [],
): SoftwareAuthenticator {
  const credentials = [...kept];

  const find = (credentialId: Uint8Array, rpId?: string): SoftwareCredential => {
    const found = credentials.find(
      (credential) =>
        equalBytes(credential.credentialId, credentialId) && (rpId === undefined || credential.rpId === rpId),
    );
    // As in WebAuthn: a passkey that is missing looks like one that the user refused.
    if (found === undefined) throw new DOMException("The passkey is not here.", "NotAllowedError");
    return found;
  };

  const getPrf: SoftwareAuthenticator["getPrf"] = (credentialId, rpId, input, userVerified = true) => {
    const { credRandomWithUv, credRandomWithoutUv } = find(credentialId, rpId);
    return hmac(sha256, userVerified ? credRandomWithUv : credRandomWithoutUv, ctapSalt(input));
  };

  return {
    makeCredential(rpId) {
      const n = credentials.length;
      const credential: SoftwareCredential = {
        credentialId: randomness(`credential-id/${n}`, 32),
        rpId,
        credRandomWithUv: randomness(`cred-random-with-uv/${n}`, 32),
        credRandomWithoutUv: randomness(`cred-random-without-uv/${n}`, 32),
      };
      credentials.push(credential);
      return credential;
    },
    credentials: () => [...credentials],
    getPrf,
    asSecret(credentialId) {
      const { rpId } = find(credentialId);
      return { kind: "passkey", credentialId, prf: async (input) => getPrf(credentialId, rpId, input) };
    },
    asReader(rpId) {
      const ask: AskPasskey = async (input, passkeys) => {
        // [@use-own-rp-id] [@use-allow-credentials]
        const listed = passkeys.filter((passkey) => passkey.rpId === rpId);
        const answers = credentials.find(
          (credential) =>
            credential.rpId === rpId &&
            listed.some((passkey) => equalBytes(passkey.credentialId, credential.credentialId)),
        );
        if (answers === undefined) return undefined;
        const { credentialId } = answers;
        return { credentialId, output: getPrf(credentialId, rpId, input) };
      };
      return { kind: "any-passkey", ask };
    },
    asSlot(credentialId) {
      const { rpId } = find(credentialId);
      return { rpId, credentialId, transports: ["internal"] };
    },
  };
}
