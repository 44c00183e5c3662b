import { appendFileSync } from "node:fs";
import { allCases } from "./all.js";
import { LOCK, lockedIds } from "./ids.js";

/** Puts the ids of new cases on record: `npm run build && npm run conformance:ids`. */
const known = new Set(lockedIds());
const added = (await allCases()).map(({ id }) => id).filter((id) => !known.has(id));
appendFileSync(LOCK, added.map((id) => `${id}\n`).join(""));
console.info(`${added.length} ids added to conformance/suite/ids.lock`);
