import { frames, segment } from "./content.js";
import { header } from "./header.js";
import { passkey } from "./passkey.js";
import { derivation, digests, paddings } from "./primitives.js";
import { recoveryKey } from "./recovery-key.js";
import type { Replays } from "./replay.js";
import { mark, object, snapshot } from "./sealed-files.js";
import { sealing } from "./sealing.js";
import { slots } from "./slots.js";

import { archive, rotation, vault } from "./vaults.js";

/** How to replay each layer. */
export const REPLAYS: Readonly<Record<string, Replays>> = {
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
