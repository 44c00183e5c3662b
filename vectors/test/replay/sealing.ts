import { concat, equalBytes } from "../../../reference/core/bytes.js";
import {
  createOpener,
  createSealer,
  open,
  openRange,
  SealFailure,
  seal,
  sealedSize,
} from "../../../reference/core/cobblestone.js";
import { messageKeys } from "../../../reference/core/cobblestone-message.js";
import { sealContext } from "../../../reference/core/derive.js";
import type { CryptoProvider } from "../../../reference/core/provider.js";
import { bytesOf } from "../load.js";
import { cuts, Fault, type Replays } from "./replay.js";

const FAULTS = { size: "size", truncated: "size", commitment: "commitment", chunk: "tag" } as const;
/** Single bytes only for messages that are short. */
const SHORT = 5000;

async function* openPieces(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  sealed: Uint8Array,
  ends: Iterable<number>,
): AsyncGenerator<Uint8Array> {
  const opener = createOpener(provider, key, context);
  let from = 0;
  for (const to of ends) {
    yield await opener.update(sealed.subarray(from, to));
    from = to;
  }
  yield await opener.finish();
}

const singles = (length: number) => Array.from({ length }, (_, i) => i + 1);

/** Opens in every way; all give the same, but that pieces give out what was authentic before a failure. */
async function openEveryWay(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  sealed: Uint8Array,
  release: (content: Uint8Array) => void,
): Promise<Uint8Array> {
  const ways = [[sealed.length], [...cuts(sealed.length)], ...(sealed.length <= SHORT ? [singles(sealed.length)] : [])];
  const outcomes: { plaintext: Uint8Array; failure?: SealFailure }[] = [];
  for (const ends of ways) {
    let plaintext: Uint8Array = new Uint8Array();
    try {
      for await (const piece of openPieces(provider, key, context, sealed, ends)) plaintext = concat(plaintext, piece);
      outcomes.push({ plaintext });
    } catch (error) {
      if (!(error instanceof SealFailure)) throw error;
      outcomes.push({ plaintext, failure: error });
    }
  }
  const [first, ...others] = outcomes;
  for (const other of others) {
    if (!equalBytes(other.plaintext, first!.plaintext)) throw new Error("pieces give another plaintext");
    if (other.failure?.kind !== first!.failure?.kind) throw new Error("pieces give another failure");
  }
  release(first!.plaintext);
  const whole = await open(provider, key, context, sealed);
  if (!equalBytes(whole, first!.plaintext)) throw new Error("the whole gives another plaintext");
  return whole;
}

export const sealing: Replays = {
  async seal(provider, inputs, release) {
    const [key, salt, plaintext] = [bytesOf(inputs.key), bytesOf(inputs.salt), bytesOf(inputs.plaintext)];
    const context = sealContext(inputs.type, bytesOf(inputs.fields));
    const sealed = await seal(provider, key, context, plaintext, salt);
    const sealer = await createSealer(provider, key, context, salt);
    let inPieces = sealer.header;
    let from = 0;
    for (const to of cuts(plaintext.length)) {
      inPieces = concat(inPieces, await sealer.update(plaintext.subarray(from, to)));
      from = to;
    }
    if (!equalBytes(concat(inPieces, await sealer.finish()), sealed)) throw new Error("pieces seal to other bytes");
    const opened = await openEveryWay(provider, key, context, sealed, release);
    if (!equalBytes(opened, plaintext)) throw new Error("opens to something else");
    const [start, end] = [Math.floor(plaintext.length / 3), Math.ceil(plaintext.length / 2)];
    const source = { size: sealed.length, read: (at: number, length: number) => sealed.subarray(at, at + length) };
    const range = await openRange(provider, key, context, source, start, end);
    if (!equalBytes(range, plaintext.subarray(start, end))) throw new Error("a range opens to something else");
    const keys = await messageKeys(provider, key, context, salt);
    const { baseNonce, commitment } = keys;
    return { ok: { sealed }, intermediates: { context, chunkKey: keys.key, baseNonce, commitment } };
  },
  async open(provider, inputs, release) {
    const context = sealContext(inputs.type, bytesOf(inputs.fields));
    try {
      const plaintext = await openEveryWay(provider, bytesOf(inputs.key), context, bytesOf(inputs.sealed), release);
      return { ok: { plaintext } };
    } catch (error) {
      throw error instanceof SealFailure ? new Fault(FAULTS[error.kind]) : error;
    }
  },
  "sealed-size": (_, { length }) => ({ ok: { size: sealedSize(length) } }),
};
