import { hostname } from "node:os";
import { type BackupSummary, backup } from "../core/backup.js";
import type { Loss } from "../core/loss.js";
import type { Vault } from "../core/vault.js";
import { takeOver } from "../core/writer.js";
import { type ImportOptions, type ImportResult, ontoLast } from "../import/index.js";
import { backupClockNotes } from "./clock.js";
import { openContentCache } from "./content-cache.js";
import { exitCodeFor } from "./exit-codes.js";
import { exportBytes, openExports } from "./exports.js";
import { importNotes } from "./import-notes.js";
import { type OpenedVault, problemNotes, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { packageVersion } from "./version.js";
import { bytes, count } from "./words.js";

type Options = KeyOptions &
  ImportOptions & { vault: string; account?: string; service?: string; replace?: boolean; takeOver?: boolean };

/** `keepsake backup`: one more snapshot, of the exports together with what the last one had. */
export async function run(context: Context, options: Options, exports: string[]): Promise<Outcome> {
  // Before the key is asked for, so that a missing date order does not cost 64 digits of typing.
  const imported = await openExports(exports, options);
  const bytesTotal = await exportBytes(exports);
  const work = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    if (options.takeOver) await takeOver(vault, { writerName: hostname() });
    const { input, lost } = ontoLast(vault, imported, { replace: options.replace ?? false });
    const clockNotes = backupClockNotes(vault);
    const cache = await openContentCache(vault.vaultId);
    const summary = await backup(vault, {
      ...input,
      openAttachment: cache.opening(input.openAttachment),
      account: options.account ?? input.account,
      service: options.service ?? input.service,
      producer: `keepsake ${packageVersion()}`,
      onProgress: (progress) => context.line.onProgress({ bytesTotal, ...progress }),
      signal: context.signal,
    }).catch(async (error) => {
      await cache.save(false);
      throw error;
    });
    await cache.save(true);
    await remember();
    const outcome = report(summary, imported, [...lost(), ...summary.lost], vault);
    return { ...outcome, notes: [...outcome.notes, ...clockNotes] };
  };
  return withVault(context, options.vault, options, work, "write");
}

function report(summary: BackupSummary, imported: ImportResult, lost: readonly Loss[], vault: Vault) {
  const { snapshot, totals, counts, leftOut } = summary;
  const { stored, reused } = counts;
  const warnings = importNotes(imported.report, "run it again with --me NAME");
  const skipped = leftOut.expired + leftOut.shortTimer;
  const text = [
    `Snapshot ${snapshot.sequence}: ${count(totals.messages, "message")} in ${count(totals.chats, "chat")}, ` +
      `${count(totals.photos, "photo")}, ${count(totals.videos, "video")}, ` +
      `${count(totals.attachments, "file")} in all (${bytes(totals.attachmentBytes)}).`,
    `Uploaded ${count(stored.objects, "object")} (${bytes(stored.bytes)}); ${reused.objects.toLocaleString("en")} were there already.`,
  ];
  if (skipped > 0) text.push(`${count(skipped, "message")} that disappear were left out.`);
  return {
    result: {
      snapshot: snapshot.sequence,
      totals,
      uploaded: stored,
      reused,
      leftOut,
      lost,
      warnings,
      report: imported.report,
    },
    text: text.join("\n"),
    notes: [
      ...warnings,
      ...lost.map(({ message, fileName, code }) => `Lost: ${fileName ?? ""} ${message} (${code})`),
      ...problemNotes(vault.problems),
    ],
    exitCode: lost[0] === undefined ? 0 : exitCodeFor(lost[0].code),
  };
}
