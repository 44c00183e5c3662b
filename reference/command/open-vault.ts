import { defaultProvider } from "../core/default-provider.js";
import type { Problem } from "../core/problem.js";
import { openVault, type Vault } from "../core/vault.js";
import { exitCodeFor } from "./exit-codes.js";
import { newestHeader } from "./headers.js";
import { type OpenedStore, openFolder, openStore } from "./open-store.js";
import { type KeyOptions, readRecoveryKey } from "./secret.js";
import { readState, saveState } from "./state.js";
import type { Context } from "./verb.js";

/** A vault opened with a recovery key. */
export interface OpenedVault {
  readonly vault: Vault;
  /** The 64 digits that opened it. */
  readonly digits: string;
  /** Remembers what this device has seen now. Call it after writing. */
  remember(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the vault at `path`, which may be an archive unless something is going to be written. An archive is a copy of
 * some day, so what this device remembers of the vault is neither compared with it nor taken from it.
 */
export async function openAt(context: Context, path: string, options: KeyOptions, write = false): Promise<OpenedVault> {
  const opened: OpenedStore = write
    ? { store: await openFolder(path), isArchive: false, close: async () => {} }
    : await openStore(path);
  try {
    // The vault's id stands in the clear. A wrong path is noticed before the key is asked for.
    const { vaultId } = await newestHeader(opened.store);
    const remembered = opened.isArchive ? undefined : await readState(vaultId);
    const digits = await readRecoveryKey(context, options);
    const vault = await openVault(
      opened.store,
      { kind: "recovery-key", digits },
      { provider: defaultProvider(), ...(remembered === undefined ? {} : { remembered }) },
    );
    const remember = async () => {
      if (!opened.isArchive) await saveState(vault);
    };
    await remember();
    return { vault, digits, remember, close: opened.close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** As {@link openAt}, closing what was opened when `use` is done. */
export async function withVault<T>(
  context: Context,
  path: string,
  options: KeyOptions,
  use: (opened: OpenedVault) => Promise<T>,
  write = false,
): Promise<T> {
  const opened = await openAt(context, path, options, write);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/** Problems as lines for stderr. */
export function problemNotes(problems: readonly Problem[]): string[] {
  return problems.map(({ message, code }) => `Warning: ${message} (${code})`);
}

/** The exit code for problems that were worked around: that of the first, or 0. */
export function problemsExitCode(problems: readonly Problem[]): number {
  const [first] = problems;
  return first === undefined ? 0 : exitCodeFor(first.code);
}
