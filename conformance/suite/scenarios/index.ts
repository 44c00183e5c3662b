/** Hand-written cases, mostly of what a writer does to a vault. @module */
import type { Case } from "../case.js";
import { attachments } from "./attachments.js";
import { conflicts } from "./conflicts.js";
import { leftOut } from "./left-out.js";
import { marks } from "./marks.js";
import { oneWriter } from "./one-writer.js";
import { pruneSafety } from "./prune-safety.js";
import { pruneVisits } from "./prune-visits.js";
import { reuse } from "./reuse.js";
import { rotation } from "./rotation.js";
import { segmentsCut } from "./segments-cut.js";
import { writingOrder } from "./writing-order.js";

/** All scenarios. */
export function cases(): readonly Case[] {
  return [
    ...attachments(),
    ...conflicts(),
    ...leftOut(),
    ...marks(),
    ...oneWriter(),
    ...pruneSafety(),
    ...pruneVisits(),
    ...reuse(),
    ...rotation(),
    ...segmentsCut(),
    ...writingOrder(),
  ];
}
