import { listSnapshotFiles } from "../core/history.js";
import { forget } from "../core/prune.js";
import { UsageError } from "./exit-codes.js";
import { type OpenedVault, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { count } from "./words.js";

/** `keepsake forget`: deletes snapshots, but never the newest. `keepsake prune` then frees what only they needed. */
export async function run(context: Context, options: KeyOptions, path: string, numbers: string[]): Promise<Outcome> {
  const sequences = numbers.map(Number);
  const work = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    const listed = new Set((await listSnapshotFiles(vault)).map(({ sequence }) => sequence));
    const unknown = numbers.find((_, index) => !listed.has(sequences[index]!));
    if (unknown !== undefined)
      throw new UsageError(`There is no snapshot ${unknown}; \`keepsake snapshots\` lists them.`);
    if (vault.latest !== undefined && sequences.includes(vault.latest.sequence)) {
      throw new UsageError(`Snapshot ${vault.latest.sequence} is the newest, which is never forgotten.`);
    }
    await forget(vault, sequences);
    await remember();
    const text = `Forgot ${count(sequences.length, "snapshot")}. \`keepsake prune\` frees the space.`;
    return { result: { forgotten: sequences }, text };
  };
  return withVault(context, path, options, work, "write");
}
