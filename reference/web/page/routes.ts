import type { MakeView } from "./app.js";
import { viewBackUp } from "./view-back-up.js";
import { viewBackup } from "./view-backup.js";
import { viewBrowse } from "./view-browse.js";
import { viewHome } from "./view-home.js";
import { viewKeys } from "./view-keys.js";
import { viewRestore } from "./view-restore.js";
import { viewSeen } from "./view-seen.js";
import { viewTurnOn } from "./view-turn-on.js";
import { viewUnlock } from "./view-unlock.js";

/** By the first part of the address after `#/`. */
export const routes: Readonly<Record<string, MakeView>> = {
  "": viewHome,
  "turn-on": viewTurnOn,
  unlock: viewUnlock,
  "back-up": viewBackUp,
  restore: viewRestore,
  backup: viewBackup,
  browse: viewBrowse,
  keys: viewKeys,
  seen: viewSeen,
};
