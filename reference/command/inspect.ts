import { stat } from "node:fs/promises";
import { currentEpoch } from "../core/epochs.js";
import { KeepsakeError } from "../core/errors.js";
import { PREFIX_LENGTH } from "../core/file-prefix.js";
import { openFile } from "../node/file-source.js";
import { fileText, inspectFile, kindOfFile } from "./inspect-file.js";
import { openStore } from "./open-store.js";
import { problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import { type KeyOptions, keyFile } from "./secret.js";
import { seenText, seenVault } from "./seen-vault.js";
import { ownedSlots, slotTable } from "./slot-list.js";
import { listSummaries, snapshotTable } from "./snapshots.js";
import type { Context, Outcome } from "./verb.js";
import { time } from "./words.js";

/** `keepsake inspect`: what a storage provider sees, and with the key what is inside. */
export async function run(context: Context, options: KeyOptions, path: string): Promise<Outcome> {
  const single = await singleFile(path);
  if (single !== undefined) return single;
  const opened = await openStore(path);
  try {
    const seen = await seenVault(opened.store);
    if (keyFile(options) === undefined) return { result: { seen }, text: seenText(seen) };
    const inside = await openInside(context, options, path);
    const result = { seen, inside: inside.result };
    return { ...inside, result, text: `${seenText(seen)}\n\n${inside.text}` };
  } finally {
    await opened.close();
  }
}

/** One stored file of a vault; undefined for a vault or an archive. */
async function singleFile(path: string): Promise<Outcome | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw new KeepsakeError("header.missing", `There is nothing at ${path}.`, { name: path });
  if (stats.isDirectory()) return undefined;
  const source = await openFile(path);
  try {
    const kind = kindOfFile(await source.read(0, PREFIX_LENGTH));
    if (kind === "archive") return undefined;
    const seen = await inspectFile(kind, source);
    return { result: { seen }, text: fileText(seen) };
  } finally {
    await source.close();
  }
}

async function openInside(context: Context, options: KeyOptions, path: string): Promise<Outcome> {
  return withVault(context, path, options, async ({ vault }) => {
    const { writerName, createdAtMs, formerEpochs } = vault.details;
    const problems = [...vault.problems];
    const snapshots = await listSummaries(vault, problems);
    const slots = ownedSlots(vault);
    const writer = writerName || "an unnamed device";
    const lines = [
      "With the key:",
      `  Epoch ${currentEpoch(vault).epoch}, ${formerEpochs.length} before it; header of ${time(createdAtMs)}; written by ${writer}.`,
      "",
      slotTable(slots),
      "",
      snapshots.length === 0 ? "No snapshots yet." : snapshotTable(snapshots),
    ];
    return {
      result: { writerName, createdAtMs, formerEpochs: formerEpochs.length, slots, snapshots, problems },
      text: lines.join("\n"),
      notes: problemNotes(problems),
      exitCode: problemsExitCode(problems),
    };
  });
}
