import { listSnapshots, type StoredSnapshot } from "../core/history.js";
import { type SnapshotView, viewSnapshot } from "../core/inspect.js";
import { addProblem, damageOf, type Problem } from "../core/problem.js";
import type { Vault } from "../core/vault.js";
import { type Added, addedSince } from "./added.js";
import { problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, table, time } from "./words.js";

/** A snapshot, and what it added; unknown for the oldest, and where a segment cannot be read. */
export interface ListedSnapshot extends SnapshotView {
  readonly added?: Added;
}

/** `keepsake snapshots`: what can be restored, the newest first, and what each one added. */
export async function run(context: Context, options: KeyOptions, path: string): Promise<Outcome> {
  return withVault(context, path, options, async ({ vault }) => {
    const problems = [...vault.problems];
    const snapshots = await listWithAdded(vault, problems, context.signal);
    return {
      result: { snapshots, problems },
      text: addedTable(snapshots),
      notes: problemNotes(problems),
      exitCode: problemsExitCode(problems),
    };
  });
}

async function listWithAdded(vault: Vault, problems: Problem[], signal: AbortSignal): Promise<ListedSnapshot[]> {
  const listed: ListedSnapshot[] = [];
  let newer: StoredSnapshot | undefined;
  for await (const stored of listSnapshots(vault, problems)) {
    signal.throwIfAborted();
    if (newer !== undefined) listed.push(await withAdded(vault, stored, newer, problems));
    newer = stored;
  }
  if (newer !== undefined) listed.push(viewSnapshot(newer));
  return listed;
}

async function withAdded(
  vault: Vault,
  before: StoredSnapshot,
  stored: StoredSnapshot,
  problems: Problem[],
): Promise<ListedSnapshot> {
  try {
    return { ...viewSnapshot(stored), added: await addedSince(vault, before, stored) };
  } catch (error) {
    addProblem(problems, damageOf(error));
    return viewSnapshot(stored);
  }
}

const COLUMNS = ["Number", "Time", "Chats", "Messages", "Files", "Size"];
const RIGHT = [0, 2, 3, 4, 5];

/** Snapshots as a table. */
export function snapshotTable(snapshots: readonly SnapshotView[]): string {
  if (snapshots.length === 0) return "No snapshots yet.";
  return table([[...COLUMNS, "Device"], ...snapshots.map((view) => [...cells(view), view.writerName])], RIGHT);
}

function addedTable(snapshots: readonly ListedSnapshot[]): string {
  if (snapshots.length === 0) return "No snapshots yet.";
  const rows = snapshots.map((view, index) => {
    const isOldest = index === snapshots.length - 1;
    const { added } = view;
    const [objects, size] =
      added === undefined
        ? [isOldest ? "everything" : "unknown", ""]
        : [added.objects.toLocaleString("en"), bytes(added.bytes)];
    return [...cells(view), objects, size, view.writerName];
  });
  return table([[...COLUMNS, "Added", "", "Device"], ...rows], [...RIGHT, 6, 7]);
}

function cells({ sequence, createdAtMs, totals }: SnapshotView): string[] {
  return [
    String(sequence),
    time(createdAtMs),
    totals.chats.toLocaleString("en"),
    totals.messages.toLocaleString("en"),
    totals.attachments.toLocaleString("en"),
    bytes(totals.attachmentBytes),
  ];
}
