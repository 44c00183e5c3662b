/** A value now, or a promise of it: a provider that can answer at once does. */
export type MaybePromise<T> = T | Promise<T>;

/** Plaintext of a run of chunks, up to the first that is not authentic. */
export interface OpenedChunks {
  readonly plaintext: Uint8Array;
  /** Index in the run of the first chunk that is not authentic. Absent: all are. */
  readonly failedChunk?: number;
}

/**
 * The primitives that Keepsake is made of. An implementation is one object; all give the same bytes.
 * None changes an argument, and none reads one after it has answered.
 */
export interface CryptoProvider {
  readonly name: "node" | "webcrypto" | "noble";
  /** SHA-256, 32 bytes. Has read `data` when it returns, even if it returns a promise. */
  sha256(data: Uint8Array): MaybePromise<Uint8Array>;
  /** HMAC-SHA-512, 64 bytes. */
  hmacSha512(key: Uint8Array, data: Uint8Array): MaybePromise<Uint8Array>;
  /** HKDF-SHA-512 of RFC 5869, extract and expand. */
  hkdfSha512(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): MaybePromise<Uint8Array>;
  /** The expand step of HKDF-SHA-512 alone. */
  hkdfExpandSha512(prk: Uint8Array, info: Uint8Array, length: number): MaybePromise<Uint8Array>;
  /**
   * Seals a run of chunks of 16,384 bytes with AES-256-GCM; each chunk grows by its tag of 16 bytes. A `final` run
   * ends in a chunk shorter than 16,384 bytes, which is empty if `plaintext` is a multiple of that.
   *
   * @param key - 32 bytes
   * @param baseNonce - 12 bytes; the nonce of chunk n is this XOR n
   * @param firstChunk - number of the first chunk of the run
   * @param target - where to write, exactly as long as the result; a new array if absent
   * @returns the sealed run
   */
  sealChunks(
    key: Uint8Array,
    baseNonce: Uint8Array,
    firstChunk: number,
    plaintext: Uint8Array,
    final: boolean,
    target?: Uint8Array,
  ): MaybePromise<Uint8Array>;
  /**
   * Opens a run of sealed chunks of 16,400 bytes, of which the last may be shorter. Writes nothing that is not
   * authentic.
   *
   * @param target - where to write, exactly as long as the plaintext of the run; a new array if absent
   */
  openChunks(
    key: Uint8Array,
    baseNonce: Uint8Array,
    firstChunk: number,
    sealed: Uint8Array,
    target?: Uint8Array,
  ): MaybePromise<OpenedChunks>;
}

let chosen: CryptoProvider | undefined;

/** What {@link setDefaultProvider} set last. */
export function chosenProvider(): CryptoProvider | undefined {
  return chosen;
}

/** Changes what `defaultProvider` gives. Importing `keepsake/node` sets the provider of Node. */
export function setDefaultProvider(provider: CryptoProvider): void {
  chosen = provider;
}

/** Continues with a value that may have to be waited for, at once if it is there. */
export function chain<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
