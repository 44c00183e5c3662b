import type { Case } from "../case.js";
import { fileBases } from "./files.js";
import { headerBases } from "./headers.js";
import { objectBases } from "./objects.js";
import { recoveryKeyBases } from "./recovery-key.js";
import { sealedBases } from "./sealed.js";
import { tamperCases } from "./tampering.js";

/** A case for each family of damage and each thing that is damaged. Inputs are made while a case runs. */
export function cases(): Case[] {
  const bases = [...recoveryKeyBases, ...sealedBases, ...headerBases, ...objectBases, ...fileBases];
  return bases.flatMap(tamperCases);
}
