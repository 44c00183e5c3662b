import { archive } from "./archive.js";
import { frames, segment } from "./content.js";
import { mark, snapshot } from "./epoch-files.js";
import { header } from "./header.js";
import type { LayerFile, Vector } from "./load.js";
import { object } from "./object.js";
import { passkey } from "./passkey.js";
import { derivation, digests, paddings } from "./primitives.js";
import { recoveryKey } from "./recovery-key.js";
import type { Adapter, Adapters, Request } from "./request.js";
import { sealing } from "./sealing.js";
import { slots } from "./slots.js";
import { rotation, vault } from "./vaults.js";

const ADAPTERS: Readonly<Record<string, Adapters>> = {
  "recovery-key": recoveryKey,
  derivation,
  digest: digests,
  sealing,
  padding: paddings,
  passkey,
  slots,
  header,
  object,
  segment,
  frames,
  snapshot,
  mark,
  archive,
  rotation,
  vault,
};

/** How the vectors of an operation of a layer become requests. */
export function adapterOf(layer: string, operation: string): Adapter {
  const adapter = ADAPTERS[layer]?.[operation];
  if (adapter === undefined) throw new Error(`no adapter for ${operation} of the layer ${layer}`);
  return adapter;
}

/**
 * The requests of a vector, in order: first the one that the vector is, then what else its data tests. Files of the
 * vector are read now.
 */
export async function requestsOf(file: LayerFile, vector: Vector): Promise<readonly Request[]> {
  const parent = file.vectors.find(({ id }) => id === vector.parent);
  return adapterOf(file.layer, vector.operation).requests(vector, parent);
}
