import { sizeProblem } from "./check-files.js";
import { chooseSnapshot, type StoredSnapshot } from "./history.js";
import { objectName } from "./names.js";
import { listObjects } from "./object-list.js";
import type { Problem } from "./problem.js";
import { referencedObjects } from "./references.js";
import type { Vault } from "./vault.js";

/** Files for an archive of chosen snapshots. */
export interface ArchiveChoice {
  /** For `packArchive`. The header is chosen there. */
  readonly names: ReadonlySet<string>;
  /** Objects that are missing or of a wrong size. An archive without them is kept only if the user accepts that. */
  readonly missing: readonly Problem[];
}

/**
 * Chooses the files of some snapshots for an archive.
 *
 * @param sequences - the snapshots; the newest one if absent
 * @throws KeepsakeError if one of them, or a segment, cannot be read
 */
export async function chooseForArchive(vault: Vault, sequences?: Iterable<number>): Promise<ArchiveChoice> {
  const snapshots: StoredSnapshot[] = [];
  for (const sequence of sequences ?? [undefined]) snapshots.push(await chooseSnapshot(vault, sequence));
  const names = new Set(snapshots.map(({ name }) => name));
  const missing: Problem[] = [];
  const sizes = await listObjects(vault.store);
  for (const [id, length] of await referencedObjects(vault, snapshots)) {
    const problem = sizeProblem(id, length, sizes.get(id));
    // [@archive-complete] [@archive-missing-objects]
    if (problem === undefined) names.add(objectName(id));
    else missing.push(problem);
  }
  return { names, missing };
}
