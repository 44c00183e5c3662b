import { HEAD } from "./epoch-file.js";
import { createIdMap, type ReadonlyIdMap } from "./id-map.js";
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
  const marks: StoredMark[] = [];
  for await (const stored of eachMark(vault, problems)) marks.push(stored);
  return marks;
}

/** As {@link readAllMarks}, one in memory at a time. */
export async function* eachMark(vault: Vault, problems: Problem[]): AsyncGenerator<StoredMark> {
  const keys = new Map(vault.epochs.map(({ epoch, keys }) => [epoch, keys]));
  for (const { name, size } of await listFiles(vault.store, FOLDERS.mark)) {
    if (parseName(name)?.kind !== "mark") continue;
    // Of a file that is too large, no more than is needed to say so.
    const bytes = await (size > LARGEST_MARK ? vault.store.getRange(name, 0, HEAD) : vault.store.get(name));
    if (bytes === undefined) continue;
    let mark: Decoded<Mark>;
    try {
      mark = await openMark(vault.provider, keys, vault.vaultId, name, bytes);
    } catch (error) {
      // [@mark-ignore]
      addProblem(problems, damageOf(error, name));
      continue;
    }
    yield { name, mark };
  }
}

/** The ids of all objects that marks list, each with the number of a mark. */
export function markedIds(marks: readonly StoredMark[]): ReadonlyIdMap {
  const ids = createIdMap();
  for (const { mark } of marks) for (const id of mark.objectIds) ids.set(id, mark.number);
  return ids;
}
