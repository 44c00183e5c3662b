import { archives } from "./archives.js";
import { content } from "./content.js";
import { copies } from "./copies.js";
import { epochFiles } from "./epoch-files.js";
import { headers } from "./headers.js";
import { objects } from "./objects.js";
import type { Operations } from "./operation.js";
import { passkey } from "./passkey.js";
import { primitives } from "./primitives.js";
import { recoveryKey } from "./recovery-key.js";
import { slots } from "./slots.js";
import { vaultBackup } from "./vault-backup.js";
import { vaultCare } from "./vault-care.js";
import { vaultOpening } from "./vault-open.js";
import { vaultRepairObjects } from "./vault-repair-objects.js";
import { vaultRestoring } from "./vault-restore.js";
import { vaultSlots } from "./vault-slots.js";

/** Every operation of protocol.md but `hello`. */
export const OPERATIONS: Operations = {
  ...primitives,
  ...recoveryKey,
  ...passkey,
  ...slots,
  ...headers,
  ...objects,
  ...content,
  ...epochFiles,
  ...archives,
  ...vaultOpening,
  "vault.backup": vaultBackup,
  "vault.repair-objects": vaultRepairObjects,
  ...vaultRestoring,
  ...vaultSlots,
  ...vaultCare,
  ...copies,
};
