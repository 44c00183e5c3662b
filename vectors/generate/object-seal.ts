import { messageKeys } from "../../reference/core/cobblestone-message.js";
import { deriveEpochKeys } from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { objectName } from "../../reference/core/names.js";
import { createReference, type ObjectType, objectContext } from "../../reference/core/object.js";
import { sealObjectBytes } from "../../reference/core/object-seal.js";
import { paddedSize } from "../../reference/core/padding.js";
import { epoch, rootKey, vaultId } from "./object-parts.js";
import { provider, random, SEED } from "./seed.js";
import type { Accepted } from "./vector.js";

export async function seals(
  id: string,
  type: ObjectType,
  generation: number,
  identity: string,
  content: Uint8Array,
): Promise<Accepted> {
  const keys = await deriveEpochKeys(provider, rootKey, vaultId, epoch);
  const description = { type, generation, identity, length: content.length, digest: await digest(provider, content) };
  const reference = await createReference(provider, keys, description);
  const name = objectName(reference.id);
  const file = await sealObjectBytes(provider, vaultId, type, reference, content, random);
  const salt = random(`salt/${name}`, 24);
  const context = objectContext(vaultId, type, reference.id);
  const { key: chunkKey, baseNonce, commitment } = await messageKeys(provider, reference.key, context, salt);
  return {
    id,
    title: `Seal ${content.length} bytes, type ${type}, generation ${generation}`,
    requirements: ["object-id", "object-generation"],
    operation: "seal",
    inputs: { vaultId, epoch, rootKey, type, generation, identity, content, seed: SEED },
    ok: { reference: { ...reference }, name, file },
    intermediates: {
      objectIdKey: keys.objectId,
      objectKeyKey: keys.objectKey,
      context,
      salt,
      chunkKey,
      baseNonce,
      commitment,
      paddedLength: paddedSize(content.length),
      storedLength: file.length,
    },
    comment: `Identity "${identity}"; the salt is the named value of the file's name.`,
  };
}
