import { ARCHIVE } from "./archive.js";
import { CONTENT } from "./content.js";
import { COPYING } from "./copying.js";
import { HEADER } from "./header.js";
import type { Mutant } from "./mutant.js";
import { NOTATION } from "./notation.js";
import { OBJECTS } from "./objects.js";
import { PROTOBUF } from "./protobuf.js";
import { SECRETS } from "./secrets.js";
import { SNAPSHOTS } from "./snapshots.js";
import { VAULT } from "./vault.js";
import { WRITING } from "./writing.js";

/** Every mutant, in the order of the chapters. */
export const MUTANTS: readonly Mutant[] = [
  ...NOTATION,
  ...PROTOBUF,
  ...SECRETS,
  ...HEADER,
  ...OBJECTS,
  ...CONTENT,
  ...SNAPSHOTS,
  ...VAULT,
  ...COPYING,
  ...ARCHIVE,
  ...WRITING,
];
