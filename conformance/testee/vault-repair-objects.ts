import { checkVault } from "../../reference/core/check.js";
import { parseName } from "../../reference/core/names.js";
import type { Frame } from "../../reference/core/proto/types.js";
import { repairObjects } from "../../reference/core/repair-objects.js";
import { framesOf } from "./content.js";
import type { Operation } from "./operation.js";
import { writing } from "./vault.js";
import { contentsIn } from "./vault-backup.js";

async function* stream(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* frames;
}

/** Chapter 6, writing. As often as it helps: a segment that is whole again names objects that nobody could look for. */
export const vaultRepairObjects: Operation = writing(async (vault, args) => {
  const openAttachment = contentsIn(args);
  const repaired: string[] = [];
  for (;;) {
    const { findings } = await checkVault(vault, { readData: true });
    const damaged = findings.flatMap(({ name = "" }) => (parseName(name)?.kind === "object" ? [name] : []));
    const originals = { frames: [stream(framesOf(args))], openAttachment };
    const again = await repairObjects(vault, new Set(damaged), originals);
    repaired.push(...again);
    if (again.length === 0) return { repaired: repaired.sort() };
  }
});
