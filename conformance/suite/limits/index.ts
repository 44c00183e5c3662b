import type { Case } from "../case.js";
import { archiveLimits } from "./archives.js";
import { epochFileLimits } from "./epoch-files.js";
import { frameLimits } from "./frames.js";
import { headerLimits } from "./headers.js";
import { keyLimits } from "./keys.js";
import { type Limit, limitCase } from "./limit.js";
import { objectLimits } from "./objects.js";
import { passkeyLimits } from "./passkeys.js";
import { segmentLimits } from "./segments.js";
import { vaultLimits } from "./vaults.js";

/** Every limit that a reader has to keep and that can be reached. */
export const LIMITS: readonly Limit[] = [
  ...keyLimits,
  ...passkeyLimits,
  ...headerLimits,
  ...objectLimits,
  ...segmentLimits,
  ...frameLimits,
  ...epochFileLimits,
  ...archiveLimits,
  ...vaultLimits,
];

/** Sizes and counts at their limits: what is within is accepted, the first that is past is not. */
export function cases(): Case[] {
  return LIMITS.map(limitCase);
}
