import { hostname } from "node:os";
import { type BackupItem, type BackupSummary, backup } from "../core/backup.js";
import { equalBytes } from "../core/bytes.js";
import type { Loss } from "../core/loss.js";
import type { Vault } from "../core/vault.js";
import { takeOver } from "../core/writer.js";
import type { ImportOptions, ImportReport, ImportResult } from "../import/index.js";
import { backupAgain } from "./backup-again.js";
import { backupClockNotes } from "./clock.js";
import { openContentCache } from "./content-cache.js";
import { exitCodeFor } from "./exit-codes.js";
import { exportBytes, importSources, openSources } from "./exports.js";
import { importNotes } from "./import-notes.js";
import { identifyInput, openLastInput } from "./last-input.js";
import { type OpenedVault, problemNotes, withVault } from "./open-vault.js";
import { adviceOn, problemText } from "./problem-text.js";
import { frameText } from "./restore-losses.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { packageVersion } from "./version.js";
import { bytes, count } from "./words.js";

type Options = KeyOptions &
  ImportOptions & { vault: string; account?: string; service?: string; replace?: boolean; takeOver?: boolean };

/** `keepsake backup`: one more snapshot, of the exports together with what the last one had. */
export async function run(context: Context, options: Options, exports: string[]): Promise<Outcome> {
  const sources = await openSources(exports);
  const input = await identifyInput(sources, yielding(options));
  const last = await openLastInput(options.vault, input);
  // Before the key is asked for, so that a missing date order does not cost 64 digits of typing. What was imported once
  // needs none.
  const early = last.isSame ? undefined : await importSources(sources, options);
  const work = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    if (options.takeOver) await takeOver(vault, { writerName: hostname() });
    const clockNotes = backupClockNotes(vault);
    const same = early === undefined ? await last.report(vault) : undefined;
    let done = same && (await backUpSame(context, vault, options, same));
    // What was not read cannot have been changed while it was.
    let isUnchanged = done !== undefined;
    if (done === undefined) {
      const imported = early ?? (await importSources(sources, options));
      done = await backUp(context, vault, options, imported, await exportBytes(exports));
      isUnchanged = input !== undefined && equalBytes(input, await identifyAgain(exports, options));
    }
    await remember();
    if (done.isLasting && isUnchanged) await last.save(vault, done.report);
    const outcome = report(done, vault);
    return { ...outcome, notes: [...outcome.notes, ...clockNotes] };
  };
  return withVault(context, options.vault, options, work, "write");
}

/** What the input is told by now; empty if it cannot be told. */
async function identifyAgain(exports: readonly string[], options: Options): Promise<Uint8Array> {
  const identify = async () => identifyInput(await openSources(exports), yielding(options));
  return (await identify().catch(() => undefined)) ?? new Uint8Array();
}

/** The options that a backup's content goes by. */
function yielding({ me, timezone, dateOrder, chatName, account, service, replace }: Options) {
  return { me, timezone, dateOrder, chatName, account, service, replace };
}

interface Done {
  readonly summary: BackupSummary;
  readonly report: ImportReport;
  readonly lost: readonly Loss[];
  /**
   * Whether another backup of the same, whenever it is made, has the same. Not with a loss: a file that could not be read
   * may be readable the next time, though nothing shows that, so each backup tries it again.
   */
  readonly isLasting: boolean;
}

const producer = () => `keepsake ${packageVersion()}`;

async function backUp(
  context: Context,
  vault: Vault,
  options: Options,
  imported: ImportResult,
  bytesTotal: number,
): Promise<Done> {
  const { ontoLast } = await import("../import/index.js");
  const { input, lost } = ontoLast(vault, imported, { replace: options.replace ?? false });
  const cache = await openContentCache(vault.vaultId);
  let expires = false;
  async function* frames(): AsyncGenerator<BackupItem> {
    for await (const item of input.frames) {
      expires ||= "message" in item && (item.message?.expiresAtMs ?? 0) > 0;
      yield item;
    }
  }
  const summary = await backup(vault, {
    ...input,
    frames: { [Symbol.asyncIterator]: frames },
    openAttachment: cache.opening(input.openAttachment),
    account: options.account ?? input.account,
    service: options.service ?? input.service,
    producer: producer(),
    onProgress: (progress) => context.line.onProgress({ bytesTotal, ...progress }),
    signal: context.signal,
  }).catch(async (error) => {
    await cache.save();
    throw error;
  });
  await cache.save();
  const allLost = [...lost(), ...summary.lost];
  const { expired, shortTimer } = summary.leftOut;
  const isLasting = !expires && allLost.length + expired + shortTimer === 0;
  return { summary, report: imported.report, lost: allLost, isLasting };
}

/** Undefined if it has to be done by the exports after all. */
async function backUpSame(
  { signal }: Context,
  vault: Vault,
  { account, service }: Options,
  report: ImportReport,
): Promise<Done | undefined> {
  const summary = await backupAgain(vault, vault.latest!, {
    ...(account === undefined ? {} : { account }),
    ...(service === undefined ? {} : { service }),
    producer: producer(),
    signal,
  });
  return summary && { summary, report, lost: summary.lost, isLasting: summary.lost.length === 0 };
}

function report({ summary, report: imported, lost }: Done, vault: Vault) {
  const { snapshot, totals, counts, leftOut } = summary;
  const { stored, reused } = counts;
  const warnings = importNotes(imported, "run it again with --me NAME");
  const skipped = leftOut.expired + leftOut.shortTimer;
  const text = [
    `Snapshot ${snapshot.sequence}: ${count(totals.messages, "message")} in ${count(totals.chats, "chat")}, ` +
      `${count(totals.photos, "photo")}, ${count(totals.videos, "video")}, ` +
      `${count(totals.attachments, "file")} in all (${bytes(totals.attachmentBytes)}).`,
    `Uploaded ${count(stored.objects, "object")} (${bytes(stored.bytes)}); ${count(reused.objects, "was", "were")} there already.`,
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
      report: imported,
    },
    text: text.join("\n"),
    notes: [...warnings, ...lostNotes(lost), ...problemNotes(vault.problems)],
    exitCode: lost[0] === undefined ? 0 : exitCodeFor(lost[0].code),
  };
}

/** What could not be read while the backup was made, and what to do about it. */
function lostNotes(lost: readonly Loss[]): string[] {
  const notes = lost.map((loss) => {
    const { kind, frames, first, last, fileName } = loss;
    const what = kind === "frames" ? `${frameText(frames, first.timeMs, last.timeMs)}: ` : "";
    return `Lost: ${what}${fileName === undefined ? "" : `${fileName}: `}${problemText(loss)}`;
  });
  return [...notes, ...adviceOn(lost)];
}
