/** Hand-written cases, mostly of what a writer does to a vault. @module */
import type { Case } from "../case.js";
import { afterFaults } from "./after-faults.js";
import { attachments } from "./attachments.js";
import { checks } from "./check.js";
import { choosing } from "./choose.js";
import { conflicts } from "./conflicts.js";
import { contents } from "./content.js";
import { copying } from "./copy.js";
import { copyStops } from "./copy-stops.js";
import { creating } from "./create.js";
import { deviceStates } from "./device-state.js";
import { firstFaults } from "./first-fault.js";
import { idOrder } from "./id-order.js";
import { leftOut } from "./left-out.js";
import { marks } from "./marks.js";
import { meanwhile } from "./meanwhile.js";
import { objects } from "./objects.js";
import { oneWriter } from "./one-writer.js";
import { overtakenHeaders } from "./overtaken-headers.js";
import { passkeyCases } from "./passkeys.js";
import { pruneSafety } from "./prune-safety.js";
import { pruneVisits } from "./prune-visits.js";
import { random } from "./random.js";
import { repairs } from "./repair.js";
import { objectRepairs } from "./repair-objects.js";
import { resealing } from "./reseal.js";
import { restores } from "./restore.js";
import { restoreWhole } from "./restore-whole.js";
import { reuse } from "./reuse.js";
import { rotation } from "./rotation.js";
import { segmentsCut } from "./segments-cut.js";
import { slotCases } from "./slots.js";
import { snapshots } from "./snapshots.js";
import { splices } from "./splices.js";
import { stores } from "./store.js";
import { versions } from "./versions.js";
import { writingOrder } from "./writing-order.js";

/** All scenarios. */
export function cases(): readonly Case[] {
  return [
    ...afterFaults(),
    ...attachments(),
    ...checks(),
    ...choosing(),
    ...conflicts(),
    ...contents(),
    ...copying(),
    ...copyStops(),
    ...creating(),
    ...deviceStates(),
    ...firstFaults(),
    ...idOrder(),
    ...leftOut(),
    ...marks(),
    ...meanwhile(),
    ...objects(),
    ...objectRepairs(),
    ...oneWriter(),
    ...overtakenHeaders(),
    ...passkeyCases(),
    ...pruneSafety(),
    ...pruneVisits(),
    ...random(),
    ...repairs(),
    ...resealing(),
    ...restores(),
    ...restoreWhole(),
    ...reuse(),
    ...rotation(),
    ...segmentsCut(),
    ...slotCases(),
    ...snapshots(),
    ...splices(),
    ...stores(),
    ...versions(),
    ...writingOrder(),
  ];
}
