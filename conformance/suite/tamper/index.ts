import type { Case } from "../case.js";
import { fileBases } from "./files.js";
import { headerBases } from "./headers.js";
import { objectBases } from "./objects.js";
import { passkeyBases } from "./passkeys.js";
import { recoveryKeyBases } from "./recovery-key.js";
import { sealedBases } from "./sealed.js";
import { segmentBases } from "./segments.js";
import { tamperCases } from "./tampering.js";
import { vaultCases } from "./vaults/index.js";

/** A case for each family of damage and each thing that is damaged. Inputs are made while a case runs. */
export function cases(): Case[] {
  const bases = [
    ...recoveryKeyBases,
    ...passkeyBases,
    ...sealedBases,
    ...headerBases,
    ...objectBases,
    ...segmentBases,
    ...fileBases,
  ];
  return [...bases.flatMap(tamperCases), ...vaultCases()];
}
