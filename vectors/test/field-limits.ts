import { FIELD_LIMITS } from "../../conformance/suite/limits/frame-fields.js";
import { checkFrame } from "../../reference/core/frame-rules.js";

export { FIELD_LIMITS };

/** The codes that frames get with a field as large as the limit, and one larger. */
export function refusesAbove(name: string, limit: number): { at: string | undefined; above: string | undefined } {
  const makers = FIELD_LIMITS[name]!;
  const at = new Set(makers.map((make) => checkFrame(make(limit))?.code));
  const above = new Set(makers.map((make) => checkFrame(make(limit + 1))?.code));
  if (at.size !== 1 || above.size !== 1) throw new Error(`the fields with the limit ${name} differ`);
  return { at: [...at][0], above: [...above][0] };
}
