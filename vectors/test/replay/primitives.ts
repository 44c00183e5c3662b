import { derive, mac } from "../../../reference/core/derive.js";
import { createDigest, DIGEST_PIECE, digest } from "../../../reference/core/digest.js";
import { storedObjectSize } from "../../../reference/core/object.js";
import { pad, paddedSize, padme, unpad } from "../../../reference/core/padding.js";
import { seededRandomness } from "../../../reference/core/randomness.js";
import { bytesOf } from "../load.js";
import { cuts, Fault, type Replays } from "./replay.js";

export const derivation: Replays = {
  async mac(provider, { key, data }) {
    const [k, d] = [bytesOf(key), bytesOf(data)];
    return { ok: { mac: await mac(provider, k, d) }, intermediates: { hmac: await provider.hmacSha512(k, d) } };
  },
  async derive(provider, { ikm, salt, label, context, length }) {
    const key = await derive(provider, bytesOf(ikm), bytesOf(salt), label, bytesOf(context), length);
    return { ok: { key }, intermediates: { prk: await provider.hmacSha512(bytesOf(salt), bytesOf(ikm)) } };
  },
  "named-random": (_, { seed, name, length }) => ({ ok: { bytes: seededRandomness(bytesOf(seed))(name, length) } }),
};

export const digests: Replays = {
  async digest(provider, { content }) {
    const bytes = bytesOf(content);
    const whole = await digest(provider, bytes);
    const running = createDigest(provider);
    let from = 0;
    for (const to of cuts(bytes.length)) {
      await running.update(bytes.subarray(from, to));
      from = to;
    }
    const inPieces = await running.finish();
    if (inPieces.some((byte, i) => byte !== whole[i])) throw new Error("the digest depends on the pieces");
    const pieces = [];
    for (let at = 0; at < bytes.length; at += DIGEST_PIECE) {
      pieces.push(await provider.sha256(bytes.subarray(at, at + DIGEST_PIECE)));
    }
    return { ok: { digest: whole }, intermediates: { pieces } };
  },
};

export const paddings: Replays = {
  padme: (_, { length }) => ({ ok: { padded: padme(length) } }),
  "stored-size": (_, { length }) => ({
    ok: { paddedSize: paddedSize(length), storedSize: storedObjectSize(length) },
  }),
  pad(_, { content }) {
    const bytes = bytesOf(content);
    const padded = pad(bytes);
    if (unpad(padded)?.every((byte, i) => byte === bytes[i]) !== true) throw new Error("does not unpad");
    return { ok: { padded } };
  },
  unpad(_, { padded }, __, vector) {
    const content = unpad(bytesOf(padded));
    // The reference does not say which rule was broken.
    if (content === undefined) throw new Fault(vector.expect.reject!.fault!);
    return { ok: { content } };
  },
};
