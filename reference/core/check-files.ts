import { verifyHeader } from "./header.js";
import { readHeaders } from "./header-list.js";
import { objectName, parseName } from "./names.js";
import { storedObjectSize } from "./object.js";
import { addProblem, type Problem, problemOf } from "./problem.js";
import type { Vault } from "./vault.js";

/** Every header that is damaged, forged, or of another vault. */
export async function checkHeaders(vault: Vault): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const listed of await readHeaders(vault.store, vault.provider)) {
    if ("error" in listed) {
      addProblem(problems, problemOf(listed.error, listed.name));
      continue;
    }
    const { header, name } = listed;
    const rootKey = vault.epochs.find(({ epoch }) => epoch === header.epoch)?.rootKey;
    // The chosen one has been verified; without the key of a header there is nothing to verify it by.
    if (rootKey === undefined || header.revision === vault.header.revision) continue;
    await verifyHeader(vault.provider, header, rootKey).catch((error) => addProblem(problems, problemOf(error, name)));
  }
  return problems;
}

/** Names that no vault has. */
export async function unknownNames(vault: Vault): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of vault.store.list("")) {
    // [@name-ignore-other]
    if (parseName(name) === undefined) names.push(name);
  }
  return names.sort();
}

/** What is wrong with an object by its listed size alone; undefined if nothing is. `size` is undefined if it is missing. */
export function sizeProblem(id: Uint8Array, length: number, size: number | undefined): Problem | undefined {
  const name = objectName(id);
  const implied = storedObjectSize(length);
  // [@check-sizes]
  if (size === implied) return undefined;
  if (size === undefined)
    return { code: "object.missing", message: "An object of the backup is not in the store.", name };
  const code = size < implied ? "object.truncated" : "object.size";
  return { code, message: `An object of the backup has ${size} bytes instead of ${implied}.`, name };
}
