import type { BackupSummary } from "../core/backup.js";
import { reseal } from "../core/reseal.js";
import { exitCodeFor, Interrupted } from "./exit-codes.js";
import type { OpenedVault } from "./open-vault.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, count, printable } from "./words.js";

const GO_ON = "Not all is sealed anew: `keepsake slot reseal` goes on, without a new key.";

/** Seals the newest backup anew under the key that the vault has now. */
export async function sealAnew(context: Context, { vault, remember }: OpenedVault): Promise<Outcome> {
  const { signal, line } = context;
  const { snapshot } = vault.latest ?? {};
  const segmentBytes = snapshot?.segments.reduce((sum, { object }) => sum + object.length, 0) ?? 0;
  const bytesTotal = segmentBytes + (snapshot?.totals?.attachmentBytes ?? 0);
  const summary = await reseal(vault, {
    signal,
    onProgress: (progress) => line.onProgress({ bytesTotal, ...progress }),
  }).catch((error) => {
    throw signal.aborted ? new Interrupted(GO_ON) : error;
  });
  await remember();
  if (summary === undefined) return { result: {}, text: "There is no backup to seal anew." };
  return outcomeOf(summary);
}

function outcomeOf({ snapshot, counts, lost }: BackupSummary): Outcome {
  const { stored, reused } = counts;
  const already = reused.objects === 0 ? "" : `; ${count(reused.objects, "object")} were sealed already`;
  const text =
    `Snapshot ${snapshot.sequence} has everything of the newest backup sealed anew: ${count(stored.objects, "object")} (${bytes(stored.bytes)})${already}. ` +
    "Former keys still open the older snapshots: `keepsake forget` and `keepsake prune` delete them and what only they need.";
  return {
    result: { snapshot: snapshot.sequence, uploaded: stored, reused, lost },
    text,
    notes: lost.map(({ message, fileName, code }) => `Lost: ${printable(fileName ?? "")} ${message} (${code})`),
    exitCode: lost[0] === undefined ? 0 : exitCodeFor(lost[0].code),
  };
}

/**
 * What a rotation did, with everything sealed anew after it if that is wanted. The rotation stands if that fails, so
 * whoever stopped it is told how to go on.
 */
export async function maybeSealAnew(
  context: Context,
  opened: OpenedVault,
  outcome: Outcome,
  { deep = false }: { readonly deep?: boolean },
): Promise<Outcome> {
  if (!deep) return outcome;
  try {
    const { result, text, ...rest } = await sealAnew(context, opened);
    return { ...rest, result: { ...(outcome.result as object), deep: result }, text: `${outcome.text}\n${text}` };
  } catch (error) {
    context.line.clear();
    process.stderr.write(`${outcome.text}\n${error instanceof Interrupted ? "" : `${GO_ON}\n`}`);
    throw error;
  }
}
