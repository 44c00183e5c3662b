import { sha256 } from "@noble/hashes/sha2.js";
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from "../authenticator/index.js";
import { toBase64 } from "../core/base64.js";
import { concat, equalBytes, u8, u32, utf8 } from "../core/bytes.js";

export const RP_ID = "backup.example";

const UP = 0x01;
export const UV = 0x04;
export const BE = 0x08;

/** What a browser answers, before it is made an object of the browser. */
export interface Answer {
  rawId: unknown;
  rpId: string;
  flags: number;
  /** `prf` of the extension results. */
  prf: { enabled?: boolean; results?: { first?: unknown; second?: unknown } } | undefined;
  transports: string[];
}

/** A call of the browser. */
export interface Call<Options> {
  readonly publicKey: Options;
  readonly signal: AbortSignal | undefined;
}

/**
 * What a browser or passkey does with an answer: changes it, throws, or never returns. `nth` counts the assertions from
 * 1, creation is 0; `listed` is the number of passkeys that were asked for.
 */
export type Change = (answer: Answer, nth: number, listed: number) => unknown;

/** How a browser or passkey misbehaves. */
export interface Behaviour {
  readonly create?: Change;
  readonly get?: Change;
}

/** Extension results with nothing in them but what is given. */
export const onlyPrf =
  (prf?: Answer["prf"]): Change =>
  (answer) => {
    answer.prf = prf;
  };

/** The output in another form, or another one. */
export const changeFirst =
  (form: (bytes: Uint8Array, nth: number) => unknown): Change =>
  ({ prf }, nth) => {
    prf!.results!.first = form(new Uint8Array(prf!.results!.first as ArrayBuffer), nth);
  };

export const clearFlag =
  (flag: number): Change =>
  (answer) => {
    answer.flags &= ~flag;
  };

/** The answer of another passkey. */
export const stranger: Change = (answer, nth) => {
  answer.rawId = new Uint8Array(32).fill(nth).buffer;
};

export const refuse =
  (thrown: unknown): Change =>
  () => {
    throw thrown;
  };

/** `navigator.credentials` over a software authenticator. */
export interface FakeCredentials extends CredentialsContainer {
  readonly authenticator: SoftwareAuthenticator;
  readonly creates: Call<PublicKeyCredentialCreationOptions>[];
  readonly gets: Call<PublicKeyCredentialRequestOptions>[];
  /** Every credential that was handed out. */
  readonly answered: PublicKeyCredential[];
}

const bytesOf = (source: BufferSource | undefined) =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source ?? new ArrayBuffer(0)).slice();

/** A browser that does what WebAuthn says, on a page of {@link RP_ID}, but for what `behaviour` changes. */
export function fakeCredentials(
  behaviour: Behaviour = {},
  authenticator: SoftwareAuthenticator = createSoftwareAuthenticator(),
): FakeCredentials {
  const creates: FakeCredentials["creates"] = [];
  const gets: FakeCredentials["gets"] = [];
  const answered: PublicKeyCredential[] = [];
  let open = 0;

  const has = (ids: readonly PublicKeyCredentialDescriptor[] | undefined, rpId: string) =>
    authenticator
      .credentials()
      .filter((kept) => kept.rpId === rpId && ids?.some(({ id }) => equalBytes(bytesOf(id), kept.credentialId)));

  /** `results` of the extension for a passkey; user verification decides which of its secrets is used. */
  const evaluate = (
    credentialId: Uint8Array,
    rpId: string,
    prf: AuthenticationExtensionsPRFInputs,
    isVerified: boolean,
  ) => {
    const value = (input: BufferSource) =>
      authenticator.getPrf(credentialId, rpId, bytesOf(input), isVerified).slice().buffer;
    const { first, second } = prf.eval!;
    return { first: value(first), ...(second === undefined ? {} : { second: value(second) }) };
  };

  /** One dialog: refuses a second one, and ends with the signal. */
  const dialog = async (signal: AbortSignal | undefined, run: () => Promise<PublicKeyCredential>) => {
    if (open > 0) throw new DOMException("A request is already pending.", "OperationError");
    open += 1;
    try {
      signal?.throwIfAborted();
      const stopped = new Promise<never>((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
      const credential = await Promise.race([run(), stopped]);
      answered.push(credential);
      return credential;
    } finally {
      open -= 1;
    }
  };

  const forThisPage = (rpId: string | undefined) => {
    if (rpId !== RP_ID) throw new DOMException("This is an invalid domain.", "SecurityError");
    return rpId;
  };

  return {
    authenticator,
    creates,
    gets,
    answered,
    create: (options) => {
      const { publicKey, signal = undefined } = options as CredentialCreationOptions;
      const call = { publicKey: publicKey!, signal };
      creates.push(call);
      return dialog(signal, async () => {
        const rpId = forThisPage(publicKey!.rp.id);
        if (has(publicKey!.excludeCredentials, rpId).length > 0) {
          throw new DOMException("It is registered already.", "InvalidStateError");
        }
        const { credentialId } = authenticator.makeCredential(rpId);
        const isVerified = publicKey!.authenticatorSelection?.userVerification === "required";
        const answer: Answer = {
          rawId: credentialId.slice().buffer,
          rpId,
          flags: UP | BE | (isVerified ? UV : 0),
          prf: { enabled: true, results: evaluate(credentialId, rpId, publicKey!.extensions!.prf!, isVerified) },
          transports: ["internal"],
        };
        await behaviour.create?.(answer, 0, 0);
        return credentialOf(answer);
      });
    },
    get: (options) => {
      const { publicKey, signal = undefined } = options as CredentialRequestOptions;
      const call = { publicKey: publicKey!, signal };
      const nth = gets.push(call);
      return dialog(signal, async () => {
        const rpId = forThisPage(publicKey!.rpId);
        const [chosen] = has(publicKey!.allowCredentials, rpId);
        if (chosen === undefined) throw new DOMException("The operation was refused or timed out.", "NotAllowedError");
        const isVerified = publicKey!.userVerification === "required";
        const { credentialId } = chosen;
        const answer: Answer = {
          rawId: credentialId.slice().buffer,
          rpId,
          flags: UP | BE | (isVerified ? UV : 0),
          prf: { results: evaluate(credentialId, rpId, publicKey!.extensions!.prf!, isVerified) },
          transports: [],
        };
        await behaviour.get?.(answer, nth, publicKey!.allowCredentials!.length);
        return credentialOf(answer);
      });
    },
    store: async () => {},
    preventSilentAccess: async () => {},
  };
}

function credentialOf({ rawId, rpId, flags, prf, transports }: Answer): PublicKeyCredential {
  // As of a security key: what stands in the authenticator data looks like an output, and is none.
  const extensions = new Uint8Array(48).fill(0xee);
  const data = concat(sha256(utf8(rpId)), u8(flags), u32(1), extensions);
  const results = prf === undefined ? {} : { prf };
  const json = (value: unknown) => (value === undefined ? undefined : toBase64(new Uint8Array(value as ArrayBuffer)));
  return {
    id: "",
    type: "public-key",
    authenticatorAttachment: "platform",
    rawId: rawId as ArrayBuffer,
    response: {
      clientDataJSON: new ArrayBuffer(0),
      authenticatorData: data.slice().buffer,
      getTransports: () => transports,
    } as AuthenticatorResponse,
    getClientExtensionResults: () => results as AuthenticationExtensionsClientOutputs,
    // No more of it than what must not be told.
    toJSON: () => ({ first: json(prf?.results?.first), second: json(prf?.results?.second) }) as never,
  };
}

/** Another output: bytes with one bit turned. */
export function corrupted(bytes: Uint8Array, bit = 0): ArrayBuffer {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy.buffer;
}
