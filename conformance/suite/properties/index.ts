import type { Case } from "../case.js";
import { notation } from "./02-notation.js";
import { recoveryKeys } from "./03-recovery-key.js";
import { passkeys } from "./04-passkey.js";
import { headers } from "./05-header.js";
import { objects } from "./06-objects.js";
import { contents } from "./07-content.js";
import { snapshots } from "./08-snapshots.js";
import { vaults } from "./09-vault.js";
import { archives } from "./10-archive.js";
import { passkeySlots } from "./passkey-slots.js";

/** The properties of all chapters. */
export const cases = (): readonly Case[] => [
  ...notation,
  ...recoveryKeys,
  ...passkeys,
  ...passkeySlots,
  ...headers,
  ...objects,
  ...contents,
  ...snapshots,
  ...vaults,
  ...archives,
];
