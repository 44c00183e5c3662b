/** Hand-written cases, mostly of what a writer does to a vault. @module */
import type { Case } from "../case.js";
import { conflicts } from "./conflicts.js";
import { marks } from "./marks.js";
import { oneWriter } from "./one-writer.js";
import { pruneSafety } from "./prune-safety.js";
import { pruneVisits } from "./prune-visits.js";
import { writingOrder } from "./writing-order.js";

/** All scenarios. */
export function cases(): readonly Case[] {
  return [...writingOrder(), ...oneWriter(), ...conflicts(), ...marks(), ...pruneVisits(), ...pruneSafety()];
}
