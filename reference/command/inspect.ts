import { stat } from "node:fs/promises";
import { KeepsakeError } from "../core/errors.js";
import { PREFIX_LENGTH } from "../core/file-prefix.js";
import { inspectStore, inspectVault } from "../core/inspect.js";
import { openFile } from "../node/file-source.js";
import { newestHeader } from "./headers.js";
import { fileText, inspectFile, kindOfFile } from "./inspect-file.js";
import { isS3, openStore, type StoreOptions } from "./open-store.js";
import { problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import { isKeyGiven, type KeyOptions } from "./secret.js";
import { seenText } from "./seen-vault.js";
import { slotTable } from "./slot-list.js";
import { snapshotTable } from "./snapshots.js";
import type { Context, Outcome } from "./verb.js";

/** `keepsake inspect`: what a storage provider sees, and with the key what is inside. */
export async function run(context: Context, options: KeyOptions & StoreOptions, path: string): Promise<Outcome> {
  const single = await singleFile(path);
  if (single !== undefined) return single;
  const opened = await openStore(path, options);
  try {
    const seen = await inspectStore(opened.store);
    // Says so in the words of an error if there is no vault.
    if (seen.headers.length === 0) await newestHeader(opened.store);
    if (!isKeyGiven(options)) return { result: { seen }, text: seenText(seen) };
    const inside = await openInside(context, options, path);
    const result = { seen, inside: inside.result };
    return { ...inside, result, text: `${seenText(seen)}\n\n${inside.text}` };
  } finally {
    await opened.close();
  }
}

/** One stored file of a vault; undefined for a vault or an archive. */
async function singleFile(path: string): Promise<Outcome | undefined> {
  if (isS3(path)) return undefined;
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

async function openInside(context: Context, options: KeyOptions & StoreOptions, path: string): Promise<Outcome> {
  return withVault(context, path, options, async ({ vault }) => {
    const inside = await inspectVault(vault);
    const { epoch, revision, formerEpochs, writer, slots, snapshots, problems } = inside;
    const lines = [
      "With the key:",
      "",
      `  Epoch ${epoch} (${formerEpochs.length} before it), header revision ${revision}`,
      `  Written by ${writer.name || "an unnamed device"}${writer.isThisDevice ? ", this device" : ""}`,
      "",
      slotTable(slots),
      "",
      snapshotTable(snapshots),
    ];
    const exitCode = problemsExitCode(problems);
    return { result: inside, text: lines.join("\n"), notes: problemNotes(problems), exitCode };
  });
}
