import { listSnapshots } from "../core/history.js";
import type { Problem } from "../core/problem.js";
import type { Vault } from "../core/vault.js";
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
    const snapshots = await listSummaries(vault, problems);
    return {
      result: { snapshots, problems },
      text: snapshots.length === 0 ? "No snapshots yet." : snapshotTable(snapshots),
      notes: problemNotes(problems),
      exitCode: problemsExitCode(problems),
    };
  });
}

/** The snapshots that count, the newest first. `problems` gets what is ignored. */
export async function listSummaries(vault: Vault, problems: Problem[]): Promise<SnapshotSummary[]> {
  const summaries: SnapshotSummary[] = [];
  for await (const { sequence, snapshot } of listSnapshots(vault, problems)) {
    const { createdAtMs, writerName: writer, account, service, totals } = snapshot;
    const { chats = 0, messages = 0, attachments = 0, attachmentBytes = 0 } = totals ?? {};
    summaries.push({ sequence, createdAtMs, writer, account, service, chats, messages, attachments, attachmentBytes });
  }
  return summaries;
}

/** Snapshots as a table. */
export function snapshotTable(snapshots: readonly SnapshotSummary[]): string {
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
