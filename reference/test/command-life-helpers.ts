import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { saveState } from "../command/state.js";
import type { Vault } from "../core/vault.js";
import { folderStore } from "../node/store-folder.js";
import { temporaryFolder } from "./command-harness.js";
import { digits, makeVault, recoverySlot } from "./vault-helpers.js";

export const WITH_KEY = ["--recovery-key-file", "key.txt"];

/** A folder with an empty vault `vault`, its key in `key.txt`, and a device that remembers it when `save` is called. */
export async function vaultFolder(
  folder = temporaryFolder(),
): Promise<{ folder: string; vault: Vault; save: () => Promise<void> }> {
  mkdirSync(join(folder, "vault"));
  writeFileSync(join(folder, "key.txt"), digits);
  const vault = await makeVault(folderStore(join(folder, "vault")), [recoverySlot]);
  const save = async () => {
    vi.stubEnv("XDG_STATE_HOME", join(folder, "state"));
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
    await saveState(vault).finally(() => vi.unstubAllEnvs());
  };
  return { folder, vault, save };
}
