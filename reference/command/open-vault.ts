import { defaultProvider } from "../core/default-provider.js";
import type { Problem } from "../core/problem.js";
import { openVault, type Vault } from "../core/vault.js";
import { exitCodeFor } from "./exit-codes.js";
import { newestHeader } from "./headers.js";
import { type OpenedStore, openFolder, openStore, placeOf, type StoreOptions } from "./open-store.js";
import { explainNoPasskey, type PresentedKey, presentKey } from "./present-key.js";
import { adviceOn, problemText } from "./problem-text.js";
import type { KeyOptions } from "./secret.js";
import { readOther, readState, saveState } from "./state.js";
import type { Context } from "./verb.js";

/** What is going to be done with a vault. */
export type Access = "read" | "write" | "rotate";

/** A vault that was opened with a key. */
export interface OpenedVault extends Omit<PresentedKey, "forget"> {
  readonly vault: Vault;
  /** Remembers what this device has seen now. Call it after writing. `as` is the same vault, opened in another way. */
  remember(as?: Vault): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the vault at `path`, which may be an archive unless something is going to be written. An archive is a copy of
 * some day, so what this device remembers of the vault is neither compared with it nor taken from it.
 */
export async function openAt(
  context: Context,
  path: string,
  options: KeyOptions & StoreOptions,
  access: Access = "read",
): Promise<OpenedVault> {
  const opened: OpenedStore =
    access === "read"
      ? await openStore(path, options)
      : { store: await openFolder(path, options), isArchive: false, close: async () => {} };
  let forget = () => {};
  try {
    // The vault's id and slots stand in the clear. A wrong path is noticed before the key is asked for.
    const { vaultId, slots } = await newestHeader(opened.store);
    const place = opened.isArchive ? undefined : await placeOf(path, options);
    const remembered =
      place === undefined ? undefined : ((await readOther(place, vaultId)) ?? (await readState(vaultId)));
    const key = await presentKey(context, path, options, slots, access === "rotate");
    forget = key.forget;
    const vault = await openVault(opened.store, key.secret, {
      provider: defaultProvider(),
      ...(remembered === undefined ? {} : { remembered }),
    }).catch((error) => {
      throw explainNoPasskey(error, options, slots);
    });
    const remember = async (as = vault) => {
      if (place !== undefined) await saveState(as, place);
    };
    await remember();
    const close = async () => {
      forget();
      await opened.close();
    };
    return { ...key, vault, remember, close };
  } catch (error) {
    forget();
    await opened.close();
    throw error;
  }
}

/** As {@link openAt}, closing what was opened when `use` is done. */
export async function withVault<T>(
  context: Context,
  path: string,
  options: KeyOptions & StoreOptions,
  use: (opened: OpenedVault) => Promise<T>,
  access: Access = "read",
): Promise<T> {
  const opened = await openAt(context, path, options, access);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/** Problems as lines for stderr, and what to do about them. */
export function problemNotes(problems: readonly Problem[]): string[] {
  return [...problems.map((problem) => `Warning: ${problemText(problem)}`), ...adviceOn(problems)];
}

/** The exit code for problems that were worked around: that of the first, or 0. */
export function problemsExitCode(problems: readonly Problem[]): number {
  const [first] = problems;
  return first === undefined ? 0 : exitCodeFor(first.code);
}
