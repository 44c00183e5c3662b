import { toHex } from "./bytes.js";
import { HEAD } from "./epoch-file.js";
import { LARGEST_MARK, openMark } from "./mark.js";
import { FOLDERS, parseName } from "./names.js";
import { addProblem, damageOf, type Problem } from "./problem.js";
import type { Decoded, Mark } from "./proto/types.js";
import { listFiles } from "./store.js";
import type { Vault } from "./vault.js";

/** A mark as it is stored. */
export interface StoredMark {
  readonly name: string;
  readonly mark: Decoded<Mark>;
}

/**
 * The marks that hold: those of the current epoch that can be opened. Who has the key of a former epoch could mark
 * whatever there is. Marks that cannot be opened are ignored, and added to `problems`.
 */
export async function readMarks(vault: Vault, problems: Problem[]): Promise<StoredMark[]> {
  // [@mark-former-epoch]
  return (await readAllMarks(vault, problems)).filter(({ mark }) => mark.epoch === vault.header.epoch);
}

/** As {@link readMarks}, with those of former epochs. */
export async function readAllMarks(vault: Vault, problems: Problem[]): Promise<StoredMark[]> {
  const keys = new Map(vault.epochs.map(({ epoch, keys }) => [epoch, keys]));
  const marks: StoredMark[] = [];
  for (const { name, size } of await listFiles(vault.store, FOLDERS.mark)) {
    if (parseName(name)?.kind !== "mark") continue;
    // Of a file that is too large, no more than is needed to say so.
    const bytes = await (size > LARGEST_MARK ? vault.store.getRange(name, 0, HEAD) : vault.store.get(name));
    if (bytes === undefined) continue;
    try {
      marks.push({ name, mark: await openMark(vault.provider, keys, vault.vaultId, name, bytes) });
    } catch (error) {
      // [@mark-ignore]
      addProblem(problems, damageOf(error, name));
    }
  }
  return marks;
}

/** The ids of all objects that marks list, in hex. */
export function markedIds(marks: readonly StoredMark[]): Set<string> {
  return new Set(marks.flatMap(({ mark }) => mark.objectIds.map(toHex)));
}
