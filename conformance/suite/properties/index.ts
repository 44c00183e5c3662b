import type { Case } from "../case.js";
import { notation } from "./02-notation.js";
import { recoveryKeys } from "./03-recovery-key.js";
import { passkeys } from "./04-passkey.js";

/** The properties of all chapters. */
export const cases = (): readonly Case[] => [...notation, ...recoveryKeys, ...passkeys];
