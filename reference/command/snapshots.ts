import { inspectVault, type SnapshotView } from "../core/inspect.js";
import { problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, table, time } from "./words.js";

/** `keepsake snapshots`: what can be restored, the newest first. */
export async function run(context: Context, options: KeyOptions, path: string): Promise<Outcome> {
  return withVault(context, path, options, async ({ vault }) => {
    const { snapshots, problems } = await inspectVault(vault);
    return {
      result: { snapshots, problems },
      text: snapshotTable(snapshots),
      notes: problemNotes(problems),
      exitCode: problemsExitCode(problems),
    };
  });
}

/** Snapshots as a table. */
export function snapshotTable(snapshots: readonly SnapshotView[]): string {
  if (snapshots.length === 0) return "No snapshots yet.";
  const rows = snapshots.map(({ sequence, createdAtMs, writerName, totals }) => [
    String(sequence),
    time(createdAtMs),
    totals.chats.toLocaleString("en"),
    totals.messages.toLocaleString("en"),
    totals.attachments.toLocaleString("en"),
    bytes(totals.attachmentBytes),
    writerName,
  ]);
  return table([["Number", "Time", "Chats", "Messages", "Files", "Size", "Device"], ...rows], [0, 2, 3, 4, 5]);
}
