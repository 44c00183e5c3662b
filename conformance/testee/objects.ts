import { concat } from "../../reference/core/bytes.js";
import { deriveEpochKeys } from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { KeepsakeError } from "../../reference/core/errors.js";
import { objectName } from "../../reference/core/names.js";
import { createReference, OBJECT_TYPE, type ObjectType, type Reference } from "../../reference/core/object.js";
import { openObject, openObjectRange, readObject } from "../../reference/core/object-open.js";
import { sealObject } from "../../reference/core/object-seal.js";
import { seededRandomness } from "../../reference/core/randomness.js";
import { bytesSource } from "../../reference/core/source.js";
import { collect } from "../../reference/core/store.js";
import type { Values } from "../suite/case.js";
import { bytes, number, object, optional, text } from "./args.js";
import { type Operations, Rejected } from "./operation.js";
import { released } from "./values.js";

function referenceOf(args: Values): Reference {
  const reference = object(args, "reference");
  const [id, key, digest] = [bytes(reference, "id"), bytes(reference, "key"), bytes(reference, "digest")];
  return { id, key, length: number(reference, "length"), digest };
}

const typeOf = (args: Values) => number(args, "type") as ObjectType;

function sourceOf(args: Values) {
  const file = optional(args, "file", bytes);
  return file === undefined ? undefined : bytesSource(file);
}

/** Chapter 6. */
export const objects: Operations = {
  "object.seal": async (args, { provider }) => {
    const [vaultId, content, type] = [bytes(args, "vaultId"), bytes(args, "content"), typeOf(args)];
    const keys = await deriveEpochKeys(provider, bytes(args, "rootKey"), vaultId, number(args, "epoch"));
    const description = {
      type,
      generation: number(args, "generation"),
      identity: text(args, "identity"),
      length: content.length,
      digest: await digest(provider, content),
    };
    const reference = await createReference(provider, keys, description);
    const randomness = seededRandomness(bytes(args, "seed"));
    const file = await collect(sealObject(provider, vaultId, type, reference, content, randomness));
    return { reference: { ...reference }, name: objectName(reference.id), file };
  },
  // The reference asks for the ranges that it needs, so that there are no cuts to hand over.
  "object.read": async (args, { provider }) => {
    const [vaultId, type, reference, source] = [
      bytes(args, "vaultId"),
      typeOf(args),
      referenceOf(args),
      sourceOf(args),
    ];
    const given: Uint8Array[] = [];
    try {
      // Nothing of a segment is used before its digest is checked.
      if (type === OBJECT_TYPE.segment)
        return { content: await readObject(provider, vaultId, type, reference, source) };
      for await (const piece of openObject(provider, vaultId, type, reference, source)) given.push(piece.slice());
      return { content: concat(...given) };
    } catch (error) {
      if (!(error instanceof KeepsakeError)) throw error;
      throw new Rejected(error.code, error.message, { released: released(given) }, error);
    }
  },
  "object.range": async (args, { provider }) => {
    const [vaultId, reference, source] = [bytes(args, "vaultId"), referenceOf(args), sourceOf(args)];
    const [start, end] = [number(args, "start"), number(args, "end")];
    return { content: await openObjectRange(provider, vaultId, typeOf(args), reference, source, start, end) };
  },
};
