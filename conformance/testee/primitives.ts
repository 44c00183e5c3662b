import { kindOfFile } from "../../reference/command/inspect-file.js";
import { concat } from "../../reference/core/bytes.js";
import {
  createOpener,
  createSealer,
  open,
  openRange,
  SealFailure,
  seal,
  sealedSize,
} from "../../reference/core/cobblestone.js";
import { derive, type Label, mac } from "../../reference/core/derive.js";
import { createDigest, digest } from "../../reference/core/digest.js";
import { FILE_KIND } from "../../reference/core/file-prefix.js";
import { storedObjectSize } from "../../reference/core/object.js";
import { pad, paddedSize, padme, unpad } from "../../reference/core/padding.js";
import { seededRandomness } from "../../reference/core/randomness.js";
import { bytesSource } from "../../reference/core/source.js";
import type { Values } from "../suite/case.js";
import { asNumber, bytes, list, number, object, optional, text } from "./args.js";
import { type Operations, Rejected } from "./operation.js";
import { released } from "./values.js";

/** The pieces in which the caller wants the input handed over; undefined for the whole. */
function* piecesOf(input: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  let from = 0;
  for (const to of cuts) {
    yield input.subarray(from, to);
    from = to;
  }
}

/** Most pieces of an input complete no chunk, and there may be a million of them. */
function gather(pieces: Uint8Array[], piece: Uint8Array): void {
  if (piece.length > 0) pieces.push(piece);
}

const cutsOf = (args: Values) => optional(args, "cuts", (all, name) => list(all, name, asNumber));

const REASONS = { size: "size", truncated: "size", commitment: "commitment", chunk: "tag" } as const;

/** Runs an opening, and says of a failure what it was and what had been given out. */
async function rejecting(given: readonly Uint8Array[], run: () => Promise<Uint8Array>): Promise<Values> {
  try {
    return { plaintext: await run() };
  } catch (error) {
    if (!(error instanceof SealFailure)) throw error;
    const reason = REASONS[error.kind];
    const code = reason === "size" ? "object.truncated" : "object.auth";
    throw new Rejected(code, error.message, { reason, released: released(given) });
  }
}

/** Chapter 2: derivation, digest, sealing, padding, file prefix. */
export const primitives: Operations = {
  mac: async (args, { provider }) => ({ mac: await mac(provider, bytes(args, "key"), bytes(args, "data")) }),
  derive: async (args, { provider }) => {
    const [ikm, salt, context] = [bytes(args, "ikm"), bytes(args, "salt"), bytes(args, "context")];
    return { key: await derive(provider, ikm, salt, text(args, "label") as Label, context, number(args, "length")) };
  },
  "named-random": (args) => ({
    bytes: seededRandomness(bytes(args, "seed"))(text(args, "name"), number(args, "length")),
  }),
  digest: async (args, { provider }) => {
    const content = bytes(args, "content");
    const cuts = cutsOf(args);
    if (cuts === undefined) return { digest: await digest(provider, content) };
    const running = createDigest(provider);
    for (const piece of piecesOf(content, cuts)) await running.update(piece);
    return { digest: await running.finish() };
  },
  padme: (args) => ({ padded: padme(number(args, "length")) }),
  "stored-size": (args) => {
    const length = number(args, "length");
    return { paddedSize: paddedSize(length), storedSize: storedObjectSize(length) };
  },
  pad: (args) => ({ padded: pad(bytes(args, "content")) }),
  unpad: (args) => {
    const content = unpad(bytes(args, "padded"));
    if (content === undefined) throw new Rejected("object.padding", "This is not padded content.");
    return { content };
  },
  "sealed.size": (args) => ({ size: sealedSize(number(args, "length")) }),
  "sealed.seal": async (args, { provider }) => {
    const [key, context, salt] = [bytes(args, "key"), bytes(args, "context"), bytes(args, "salt")];
    const plaintext = bytes(args, "plaintext");
    const cuts = cutsOf(args);
    if (cuts === undefined) return { ciphertext: await seal(provider, key, context, plaintext, salt) };
    const sealer = await createSealer(provider, key, context, salt);
    const sealed = [sealer.header];
    for (const piece of piecesOf(plaintext, cuts)) gather(sealed, await sealer.update(piece));
    gather(sealed, await sealer.finish());
    return { ciphertext: concat(...sealed) };
  },
  "sealed.open": (args, { provider }) => {
    const [key, context, sealed] = [bytes(args, "key"), bytes(args, "context"), bytes(args, "ciphertext")];
    const range = optional(args, "range", object);
    if (range !== undefined) {
      const [start, end] = [number(range, "start"), number(range, "end")];
      return rejecting([], () => openRange(provider, key, context, bytesSource(sealed), start, end));
    }
    const cuts = cutsOf(args);
    if (cuts === undefined) return rejecting([], () => open(provider, key, context, sealed));
    const given: Uint8Array[] = [];
    return rejecting(given, async () => {
      const opener = createOpener(provider, key, context);
      for (const piece of piecesOf(sealed, cuts)) gather(given, await opener.update(piece));
      gather(given, await opener.finish());
      return concat(...given);
    });
  },
  "prefix.identify": (args) => ({ kind: FILE_KIND[kindOfFile(bytes(args, "file"))] }),
};
