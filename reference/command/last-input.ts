import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { concat, equalBytes, fromUtf8, toHex, utf8, zeroize } from "../core/bytes.js";
import { open, SEAL_SALT, seal } from "../core/cobblestone.js";
import { currentEpoch } from "../core/epochs.js";
import type { Vault } from "../core/vault.js";
import type { ImportReport } from "../import/index.js";
import type { ExportSource } from "../import/source.js";
import { cacheFolder } from "./content-cache.js";
import { isS3 } from "./open-store.js";
import { replaceFile } from "./replace-file.js";
import { packageVersion } from "./version.js";

/*
 * What the last backup of this device into a vault was made of, so that one of the same need not be imported again. It
 * says so of one snapshot alone, and what it says besides, such as titles of chats, only the vault's key opens. The file
 * may be deleted at any time.
 */

/** What the last backup into a vault was made of. */
export interface LastInput {
  /** Whether the input is the same, and so was imported before. */
  readonly isSame: boolean;
  /** What was found in it, if it is the same and the newest snapshot of the vault is the one that was made of it. */
  report(vault: Vault): Promise<ImportReport | undefined>;
  /** Remembers the input as that of the newest snapshot. */
  save(vault: Vault, report: ImportReport): Promise<void>;
}

const INPUT = 32;
const CONTEXT = utf8("keepsake-cache/last-input");

/**
 * What an input is told by without reading it: its files and the options, and what goes by neither. Undefined where it is
 * not sure that another content would be noticed.
 */
export async function identifyInput(
  sources: readonly ExportSource[],
  options: object,
): Promise<Uint8Array | undefined> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const hash = createHash("sha256");
  const add = (...parts: unknown[]) => hash.update(`${JSON.stringify(parts)}\n`);
  add(packageVersion(), process.version, process.versions.tz, timeZone, Object.entries(options).sort());
  for (const { name, partial, files } of sources) {
    add(name, partial, files.length);
    for (const file of files) {
      const identity = await file.open().then(
        (opened) => opened.identity,
        () => undefined,
      );
      if (identity === undefined) return undefined;
      add(file.path, identity);
    }
  }
  return hash.digest();
}

/**
 * Reads what was remembered of the vault at `path`. What is missing, damaged or another's is as nothing.
 *
 * @param input - of `identifyInput`
 */
export async function openLastInput(path: string, input: Uint8Array | undefined): Promise<LastInput> {
  const place = createHash("sha256")
    .update(CONTEXT)
    .update(isS3(path) ? path : resolve(path));
  const file = join(cacheFolder(), place.digest("hex").slice(0, 32));
  const remembered = new Uint8Array(await readFile(file).catch(() => new Uint8Array()));
  const isSame = input !== undefined && equalBytes(remembered.subarray(0, INPUT), input);
  return {
    isSame,
    async report(vault) {
      if (!isSame) return undefined;
      const sealed = remembered.subarray(INPUT);
      const bytes = await withKey(vault, (key) => open(vault.provider, key, input, sealed)).catch(() => undefined);
      if (bytes === undefined || vault.latest === undefined) return undefined;
      const { digest, report } = JSON.parse(fromUtf8(bytes));
      return digest === toHex(vault.latest.digest) ? report : undefined;
    },
    async save(vault, report) {
      if (input === undefined || vault.latest === undefined) return;
      const content = utf8(JSON.stringify({ digest: toHex(vault.latest.digest), report }));
      const salt = vault.randomness("last-input", SEAL_SALT);
      const sealed = await withKey(vault, (key) => seal(vault.provider, key, input, content, salt));
      // A backup is one without this too.
      await replaceFile(file, concat(input, sealed)).catch(() => {});
    },
  };
}

/** Uses a key that whoever can open the vault has, and that seals nothing in it. */
async function withKey<T>(vault: Vault, use: (key: Uint8Array) => Promise<T>): Promise<T> {
  const key = await vault.provider.hkdfSha512(currentEpoch(vault).rootKey, vault.vaultId, CONTEXT, 32);
  try {
    return await use(key);
  } finally {
    zeroize(key);
  }
}
