import { listSnapshots } from "../core/history.js";
import type { Problem } from "../core/problem.js";
import { problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, table, time } from "./words.js";

/** A snapshot as `--json` shows it. */
export interface SnapshotSummary {
  readonly sequence: number;
  readonly createdAtMs: number;
  readonly writer: string;
  readonly account: string;
  readonly service: string;
  readonly chats: number;
  readonly messages: number;
  readonly attachments: number;
  readonly attachmentBytes: number;
}

/** `keepsake snapshots`: what can be restored, the newest first. */
export async function run(context: Context, options: KeyOptions, path: string): Promise<Outcome> {
  return withVault(context, path, options, async ({ vault }) => {
    const problems: Problem[] = [...vault.problems];
    const snapshots: SnapshotSummary[] = [];
    for await (const { sequence, snapshot } of listSnapshots(vault, problems)) {
      const { createdAtMs, writerName: writer, account, service, totals } = snapshot;
      const { chats = 0, messages = 0, attachments = 0, attachmentBytes = 0 } = totals ?? {};
      snapshots.push({
        sequence,
        createdAtMs,
        writer,
        account,
        service,
        chats,
        messages,
        attachments,
        attachmentBytes,
      });
    }
    return {
      result: { snapshots, problems },
      text: snapshots.length === 0 ? "No snapshots yet." : snapshotTable(snapshots),
      notes: problemNotes(problems),
      exitCode: problemsExitCode(problems),
    };
  });
}

function snapshotTable(snapshots: readonly SnapshotSummary[]): string {
  const rows = snapshots.map(({ sequence, createdAtMs, writer, chats, messages, attachments, attachmentBytes }) => [
    String(sequence),
    time(createdAtMs),
    String(chats),
    messages.toLocaleString("en"),
    attachments.toLocaleString("en"),
    bytes(attachmentBytes),
    writer,
  ]);
  return table([["Number", "Time", "Chats", "Messages", "Media", "Size", "Device"], ...rows], [0, 2, 3, 4, 5]);
}
