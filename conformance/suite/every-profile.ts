import type { Case } from "./case.js";

/** A case of a larger profile with as few inputs as in `quick`: for those who need each case once. */
export const inQuick = (theCase: Case): Case => ({ ...theCase, profile: "quick" });
