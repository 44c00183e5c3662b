import { concat, zeroize } from "./bytes.js";
import { CHUNK, MAX_CHUNKS, SEALED_CHUNK, TAG } from "./chunks.js";
import { committedKeys, type MessageKeys, messageKeys, SEAL_HEADER, SealFailure } from "./cobblestone-message.js";
import { type CryptoProvider, chain, type MaybePromise, type OpenedChunks } from "./provider.js";

/** Seals a message piece by piece. Await each call before the next. */
export interface Sealer {
  /** Salt and commitment, 56 bytes: the start of the sealed message. */
  readonly header: Uint8Array;
  /**
   * Takes the next piece and gives the chunks that it completes, which may be none.
   *
   * @param memory - where to write if it is long enough; new memory otherwise, which costs up to a tenth of the time
   */
  update(plaintext: Uint8Array, memory?: Uint8Array): MaybePromise<Uint8Array>;
  /** Gives the last, short chunk. */
  finish(): MaybePromise<Uint8Array>;
}

/** Opens a message piece by piece. Await each call before the next. */
export interface Opener {
  /**
   * Takes the next piece and gives the plaintext of the chunks that it completes and that are authentic. If one is
   * not, the plaintext before it is given first, and the next call throws.
   *
   * @param memory - where to write if it is long enough; new memory otherwise, which costs up to a tenth of the time
   */
  update(sealed: Uint8Array, memory?: Uint8Array): MaybePromise<Uint8Array>;
  /** Gives the plaintext of the last chunk. Only then is it known that the message is whole. */
  finish(): MaybePromise<Uint8Array>;
}

const NOTHING: Uint8Array = new Uint8Array();

/**
 * Cuts a stream into pieces of exactly `size` bytes. Bytes that do not fill one wait for the next call; the others are
 * handed on where they are, without a copy.
 */
function createCutter(size: number) {
  let waiting: Uint8Array = new Uint8Array(size);
  let filled = 0;
  return {
    /** Pieces that are complete now: the one that had to wait, if any, and a run of those that did not. */
    push(data: Uint8Array): { first: Uint8Array; rest: Uint8Array } {
      let first = NOTHING;
      let start = 0;
      if (filled > 0) {
        start = Math.min(size - filled, data.length);
        waiting.set(data.subarray(0, start), filled);
        filled += start;
        if (filled < size) return { first, rest: NOTHING };
        first = waiting;
        // A new one, because an asynchronous provider may still read the old.
        waiting = new Uint8Array(size);
      }
      const end = data.length - ((data.length - start) % size);
      filled = data.length - end;
      waiting.set(data.subarray(end));
      return { first, rest: data.subarray(start, end) };
    },
    /** What is left over at the end of the stream. */
    rest: () => waiting.subarray(0, filled),
  };
}

/** Memory of `length` bytes: what the caller has, or new. */
const room = (memory: Uint8Array | undefined, length: number): Uint8Array =>
  memory !== undefined && memory.length >= length ? memory.subarray(0, length) : new Uint8Array(length);

/** Continues when both values are there. */
function both<T, U>(a: MaybePromise<T>, b: MaybePromise<T>, next: (a: T, b: T) => U): MaybePromise<U> {
  if (!(a instanceof Promise) && !(b instanceof Promise)) return next(a, b);
  return Promise.all([a, b]).then(([x, y]) => next(x, y));
}

/**
 * Starts to seal a message that need not fit into memory. Hand over 1 MiB or more at a time: a call has a price.
 * Spec: Sealing.
 *
 * @param key - 32 bytes, uniformly random
 * @param context - what the message is bound to
 * @param salt - 24 random bytes, never used twice with the same key
 */
export async function createSealer(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
): Promise<Sealer> {
  const keys = await messageKeys(provider, key, context, salt);
  const cutter = createCutter(CHUNK);
  let chunk = 0;
  let finished = false;

  const sealRun = (plaintext: Uint8Array, target: Uint8Array): MaybePromise<Uint8Array> => {
    if (plaintext.length === 0) return NOTHING;
    const run = provider.sealChunks(keys.key, keys.baseNonce, chunk, plaintext, false, target);
    chunk += plaintext.length / CHUNK;
    return run;
  };

  return {
    header: concat(salt, keys.commitment),
    update(plaintext, memory) {
      if (finished) throw new Error("the message is finished");
      const { first, rest } = cutter.push(plaintext);
      const chunks = (first.length + rest.length) / CHUNK;
      // [@seal-chunk-limit]
      if (chunk + chunks >= MAX_CHUNKS) throw new RangeError(`a message has less than ${MAX_CHUNKS} chunks`);
      const target = room(memory, chunks * SEALED_CHUNK);
      const split = (first.length / CHUNK) * SEALED_CHUNK;
      return both(sealRun(first, target.subarray(0, split)), sealRun(rest, target.subarray(split)), () => target);
    },
    finish() {
      if (finished) throw new Error("the message is finished");
      finished = true;
      const last = provider.sealChunks(keys.key, keys.baseNonce, chunk, cutter.rest(), true);
      return chain(last, (sealed) => {
        zeroize(keys.key, cutter.rest());
        return sealed;
      });
    },
  };
}

/**
 * Starts to open a sealed message that need not fit into memory. Checks the commitment before any chunk; after a
 * failure, every call fails. Spec: Sealing.
 *
 * @param key - 32 bytes
 * @param context - what the message must be bound to
 */
export function createOpener(provider: CryptoProvider, key: Uint8Array, context: Uint8Array): Opener {
  const cutter = createCutter(SEALED_CHUNK);
  const header = new Uint8Array(SEAL_HEADER);
  let headerFilled = 0;
  let keys: MessageKeys | undefined;
  let chunk = 0;
  let failure: unknown;

  const fail = (error: unknown): never => {
    failure = error;
    zeroize(keys?.key);
    throw error;
  };

  const guard = <T>(task: () => MaybePromise<T>): MaybePromise<T> => {
    if (failure !== undefined) throw failure;
    try {
      const result = task();
      return result instanceof Promise ? result.catch(fail) : result;
    } catch (error) {
      return fail(error);
    }
  };

  const openRun = (sealed: Uint8Array, target: Uint8Array): MaybePromise<OpenedChunks> => {
    if (sealed.length === 0) return { plaintext: NOTHING };
    const run = provider.openChunks(keys!.key, keys!.baseNonce, chunk, sealed, target);
    chunk += sealed.length / SEALED_CHUNK;
    return run;
  };

  const openPieces = (data: Uint8Array, memory: Uint8Array | undefined): MaybePromise<Uint8Array> => {
    const { first, rest } = cutter.push(data);
    const start = chunk;
    const chunks = (first.length + rest.length) / SEALED_CHUNK;
    if (start + chunks >= MAX_CHUNKS) throw new SealFailure("size");
    const target = room(memory, chunks * CHUNK);
    const split = (first.length / SEALED_CHUNK) * CHUNK;
    return both(openRun(first, target.subarray(0, split)), openRun(rest, target.subarray(split)), (a, b) => {
      if (a.failedChunk === undefined && b.failedChunk === undefined) return target;
      const authentic = a.failedChunk ?? split / CHUNK + b.failedChunk!;
      failure = new SealFailure("chunk", start + authentic);
      zeroize(keys?.key);
      if (authentic === 0) throw failure;
      return target.subarray(0, authentic * CHUNK);
    });
  };

  return {
    update: (sealed, memory) =>
      guard(() => {
        if (keys !== undefined) return openPieces(sealed, memory);
        const part = sealed.subarray(0, SEAL_HEADER - headerFilled);
        header.set(part, headerFilled);
        headerFilled += part.length;
        if (headerFilled < SEAL_HEADER) return NOTHING;
        return chain(committedKeys(provider, key, context, header), (derived) => {
          keys = derived;
          return openPieces(sealed.subarray(part.length), memory);
        });
      }),
    finish: () =>
      guard(() => {
        const last = cutter.rest();
        if (keys === undefined || last.length < TAG) throw new SealFailure("truncated");
        return chain(provider.openChunks(keys.key, keys.baseNonce, chunk, last), (opened) => {
          if (opened.failedChunk !== undefined) throw new SealFailure("chunk", chunk);
          failure = new Error("the message is finished");
          zeroize(keys!.key);
          return opened.plaintext;
        });
      }),
  };
}
