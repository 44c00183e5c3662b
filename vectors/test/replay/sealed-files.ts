import { concat, equalBytes, toHex } from "../../../reference/core/bytes.js";
import { messageKeys } from "../../../reference/core/cobblestone-message.js";
import { deriveEpochKeys, type EpochKeys } from "../../../reference/core/derive.js";
import { digest } from "../../../reference/core/digest.js";
import { openMark } from "../../../reference/core/mark.js";
import { objectName } from "../../../reference/core/names.js";
import { createReference, OBJECT_TYPE, objectContext, type Reference } from "../../../reference/core/object.js";
import { openObject, openObjectRange, readObject } from "../../../reference/core/object-open.js";
import { sealObject, sealObjectBytes } from "../../../reference/core/object-seal.js";
import { encodeMark, encodeSnapshot } from "../../../reference/core/proto/codec.js";
import type { CryptoProvider } from "../../../reference/core/provider.js";
import { seededRandomness } from "../../../reference/core/randomness.js";
import { openSnapshot } from "../../../reference/core/snapshot.js";
import { bytesSource } from "../../../reference/core/source.js";
import { bytesOf, type Inputs } from "../load.js";
import type { Replays } from "./replay.js";

function referenceOf({ id, key, length, digest }: Inputs): Reference {
  return { id: bytesOf(id), key: bytesOf(key), length, digest: bytesOf(digest) };
}

export const object: Replays = {
  async seal(provider, inputs) {
    const { type, generation, identity, epoch } = inputs;
    const [vaultId, content] = [bytesOf(inputs.vaultId), bytesOf(inputs.content)];
    const randomness = seededRandomness(bytesOf(inputs.seed));
    const keys = await deriveEpochKeys(provider, bytesOf(inputs.rootKey), vaultId, epoch);
    const description = { type, generation, identity, length: content.length, digest: await digest(provider, content) };
    const reference = await createReference(provider, keys, description);
    const file = await sealObjectBytes(provider, vaultId, type, reference, content, randomness);
    const pieces: Uint8Array[] = [];
    const halves = [content.subarray(0, content.length >> 1), content.subarray(content.length >> 1)];
    const stream = (async function* () {
      yield* halves;
    })();
    for await (const piece of sealObject(provider, vaultId, type, reference, stream, randomness)) pieces.push(piece);
    if (!equalBytes(concat(...pieces), file)) throw new Error("a stream seals to other bytes");
    const name = objectName(reference.id);
    const salt = randomness(`salt/${name}`, 24);
    const context = objectContext(vaultId, type, reference.id);
    const { key: chunkKey, baseNonce, commitment } = await messageKeys(provider, reference.key, context, salt);
    const intermediates = { objectIdKey: keys.objectId, objectKeyKey: keys.objectKey, context, salt };
    return { ok: { reference, name, file }, intermediates: { ...intermediates, chunkKey, baseNonce, commitment } };
  },
  async read(provider, inputs, release) {
    const reference = referenceOf(inputs.reference);
    const source = inputs.file === undefined ? undefined : bytesSource(bytesOf(inputs.file));
    const vaultId = bytesOf(inputs.vaultId);
    if (inputs.type === OBJECT_TYPE.segment) {
      return { ok: { content: await readObject(provider, vaultId, inputs.type, reference, source) } };
    }
    let content: Uint8Array = new Uint8Array();
    for await (const piece of openObject(provider, vaultId, inputs.type, reference, source)) {
      release(piece);
      content = concat(content, piece);
    }
    const whole = await readObject(provider, vaultId, inputs.type, reference, source);
    if (!equalBytes(whole, content)) throw new Error("the whole differs from its pieces");
    return { ok: { content } };
  },
  async range(provider, inputs) {
    const { type, start, end } = inputs;
    const source = bytesSource(bytesOf(inputs.file));
    const reference = referenceOf(inputs.reference);
    return {
      ok: { content: await openObjectRange(provider, bytesOf(inputs.vaultId), type, reference, source, start, end) },
    };
  },
};

async function keysByEpoch(provider: CryptoProvider, { vaultId, epochs }: Inputs): Promise<Map<number, EpochKeys>> {
  const keys = new Map<number, EpochKeys>();
  for (const { epoch, rootKey } of epochs) {
    keys.set(epoch, await deriveEpochKeys(provider, bytesOf(rootKey), bytesOf(vaultId), epoch));
  }
  return keys;
}

export const snapshot: Replays = {
  async open(provider, inputs) {
    const keys = await keysByEpoch(provider, inputs);
    const file = bytesOf(inputs.file);
    const opened = await openSnapshot(provider, keys, bytesOf(inputs.vaultId), inputs.name, file);
    const { sequence, epoch, minHeaderRevision, ancestors, segments } = opened;
    const counts = { ancestors: ancestors.length, segments: segments.length };
    return {
      ok: {
        protobuf: encodeSnapshot(opened),
        sequence,
        epoch,
        minHeaderRevision,
        ...counts,
        digest: await digest(provider, file),
      },
      intermediates: { key: keys.get(epoch)!.snapshot },
    };
  },
};

export const mark: Replays = {
  async open(provider, inputs) {
    const keys = await keysByEpoch(provider, inputs);
    const opened = await openMark(provider, keys, bytesOf(inputs.vaultId), inputs.name, bytesOf(inputs.file));
    const { number, epoch } = opened;
    return {
      ok: { protobuf: encodeMark(opened), number, epoch, objectIds: opened.objectIds.map(toHex) },
      intermediates: { key: keys.get(epoch)!.mark },
    };
  },
};
