import { CHUNK } from "../../reference/core/chunks.js";
import { open, sealedSize } from "../../reference/core/cobblestone.js";
import { messageKeys } from "../../reference/core/cobblestone-message.js";
import { type SealType, sealContext } from "../../reference/core/derive.js";
import { long, short } from "./sealing-faults.js";
import { fields, key, LENGTHS, message } from "./sealing-parts.js";
import { provider } from "./seed.js";
import type { Accepted, Layer } from "./vector.js";

async function accepted(id: string, type: SealType, length: number): Promise<Accepted> {
  const { plaintext, sealed } = await message(length, type);
  const context = sealContext(type, fields);
  const salt = sealed.slice(0, 24);
  const { key: chunkKey, baseNonce, commitment } = await messageKeys(provider, key, context, salt);
  return {
    id,
    title: `${length} bytes, type ${type}`,
    requirements: ["seal-possible-size", "seal-commitment-first"],
    operation: "seal",
    inputs: { key, type, fields, salt, plaintext },
    ok: { sealed },
    intermediates: { context, chunkKey, baseNonce, commitment, chunks: Math.floor(length / CHUNK) + 1 },
    comment: "Seal to these bytes, and open them to the plaintext.",
  };
}

function sizes(): Accepted[] {
  const lengths = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 1_048_576, 2 ** 40 + 2 ** 37];
  return lengths.map((length) => ({
    id: `sealed-size-${length}`,
    title: `Sealed size of ${length} bytes`,
    requirements: ["seal-possible-size"],
    operation: "sealed-size",
    inputs: { length },
    ok: { size: sealedSize(length) },
    comment: "56 bytes, and 16 for each chunk.",
  }));
}

/** Sealing and opening, whole and in pieces. */
export async function sealingLayer(): Promise<Layer> {
  const vectors: Accepted[] = [];
  for (const length of LENGTHS) vectors.push(await accepted(`seal-${length}`, "object", length));
  for (const type of ["slot", "header-details", "snapshot", "mark"] as const) {
    vectors.push(await accepted(`seal-type-${type}`, type, 40));
  }
  const { sealed } = await message(32);
  await open(provider, key, sealContext("object", fields), sealed);
  return {
    layer: "sealing",
    spec: "spec/02-notation.md",
    notes: [
      "The layers above give a failure their own code; here it is told by its fault: `size`, `commitment` or `tag`.",
      "A reader that does not know the size beforehand may meet a `tag` where `size` is the fault.",
      "`released` is what a reader in pieces may have given out before it failed; a reader of whole messages gives nothing.",
      "The parents of `open` are vectors of `seal`: open their sealed bytes.",
    ],
    vectors: [...vectors, ...sizes(), ...(await short()), ...(await long())],
  };
}
